"""The rows of a sample as they are shown, in the order in which they were drawn."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html

from certificates.models import Certificate
from courses.learning.models import Enrolment
from lms.desks.auditor import sampling
from lms.desks.auditor.models import SampleDraw, SampleRequest
from lms.desks.auditor.states import SampleOf
from lms.desks.auditor.words import kind_words, verb_words
from lms.kernel.languages import in_either, titled
from lms.kernel.models import Entry
from lms.nominations.models import Nomination


@dataclass(frozen=True)
class Row:
    """One thing drawn: its id and ticket, what it is called, and where its evidence opens ("" where it is gone)."""

    pk: int
    ticket: str
    name: str = ""
    about: str = ""
    href: str = ""


def _certificates(ids: list[int]) -> dict[int, tuple[str, str, str]]:
    found: QuerySet[Any] = Certificate.objects.filter(pk__in=ids).select_related("completion")
    return {
        row.pk: (
            row.serial,
            format_html("{}, {}", row.facts["full_name"], in_either(row.facts["course_vi"], row.facts["course_en"])),
            reverse("audit_evidence", args=[row.completion.enrolment_id]),
        )
        for row in found
    }


def _enrolments(ids: list[int]) -> dict[int, tuple[str, str, str]]:
    found = Enrolment.objects.filter(pk__in=ids).select_related("person", "run", "version")
    rows = found.defer("version__source", "version__folded")
    return {
        row.pk: (
            row.run.code,
            format_html("{}, {}", row.person.full_name, titled(row.version)),
            reverse("audit_evidence", args=[row.pk]),
        )
        for row in rows
    }


def _nominations(ids: list[int]) -> dict[int, tuple[str, str, str]]:
    rows = Nomination.objects.filter(pk__in=ids).select_related("nominee", "programme")
    return {
        row.pk: (
            row.programme.code,
            f"{row.nominee.full_name}, {row.get_state_display()}",
            reverse("nomination", args=[row.pk]),
        )
        for row in rows
    }


def _entries(ids: list[int]) -> dict[int, tuple[str, str, str]]:
    return {
        row.pk: (
            verb_words(row.verb, row.kind),
            f"{kind_words(row.kind)} {row.object_id}",
            reverse("audit_entry", args=[row.pk]),
        )
        for row in Entry.objects.filter(pk__in=ids)
    }


_SHOWN = {
    SampleOf.CERTIFICATES: _certificates,
    SampleOf.ENROLMENTS: _enrolments,
    SampleOf.NOMINATIONS: _nominations,
    SampleOf.ENTRIES: _entries,
}


def rows_of(request: SampleRequest, made: SampleDraw) -> list[Row]:
    """Every id that was drawn, in one query; one that is gone stands there with its number alone."""
    known = _SHOWN[SampleOf(request.what)](made.drawn)
    return [Row(pk, sampling.ticket(made.seed, pk), *known.get(pk, ())) for pk in made.drawn]
