"""Addresses of certificates."""

from django.urls import path

from certificates import views

urlpatterns = [
    path("xac-minh/", views.verify, name="verify"),
    path("xac-minh/<str:code>/", views.verify_code, name="verify_code"),
    path("giay-chung-nhan/<str:serial>/", views.certificate, name="certificate"),
    path("giay-chung-nhan/<str:serial>/tep/", views.certificate_pdf, name="certificate_pdf"),
    path("giay-chung-nhan/<str:serial>/thu-hoi/", views.revoke, name="revoke_certificate"),
]
