"""The kinds of blocks that show pictures: one, several, two side by side."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from cms.lesson.kinds import Find, Form, Keep, Kind, kind
from cms.lesson.prose import TEP
from lms.kernel.errors import BadInput


def picture(value: Any, keep: Keep, *words: str) -> dict[str, Any]:
    """{src, width, height, alt, …}: a picture of the library with its own words. Raises BadInput for a lost one."""
    image = value["image"]
    if image is None:
        raise BadInput(_("A picture of this lesson is no longer in the library."))
    facts = {"src": keep(image), "width": image.width, "height": image.height}
    return facts | {name: value[name] for name in ("alt", *words)}


def _raw(value: Any, find: Find, *words: str) -> dict[str, Any]:
    title = value.get("caption") or value.get("label") or value["alt"]
    return {"image": find(value["src"], title)} | {name: value[name] for name in ("alt", *words)}


def _digest(value: Any) -> str:
    return str(value["src"]).removeprefix(TEP)


def _unsaid(value: Any) -> Iterator[str]:
    if not value["alt"].strip():
        yield _("A picture has no words for readers who cannot see it.")
    if not value.get("caption", "-").strip():
        yield _("A picture has no caption.")


@kind
class Image(Kind):
    """A picture with its caption."""

    name = "image"
    since = 2
    words = {"alt": Form.TEXT, "caption": Form.TEXT}

    def plain(self, value: Any, keep: Keep) -> Any:
        return picture(value, keep, "caption")

    def raw(self, value: Any, find: Find) -> Any:
        return _raw(value, find, "caption")

    def files(self, value: Any) -> tuple[str, ...]:
        return (_digest(value),)

    def faults(self, value: Any) -> Iterator[str]:
        yield from _unsaid(value)


@kind
class Gallery(Kind):
    """Pictures of one thing, each with its caption."""

    name = "gallery"
    since = 2
    words = {"title": Form.TEXT, "images.*.alt": Form.TEXT, "images.*.caption": Form.TEXT}

    def plain(self, value: Any, keep: Keep) -> Any:
        return {"title": value["title"], "images": [picture(each, keep, "caption") for each in value["images"]]}

    def raw(self, value: Any, find: Find) -> Any:
        return {"title": value["title"], "images": [_raw(each, find, "caption") for each in value["images"]]}

    def files(self, value: Any) -> tuple[str, ...]:
        return tuple(_digest(each) for each in value["images"])

    def faults(self, value: Any) -> Iterator[str]:
        for each in value["images"]:
            yield from _unsaid(each)
        if len(value["images"]) < 2:
            yield _("A gallery has fewer than two pictures.")


@kind
class BeforeAfter(Kind):
    """The same place before and after."""

    name = "before_after"
    since = 2
    words = {"caption": Form.TEXT, "before.label": Form.TEXT, "before.alt": Form.TEXT, "after.label": Form.TEXT,
             "after.alt": Form.TEXT}  # fmt: skip

    def plain(self, value: Any, keep: Keep) -> Any:
        sides = {side: picture(value[side], keep, "label") for side in ("before", "after")}
        return {"caption": value["caption"], **sides}

    def raw(self, value: Any, find: Find) -> Any:
        return {"caption": value["caption"], **{side: _raw(value[side], find, "label") for side in ("before", "after")}}

    def files(self, value: Any) -> tuple[str, ...]:
        return (_digest(value["before"]), _digest(value["after"]))

    def faults(self, value: Any) -> Iterator[str]:
        yield from _unsaid(value["before"])
        yield from _unsaid(value["after"])
        if value["before"]["src"] == value["after"]["src"]:
            yield _("Before and after are the same picture.")
