"""What the platform counts itself: one small function for each measure, saying which facts it takes.

A measure of certificates counts those that stand (a revoked one does not), in the year of the day they are signed;
a measure of completions, or of the moves of nominations, counts them in the year they happened. `once` counts each
person once, whatever they hold; otherwise each person counts once in each class, or in each programme. Who was merged
into another counts as that one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.catalog.states import Audience


class Source(Enum):
    """Which rows a measure counts."""

    CERTIFICATES = "certificates"
    COMPLETIONS = "completions"
    NOMINATIONS = "nominations"


@dataclass(frozen=True)
class Taught:
    """A course version as the plan asks about it."""

    version: int
    course: str
    clauses: frozenset[str]
    audiences: frozenset[str]
    tools: frozenset[str]


@dataclass(frozen=True)
class Measure:
    """`takes` says whether what was learnt on a version (or a nomination's verb) counts; `says` is that for readers."""

    name: str
    source: Source
    once: bool
    says: str | Promise
    takes: Callable[[Any], bool]

    @property
    def of_nominations(self) -> bool:
        return self.source is Source.NOMINATIONS


MEASURES: dict[str, Measure] = {}
Takes = TypeVar("Takes", bound=Callable[..., bool])


def counts(source: Source, says: str | Promise, *, once: bool = False) -> Callable[[Takes], Takes]:
    """Register a measure under its function's name."""

    def registered(takes: Takes) -> Takes:
        name = takes.__name__
        MEASURES[name] = Measure(name, source, once, says, takes)
        return takes

    return registered


@counts(Source.COMPLETIONS, _("a course completed, whether or not its certificate is issued; revoked ones not"))
def training_attended(taught: Taught) -> bool:
    return True


@counts(Source.CERTIFICATES, _("standing certificates of courses in green productivity (clause II.1.c)"))
def green_productivity(taught: Taught) -> bool:
    return "II.1.c" in taught.clauses


@counts(Source.CERTIFICATES, _("standing certificates of courses in tools and management systems (clause II.3.a)"))
def tools_and_systems(taught: Taught) -> bool:
    return "II.3.a" in taught.clauses


@counts(Source.CERTIFICATES, _("a standing certificate of CG-401 or LSS-GB"), once=True)
def experts_trained(taught: Taught) -> bool:
    """The competence certificate is another thing: an accredited body issues it (docs/decisions)."""
    return taught.course in ("CG-401", "LSS-GB")


@counts(Source.CERTIFICATES, _("a standing certificate of TOT-301"), once=True)
def lecturers_trained(taught: Taught) -> bool:
    return taught.course == "TOT-301"


@counts(Source.CERTIFICATES, _("a standing certificate of LAB-201"), once=True)
def metrology_trained(taught: Taught) -> bool:
    return taught.course == "LAB-201"


@counts(Source.CERTIFICATES, _("a standing certificate of an auditor's course (ISO 19011)"), once=True)
def auditors_trained(taught: Taught) -> bool:
    return "ISO 19011" in taught.tools


@counts(Source.CERTIFICATES, _("standing certificates of courses for leaders or managers"))
def leaders_and_managers(taught: Taught) -> bool:
    return bool(taught.audiences & {Audience.LEADER, Audience.MANAGER})


@counts(Source.CERTIFICATES, _("standing certificates of courses for workers"))
def workers(taught: Taught) -> bool:
    return Audience.WORKER in taught.audiences


@counts(Source.CERTIFICATES, _("standing certificates of courses for students"))
def students(taught: Taught) -> bool:
    return Audience.STUDENT in taught.audiences


@counts(Source.CERTIFICATES, _("standing certificates of courses for experts or lecturers"))
def experts_and_lecturers(taught: Taught) -> bool:
    return bool(taught.audiences & {Audience.EXPERT, Audience.LECTURER})


@counts(Source.NOMINATIONS, _("files forwarded to the national body under a letter, whatever came of them after"))
def nominations_sent(verb: str) -> bool:
    return verb == "forward"


@counts(Source.NOMINATIONS, _("left for an APO programme, or learns in a self-paced one"), once=True)
def sent_to_apo(verb: str) -> bool:
    return verb in ("depart", "admit")


@counts(Source.NOMINATIONS, _("completed an APO programme, with the APO's certificate recorded"), once=True)
def nominees_completed(verb: str) -> bool:
    return verb == "complete"
