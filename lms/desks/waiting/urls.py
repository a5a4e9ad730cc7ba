"""Addresses of what waits."""

from django.urls import path

from lms.desks.waiting import views

urlpatterns = [
    path("viec-hong/<int:job_id>/lam-lai/", views.try_again, name="try_again"),
    path("thu-chua-gui/<int:notice_id>/gui-lai/", views.send_again, name="send_again"),
    path("cho-quyet-dinh/<slug:run_code>/", views.decision, name="decision"),
    path("<slug:what>/", views.waiting, name="waiting"),
]
