"""What every template may read."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """`demo`: whether this installation is the demonstration; `site_url`: its address without a slash."""
    return {"demo": settings.DEMO, "site_url": settings.SITE_URL, "issuing_unit": settings.ISSUING_UNIT}
