"""Addresses of the notices."""

from django.urls import path

from lms.notices import views

urlpatterns = [
    path("thong-bao/", views.notices, name="notices"),
    path("thong-bao/da-doc/", views.read_all, name="read_all_notices"),
    path("thong-bao/<int:pk>/", views.open_notice, name="open_notice"),
]
