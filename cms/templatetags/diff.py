"""What changed, as HTML: added and removed words by elements, for eyes by colour and a line, for ears by a word."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cms.lesson.courses import FactChange
from cms.lesson.places import Spot
from cms.lesson.wording import How, Run
from cms.models import CoursePage, LessonPage
from cms.release import words

register = template.Library()

AROUND = 90  # characters of unchanged words that stay on either side of a change


def _short(text: str, first: bool, last: bool) -> str:
    """Long unchanged words are cut in the middle; at the ends of a text only what stands beside a change stays."""
    if len(text) <= 2 * AROUND + 20:
        return text
    head = "" if first else text[:AROUND].rsplit(" ", 1)[0]
    tail = "" if last else text[-AROUND:].split(" ", 1)[-1]
    return f"{head} … {tail}"


def _run(run: Run, text: str) -> SafeString:
    if run.how == How.ADDED:
        return format_html('<ins class="d-ins"><span class="d-say">[{} </span>{}<span class="d-say">]</span></ins>',
                           _("added:"), text)  # fmt: skip
    if run.how == How.REMOVED:
        return format_html('<del class="d-del"><span class="d-say">[{} </span>{}<span class="d-say">]</span></del>',
                           _("removed:"), text)  # fmt: skip
    return format_html("{}", text)


@register.simple_tag
def runs(said: Sequence[Run], *, lines: bool = False) -> SafeString:
    """Runs as running text; `lines`: each as an item of a list."""
    if lines:
        return format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((_run(each, each.text),) for each in said))
        )
    last = len(said) - 1
    told = [
        _run(each, _short(each.text, i == 0, i == last) if each.how == How.KEPT and last else each.text)
        for i, each in enumerate(said)
    ]
    return mark_safe("".join(told))  # noqa: S308 - each was made by format_html


@register.simple_tag
def spot(kind: str, said: Spot) -> SafeString:
    """The words of one place of a block with its name, and what else differs there."""
    more = [_("The formatting changes.")] if said.marks else []
    links = runs(said.links) if said.links else ""
    return format_html(
        '<div class="d-spot">{}<div class="d-text">{}</div>{}{}</div>',
        format_html('<span class="d-place">{}</span>', name) if (name := words.place_label(kind, said.path)) else "",
        runs(said.runs),
        format_html_join("", '<p class="d-more">{}</p>', ((each,) for each in more)),
        format_html('<p class="d-more">{} {}</p>', _("Links:"), links) if links else "",
    )


@register.filter
def kind_label(kind: str) -> str:
    return words.kind_label(kind)


@register.filter
def fact_name(name: str) -> str:
    return words.fact_label(name)


@register.simple_tag
def fact(change: FactChange, people: Any = None, *, of: str = "course") -> SafeString:
    """One changed fact: its name and what becomes of it."""
    said, lines = words.fact_runs(change, people or {})
    name = words.fact_label(change.name, LessonPage if of == "lesson" else CoursePage)
    language = mark_safe(' lang="en"') if change.name.endswith("_en") else ""
    return format_html("<dt>{}</dt><dd{}>{}</dd>", name, language, runs(said, lines=lines))
