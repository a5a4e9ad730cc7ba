"""The kinds of blocks that are played: videos of our own, sound, videos that stand elsewhere."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext as _

from cms.lesson.kinds import Find, Form, Keep, Kind, kind
from cms.lesson.prose import TEP
from courses.catalog.outside import address_of
from lms.kernel.errors import BadInput


class Played(Kind):
    """A file of the library with all that is said in it, in words."""

    since = 2
    words = {"title": Form.TEXT, "transcript": Form.TEXT}

    def plain(self, value: Any, keep: Keep) -> Any:
        media = value["media"]
        if media is None:
            raise BadInput(_("A video or sound of this lesson is no longer in the library."))
        facts = {"src": keep(media), "type": media.content_type, "seconds": round(media.duration or 0)}
        return facts | {"title": value["title"] or media.title, "transcript": media.transcript}

    def raw(self, value: Any, find: Find) -> Any:
        return {"media": find(value["src"], value["title"]), "title": value["title"]}

    def files(self, value: Any) -> tuple[str, ...]:
        named = (value["src"], value.get("captions", ""), value.get("poster", ""))
        return tuple(each.removeprefix(TEP) for each in named if each)

    def faults(self, value: Any) -> Iterator[str]:
        if not value["transcript"].strip():
            yield _("“%(title)s” has no transcript.") % {"title": value["title"]}


@kind
class Video(Played):
    """A video of our own with its captions: {src, type, seconds, width, height, captions, spoken, poster, …}."""

    name = "video"

    def plain(self, value: Any, keep: Keep) -> Any:
        made = super().plain(value, keep)
        media = value["media"]
        made |= {"width": media.width or 0, "height": media.height or 0, "spoken": media.language}
        made |= {"captions": keep(media.captions_item) if media.captions else ""}
        made |= {"poster": keep(media.poster_item) if media.thumbnail else ""}
        return made

    def faults(self, value: Any) -> Iterator[str]:
        yield from super().faults(value)
        if not value["captions"]:
            yield _("The video “%(title)s” has no captions.") % {"title": value["title"]}


@kind
class Audio(Played):
    """Sound of our own."""

    name = "audio"


_YOUTUBE, _VIMEO = re.compile(r"[A-Za-z0-9_-]{11}"), re.compile(r"[0-9]{6,12}")


def elsewhere(address: str) -> tuple[str, str]:
    """(provider, id) of the address of a video. Raises BadInput for any other address."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        parts = urlsplit("")
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    steps = [step for step in parts.path.split("/") if step]
    found = ("", "")
    if host in ("youtube.com", "youtube-nocookie.com"):
        watched = parse_qs(parts.query).get("v", [""])[0]
        found = (
            "youtube",
            watched or (steps[1] if len(steps) == 2 and steps[0] in ("embed", "shorts", "live") else ""),
        )
    elif host == "youtu.be":
        found = ("youtube", steps[0] if steps else "")
    elif host in ("vimeo.com", "player.vimeo.com"):
        found = ("vimeo", steps[-1] if steps else "")
    known = {"youtube": _YOUTUBE, "vimeo": _VIMEO}.get(found[0])
    if parts.scheme != "https" or not known or not known.fullmatch(found[1]):
        raise BadInput(_("Give the https address of one video on YouTube or Vimeo."))
    return found


@kind
class Linked(Kind):
    """A video that stands elsewhere; nothing is asked of that place before the reader wants it."""

    since = 2
    name = "linked_video"
    words = {"title": Form.TEXT, "about": Form.TEXT}

    def plain(self, value: Any, keep: Keep) -> Any:
        provider, video = elsewhere(value["address"])
        return {"provider": provider, "video": video, "title": value["title"], "about": value["about"]}

    def raw(self, value: Any, find: Find) -> Any:
        address = address_of(value["provider"], value["video"])
        return {"address": address, "title": value["title"], "about": value["about"]}

    def faults(self, value: Any) -> Iterator[str]:
        if not value["about"].strip():
            yield _("“%(title)s” has no summary for those who do not open it.") % {"title": value["title"]}
