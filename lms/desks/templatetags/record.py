"""The record in words: what was done, to what, by whom, and whether a row is still as recorded."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from lms.desks.auditor import words
from lms.desks.auditor.queries import Check
from lms.kernel.models import Entry
from lms.kernel.templatetags.ui import badge

register = template.Library()


@register.filter
def did(entry: Entry) -> str:
    """What was done."""
    return words.verb_words(entry.verb, entry.kind)


@register.filter
def kind(name: str) -> str:
    """To what."""
    return words.kind_words(name)


@register.filter
def actor(names: dict[int, str], actor_id: int | None) -> str:
    """Who acted: the name where the person is known, "the system" for what follows by itself."""
    if actor_id is None:
        return _("the system")
    return names.get(actor_id) or _("person {number}").format(number=actor_id)


@register.simple_tag
def check_badge(check: Check) -> str:
    """Whether the row still is what its last change left."""
    label, tone = words.CHECKS[check.state]
    return badge(label=str(label), state=tone)


@register.filter
def pairs(values: dict[str, Any]) -> list[tuple[str, Any]]:
    """The words of an entry by name."""
    return list(values.items())
