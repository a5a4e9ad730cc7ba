"""Addresses of the auditor's room."""

from django.urls import path

from lms.desks.auditor import views

urlpatterns = [
    path("", views.record, name="audit"),
    path("dong/<int:entry_id>/", views.entry, name="audit_entry"),
    path("minh-chung/", views.find_evidence, name="audit_find_evidence"),
    path("minh-chung/<int:enrolment_id>/", views.evidence, name="audit_evidence"),
    path("bai-lam/<int:attempt_id>/", views.attempt, name="audit_attempt"),
    path("chuoi/", views.chain, name="audit_chain"),
    path("chuoi/<int:verification_id>/", views.verification, name="audit_verification"),
    path("mau/", views.samples, name="audit_samples"),
    path("mau/<int:sample_id>/", views.sample, name="audit_sample"),
]
