"""Every address. Each subject names its own; Vietnamese has no prefix, English stands under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = i18n_patterns(
    path("tai-khoan/", include("allauth.urls")),
    prefix_default_language=False,
)
