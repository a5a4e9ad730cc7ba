"""Addresses of programmes and nominations."""

from django.urls import path

from lms.nominations import programme_views as programmes
from lms.nominations import views

urlpatterns = [
    path("de-cu/", views.desk, name="nominations"),
    path("de-cu/ho-so/", views.files, name="nomination_files"),
    path("de-cu/ho-so.xlsx", views.export, name="nominations_export"),
    path("de-cu/chuong-trinh/moi/", programmes.announce, name="announce_programme"),
    path("de-cu/chuong-trinh/<str:programme_code>/", programmes.programme, name="programme"),
    path("de-cu/chuong-trinh/<str:programme_code>/sua/", programmes.correct, name="correct_programme"),
    path("de-cu/chuong-trinh/<str:programme_code>/soan/", programmes.begin, name="begin_nomination"),
    path("de-cu/chuong-trinh/<str:programme_code>/gui/", programmes.forward, name="forward_nominations"),
    path("de-cu/chuong-trinh/<str:programme_code>/buoc/", programmes.move, name="move_programme"),
    path("de-cu/<int:nomination_id>/", views.nomination, name="nomination"),
    path("de-cu/<int:nomination_id>/buoc/", views.move, name="move_nomination"),
    path("de-cu/<int:nomination_id>/dong-y/", views.consent, name="consent_nomination"),
    path("de-cu/<int:nomination_id>/len/", views.swap_up, name="raise_nomination"),
    path("de-cu/<int:nomination_id>/giay-to/", views.add_paper, name="add_paper"),
    path("de-cu/<int:nomination_id>/giay-to/<int:paper_id>/", views.paper, name="paper"),
    path("de-cu/<int:nomination_id>/giay-to/<int:paper_id>/bo/", views.take_out_paper, name="take_out_paper"),
]
