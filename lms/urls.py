"""Every address. Each subject names its own; Vietnamese has no prefix, English stands under /en/."""

from typing import Any

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, re_path, reverse
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from lms.kernel.health import healthz


def _nowhere(request: HttpRequest, **given: Any) -> HttpResponse:
    """Wagtail's own screens for users, groups and accounts: ours are elsewhere (decision 4)."""
    raise Http404


def _account(request: HttpRequest) -> HttpResponse:
    """At the foot of Wagtail's menu: our own pages of the account, where the language is chosen."""
    return redirect(f"{reverse('language')}?next={reverse('wagtailadmin_home')}")


sign_in = login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True))
shut = r"^quan-tri/(?:failwhale|account|users|groups|password_reset|login/.+)(?:/.*)?$"

urlpatterns: list[Any] = [
    path("healthz", healthz, name="healthz"),
    path("quan-tri/login/", sign_in),
    path("quan-tri/account/", _account),
    re_path(shut, _nowhere),
    path("quan-tri/", include(wagtailadmin_urls)),
    path("tai-lieu/", include(wagtaildocs_urls)),
]
if settings.DEMO:  # public renditions of images; in production nginx serves them
    urlpatterns += [
        re_path(r"^media/(?P<path>.*)$", login_not_required(serve), {"document_root": settings.MEDIA_ROOT}),
    ]

urlpatterns += i18n_patterns(
    path("", include("lms.people.urls")),
    path("tai-khoan/", include("allauth.urls")),
    path("", include("cms.urls")),
    path("", include("lms.guide.urls")),
    path("", include("lms.notices.urls")),
    path("", include("courses.learning.urls")),
    path("", include("courses.quizzes.urls")),
    path("", include("certificates.urls")),
    path("", include("lms.nominations.urls")),
    path("", include("lms.targets.urls")),
    path("", include("lms.desks.urls")),
    # Whatever other pages authors make: Wagtail's serve is public, each page type decides what it shows.
    re_path(wagtail_urls.serve_pattern, login_not_required(wagtail_views.serve), name="wagtail_serve"),
    prefix_default_language=False,
)
