"""Addresses of the desks."""

from django.urls import path

from lms.desks import views

urlpatterns = [
    path("hoc-tap/", views.my_learning, name="my_learning"),
    path("den/", views.arrival, name="arrival"),
    path("goc/", views.corner, name="corner"),
]
