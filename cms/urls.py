"""Addresses of the public pages; they stand before Wagtail's own, which know neither releases nor filters."""

from django.urls import path

from cms import views
from cms.release.views import version_offer

urlpatterns = [
    path("", views.home, name="home"),
    path("bia/<str:digest>/", views.cover, name="cover"),
    path("khoa-hoc/", views.catalogue, name="catalogue"),
    path("khoa-hoc/<slug:slug>/", views.course, name="course"),
    path("lop/<slug:code>/phien-ban/<int:offer_id>/", version_offer, name="version_offer"),
]
