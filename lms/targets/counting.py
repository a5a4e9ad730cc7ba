"""Counting what the platform knows itself: one query a source for a whole scoreboard, and the list behind a number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat, ExtractYear, Substr, TruncDate

from certificates.states import CertificateState
from courses.catalog.models import CourseVersion
from courses.catalog.states import FacetKind
from courses.learning.models import Completion
from courses.learning.states import EnrolmentState
from lms.kernel import clock
from lms.nominations.models import NominationMove
from lms.nominations.states import NOMINATION
from lms.targets.measures import MEASURES, Measure, Source, Taught
from lms.targets.models import Indicator, Plan
from lms.targets.states import Aggregation

FIRST_OF_ALL = 1


@dataclass(frozen=True)
class Window:
    """The years whose facts make a number, both included."""

    first: int
    last: int


def window(plan: Plan, indicator: Indicator, year: int) -> Window:
    """A year by itself, from the plan's beginning, or from the beginning of all: as the indicator adds up."""
    first = {Aggregation.CUMULATIVE: plan.first_year, Aggregation.AT_END: FIRST_OF_ALL}
    return Window(first.get(Aggregation(indicator.aggregation), year), year)


def taught(version: int | None = None) -> list[Taught]:
    """Every course version (or this one), as measures ask about it; in one query."""
    rows: dict[int, tuple[str, list[str], dict[str, set[str]]]] = {}
    facets = CourseVersion.objects.values_list("pk", "course__code", "clauses", "facets__kind", "facets__value")
    for pk, code, clauses, kind, value in facets.filter(pk=version) if version else facets:
        held = rows.setdefault(pk, (code, clauses, {FacetKind.AUDIENCE: set(), FacetKind.TOOL: set()}))[2]
        if kind in held:
            held[kind].add(value)
    return [
        Taught(pk, code, frozenset(clauses), frozenset(held[FacetKind.AUDIENCE]), frozenset(held[FacetKind.TOOL]))
        for pk, (code, clauses, held) in rows.items()
    ]


def _moves() -> QuerySet[Any]:
    """What nominations have gone through, with `day_year`, `signed`, `who` (after merging) and `run`, the programme."""
    return NominationMove.objects.annotate(
        who=Coalesce("subject__nominee__merged_into", "subject__nominee"),
        run=F("subject__programme"),
        day_year=ExtractYear("at", tzinfo=clock.HANOI),
        signed=TruncDate("at", tzinfo=clock.HANOI),
    )


def _facts(source: Source) -> QuerySet[Any]:
    """What may count: completions with `day_year`, `signed`, `who` (after merging), `version` and `run`."""
    if source is Source.NOMINATIONS:
        return _moves()
    done = Completion.objects.filter(enrolment__state=EnrolmentState.COMPLETED)
    done = done.annotate(
        who=Coalesce("enrolment__person__merged_into", "enrolment__person"),
        version=F("enrolment__version"),
        run=F("enrolment__run"),
    )
    if source is Source.CERTIFICATES:
        done = done.filter(certificate__state=CertificateState.ISSUED)
        done = done.annotate(signed=KeyTextTransform("signed_on", "certificate__facts"))
        return done.annotate(day_year=Cast(Substr("signed", 1, 4), IntegerField()))
    return done.exclude(certificate__state=CertificateState.REVOKED).annotate(
        day_year=ExtractYear("at", tzinfo=clock.HANOI), signed=TruncDate("at", tzinfo=clock.HANOI)
    )


def _key(measure: Measure) -> Any:
    """What is counted once: a person, or a person in a class or programme."""
    return F("who") if measure.once else Concat("run", Value(":"), "who", output_field=CharField())


def _within(measure: Measure, span: Window, versions: Iterable[Taught]) -> Q | None:
    """Which facts count; None where nothing is taught that could."""
    days = Q(day_year__gte=span.first, day_year__lte=span.last)
    if measure.of_nominations:
        return days & Q(verb__in=[move.verb for move in NOMINATION.moves if measure.takes(move.verb)])
    chosen = [each.version for each in versions if measure.takes(each)]
    return days & Q(version__in=chosen) if chosen else None


def counted(indicators: Sequence[Indicator], plan: Plan, year: int) -> dict[int, int]:
    """The numbers of these indicators in that year by indicator id: one query a source, however many facts."""
    found = {each.pk: 0 for each in indicators if each.measure}
    asked: dict[Source, dict[str, Any]] = {}
    versions = taught() if found else []
    for indicator in indicators:
        if indicator.measure:
            measure = MEASURES[indicator.measure]
            within = _within(measure, window(plan, indicator, year), versions)
            if within is not None:
                number = Count(_key(measure), distinct=True, filter=within)
                asked.setdefault(measure.source, {})[f"i{indicator.pk}"] = number
    for source, numbers in asked.items():
        for name, number in _facts(source).aggregate(**numbers).items():
            found[int(name[1:])] = number
    return found


@dataclass(frozen=True)
class Listed:
    """One line behind a number: the fact that made it count, and how many more there are like it."""

    fact: int
    day: date
    more: int = 0


def belongs(indicator: Indicator, year: int, fact: int) -> Completion | None:
    """The completion, if it is one of those the number is made of; with its enrolment, class, version, certificate."""
    measure, span = MEASURES[indicator.measure], window(indicator.plan, indicator, year)
    rows = _facts(measure.source).filter(pk=fact, day_year__gte=span.first, day_year__lte=span.last)
    related = rows.select_related(
        "certificate", "enrolment__person", "enrolment__run__course", "enrolment__version__course"
    )
    found = related.defer("enrolment__version__source", "enrolment__version__folded").first()
    if found is None or not any(measure.takes(each) for each in taught(found.enrolment.version_id)):
        return None
    completion: Completion = found
    return completion


@dataclass(frozen=True)
class Way:
    """A nomination's moves in their order, and the one that counts; each knows its file and programme."""

    moves: tuple[NominationMove, ...]
    counts: NominationMove


def way_of(indicator: Indicator, year: int, fact: int) -> Way | None:
    """The way of the file that this move belongs to, if the move is one of those the number is made of."""
    measure, span = MEASURES[indicator.measure], window(indicator.plan, indicator, year)
    related = _moves().select_related("subject__nominee", "subject__organisation", "subject__programme")
    moves = tuple(related.filter(subject__moves=fact).order_by("pk"))
    for move in moves:
        if move.pk == fact and measure.takes(move.verb) and span.first <= move.day_year <= span.last:
            return Way(moves, move)
    return None


@dataclass
class _Group:
    first: tuple[date, int]
    more: int = field(default=0)


def listed(indicator: Indicator, year: int) -> list[Listed]:
    """Who stands behind the number, the newest first: as many lines as the number says."""
    measure = MEASURES[indicator.measure]
    versions = [] if measure.of_nominations else taught()
    within = _within(measure, window(indicator.plan, indicator, year), versions)
    if within is None:
        return []
    groups: dict[Any, _Group] = {}
    rows = _facts(measure.source).filter(within).values_list("pk", "signed", _key(measure))
    for pk, signed, key in rows:
        fact = (date.fromisoformat(signed) if isinstance(signed, str) else signed, pk)
        group = groups.get(key)
        if group is None:
            groups[key] = _Group(fact)
        else:
            group.first, group.more = min(group.first, fact), group.more + 1
    lines = sorted(groups.values(), key=lambda group: group.first, reverse=True)
    return [Listed(group.first[1], group.first[0], group.more) for group in lines]
