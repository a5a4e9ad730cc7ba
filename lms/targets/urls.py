"""Addresses of the scoreboard."""

from django.urls import path

from lms.targets import views

urlpatterns = [
    path("chi-tieu/", views.scoreboard, name="targets"),
    path("chi-tieu/<slug:plan_code>/", views.scoreboard, name="target_plan"),
    path("chi-tieu/<slug:plan_code>/<int:year>/bao-cao.csv", views.as_csv, name="target_report"),
    path("chi-tieu/<slug:plan_code>/<int:year>/<str:indicator_code>/", views.behind, name="target_behind"),
    path("chi-tieu/<slug:plan_code>/<int:year>/<str:indicator_code>/ghi/", views.record, name="target_record"),
    path("chi-tieu/<slug:plan_code>/<int:year>/<str:indicator_code>/<int:fact>/", views.evidence,
         name="target_evidence"),
]  # fmt: skip
