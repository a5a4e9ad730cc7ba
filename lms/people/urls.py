"""Addresses of what people set for themselves; allauth's stand beside them."""

from django.urls import path

from lms.people import views

urlpatterns = [
    path("tai-khoan/ngon-ngu/", views.language, name="language"),
]
