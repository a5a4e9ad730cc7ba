"""Addresses of the guides."""

from django.urls import path

from lms.guide import views

urlpatterns = [
    path("huong-dan/", views.index, name="guides"),
    path("huong-dan/<slug:slug>/", views.guide, name="guide"),
]
