"""Videos that stand elsewhere: named in frozen HTML by `[[video:<provider>:<id>]]`, never by an address.

The reader fills in a link and, for a browser with scripts, what the button needs. Nothing is asked of the other place
before the reader presses: the page's policy allows its frame only where a lesson holds such a video.
"""

import re

from django.http import HttpResponse
from django.template.loader import render_to_string

PROVIDERS = {"youtube": "YouTube", "vimeo": "Vimeo"}
FRAMES = {"youtube": "https://www.youtube-nocookie.com", "vimeo": "https://player.vimeo.com"}
_VIDEO = re.compile(r"\[\[video:(youtube|vimeo):([A-Za-z0-9_-]{6,12})\]\]")


def address_of(provider: str, video: str) -> str:
    """Where the video is watched on the provider's own page."""
    return f"https://www.youtube.com/watch?v={video}" if provider == "youtube" else f"https://vimeo.com/{video}"


def _frame(provider: str, video: str) -> str:
    if provider == "youtube":
        return f"{FRAMES[provider]}/embed/{video}?autoplay=1"
    return f"{FRAMES[provider]}/video/{video}?dnt=1&autoplay=1"


def _opener(found: re.Match[str]) -> str:
    provider, video = found.groups()
    shown = {"name": PROVIDERS[provider], "address": address_of(provider, video), "frame": _frame(provider, video)}
    return render_to_string("learning/outside_video.html", shown)


def fill(html: str) -> str:
    """Frozen HTML with a way to each of its videos."""
    return _VIDEO.sub(_opener, html)


def allow(response: HttpResponse, html: str) -> HttpResponse:
    """Let this page show frames of the providers that its (not yet filled) HTML names, and of no other."""
    named = sorted({FRAMES[found[1]] for found in _VIDEO.finditer(html)})
    if named:
        response._csp_update = {  # type: ignore[attr-defined] # django-csp reads it
            "frame-src": ["'self'", *named]
        }
    return response
