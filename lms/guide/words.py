"""The words of a chapter as its reader sees them: names in square brackets become what stands on the screen."""

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from lms.guide.source import NAMED, Chapter, Guide, Opening, Words


def _english() -> bool:
    return (get_language() or "").startswith("en")


def words_of(chapter: Chapter) -> Words:
    """The chapter in the reader's language."""
    return chapter.en if _english() else chapter.vi


def opening_of(guide: Guide) -> Opening:
    """The head of the guide in the reader's language."""
    return guide.en if _english() else guide.vi


def on_screen(name: str) -> str:
    """What a button or label is called on the screen: `name` is its string of the catalogue, or context|string."""
    context, _bar, msgid = name.rpartition("|")
    return pgettext(context, msgid) if context else gettext(msgid)


def spoken(text: str) -> SafeString:
    """A text of a guide as HTML, names standing out."""
    parts = NAMED.split(text)  # what is said and what is named, in turn
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<b>{}</b>", on_screen(part)) if place % 2 else conditional_escape(part),)
            for place, part in enumerate(parts)
        ),
    )
