"""Addresses of the desks."""

from django.urls import include, path

from lms.desks import views
from lms.desks.organisation import views as organisation
from lms.desks.roster import views as roster

urlpatterns = [
    path("hoc-tap/", views.my_learning, name="my_learning"),
    path("den/", views.arrival, name="arrival"),
    path("goc/", views.corner, name="corner"),
    path("kiem-tra/", include("lms.desks.auditor.urls")),
    path("viec/", include("lms.desks.waiting.urls")),
    path("don-vi/", organisation.organisations, name="organisations"),
    path("don-vi/danh-sach-mau.xlsx", roster.template, name="roster_template"),
    path("don-vi/tep-mau/<slug:name>.xlsx", roster.sample, name="roster_sample"),
    path("don-vi/<slug:organisation_code>/", organisation.overview, name="organisation"),
    path("don-vi/<slug:organisation_code>/the/", organisation.cards, name="cards"),
    path("don-vi/<slug:organisation_code>/nap/", roster.upload, name="roster_upload"),
    path("don-vi/<slug:organisation_code>/nap/<int:batch_id>/", roster.batch, name="roster"),
    path("don-vi/<slug:organisation_code>/nap/<int:batch_id>/dong-can-sua.csv", roster.refused, name="roster_refused"),
    path("don-vi/<slug:organisation_code>/nap/<int:batch_id>/<slug:verb>/", roster.act, name="roster_act"),
]
