"""Addresses of classes and lessons."""

from django.urls import path

from courses.learning import views

urlpatterns = [
    path("lop/", views.runs, name="runs"),
    path("lop/<slug:code>/", views.run, name="run"),
    path("lop/<slug:code>/ghi-danh/", views.enrol, name="enrol"),
    path("lop/<slug:code>/rut/", views.withdraw, name="withdraw"),
    path("lop/<slug:run_code>/bai/<uuid:key>/", views.lesson, name="lesson"),
    path("lop/<slug:run_code>/bai/<uuid:key>/xong/", views.finish_lesson, name="finish_lesson"),
    path("lop/<slug:code>/phien-ban/<int:offer_id>/tra-loi/", views.answer_offer, name="answer_offer"),
    path("tep/<str:digest>/", views.file, name="file"),
]
