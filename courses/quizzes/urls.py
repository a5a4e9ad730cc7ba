"""Addresses of quizzes and attempts."""

from django.urls import path

from courses.quizzes import views

urlpatterns = [
    path("lop/<slug:run_code>/kiem-tra/<uuid:key>/", views.quiz, name="quiz"),
    path("lam-bai/<int:attempt_id>/", views.take, name="take"),
    path("lam-bai/<int:attempt_id>/cau/<int:position>/", views.save_answer, name="save_answer"),
    path("lam-bai/<int:attempt_id>/ket-qua/", views.result, name="result"),
]
