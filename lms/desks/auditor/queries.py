"""Looking at the record: search, one entry with its object's history, live checks, samples."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from certificates.models import Certificate
from courses.learning.models import Enrolment
from lms.desks.auditor import sampling
from lms.desks.auditor.models import SampleDraw, SampleRequest, Verification
from lms.desks.auditor.states import SampleOf
from lms.kernel import audit, clock
from lms.kernel.models import LIVE, Entry, Job, Seal
from lms.kernel.names import fold
from lms.nominations.models import Nomination, Paper
from lms.people.models import Person

LATE = timedelta(minutes=1)  # the sealer comes every few seconds: what waits longer tells that it does not run


@dataclass(frozen=True)
class Wanted:
    """What the auditor looks for; empty means anything. `actor` is an id or words of a name."""

    verb: str = ""
    kind: str = ""
    object_id: str = ""
    actor: str = ""
    since: date | None = None
    until: date | None = None
    unsealed: bool = False


def _acted(actor: str) -> Q:
    if actor.isdecimal():
        return Q(actor_id=int(actor)) if len(actor) < 19 else Q(pk=None)
    named = Person.objects.all()
    for word in fold(actor).split():
        named = named.filter(folded__contains=word)
    return Q(actor_id__in=named.order_by().values("pk"))


def entries(wanted: Wanted) -> QuerySet[Entry]:
    """The entries that match, the newest first, with their seals."""
    exact = {"verb": wanted.verb, "kind": wanted.kind, "object_id": wanted.object_id}
    found = Entry.objects.filter(**{name: value for name, value in exact.items() if value})
    if wanted.actor.strip():
        found = found.filter(_acted(wanted.actor.strip()))
    if wanted.since:
        found = found.filter(at__gte=clock.at(wanted.since, 0))
    if wanted.until:
        found = found.filter(at__lt=clock.at(wanted.until + timedelta(days=1), 0))
    if wanted.unsealed:
        found = found.filter(pk__in=overdue_tail().order_by().values("pk"))
    return found.select_related("seal").order_by("-pk")


def overdue_tail() -> QuerySet[Entry]:
    """Entries that have waited for the sealer for more than a minute."""
    return audit.unsealed().filter(at__lt=clock.now() - LATE)


def names_of(found: Iterable[Entry]) -> dict[int, str]:
    """The names of who acted, by id, in one query."""
    ids = {entry.actor_id for entry in found if entry.actor_id is not None}
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "full_name"))


def entry_by_id(pk: int) -> Entry | None:
    return Entry.objects.select_related("seal", "detail").filter(pk=pk).first()


def history_of(kind: str, object_id: str) -> QuerySet[Entry]:
    """Everything the record says of one object, the newest first."""
    return entries(Wanted(kind=kind, object_id=object_id))


@dataclass
class Check:
    """Whether a row still is what its last change left: same, differs, missing, unrecorded, or unwatched."""

    state: str
    entries: list[Entry] = field(default_factory=list)
    last: Entry | None = None


def _watched(kind: str) -> type[models.Model] | None:
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        return None
    return model if getattr(model, "digested", ()) else None


def _row(model: type[models.Model], object_id: str) -> models.Model | None:
    try:
        return model._default_manager.filter(pk=object_id).first()
    except (ValueError, TypeError, OverflowError):
        return None


def _compared(row: models.Model | None, history: list[Entry]) -> Check:
    changes = [entry for entry in history if entry.row_digest]
    last = changes[-1] if changes else None
    if row is None:
        return Check("missing", history, last)
    if last is None:
        return Check("unrecorded", history)
    return Check("same" if audit.row_digest(row) == last.row_digest else "differs", history, last)


def check_object(kind: str, object_id: str) -> Check:
    """The row of this kind and id against the record, now."""
    model = _watched(kind)
    if model is None:
        return Check("unwatched")
    history = Entry.objects.filter(kind=kind, object_id=object_id).exclude(row_digest="").order_by("pk")
    return _compared(_row(model, object_id), list(history))


def check_rows(rows: Sequence[models.Model]) -> dict[tuple[str, str], Check]:
    """Many rows against the record in one query, by kind and id; each with its entries, the oldest first."""
    asked: dict[str, list[str]] = {}
    for row in rows:
        asked.setdefault(row._meta.label_lower, []).append(str(row.pk))
    condition = Q(pk=None)
    for kind, ids in asked.items():
        condition |= Q(kind=kind, object_id__in=ids)
    held: dict[tuple[str, str], list[Entry]] = {}
    for entry in Entry.objects.filter(condition).select_related("seal").order_by("pk"):
        held.setdefault((entry.kind, entry.object_id), []).append(entry)
    keys = [((row._meta.label_lower, str(row.pk)), row) for row in rows]
    return {key: _compared(row, held.get(key, [])) for key, row in keys}


# kind of a row: the way from it to the enrolment whose evidence it belongs to
_TO_ENROLMENT = {
    "courses.enrolment": "pk",
    "courses.completion": "enrolment_id",
    "courses.itemresult": "enrolment_id",
    "courses.attempt": "enrolment_id",
    "certificates.certificate": "completion__enrolment_id",
    "certificates.drawing": "certificate__completion__enrolment_id",
}


def enrolment_behind(kind: str, object_id: str) -> int | None:
    """The enrolment whose evidence this row belongs to."""
    way = _TO_ENROLMENT.get(kind)
    if way is None or not object_id.isdecimal():
        return None
    found: int | None = apps.get_model(kind)._default_manager.filter(pk=object_id).values_list(way, flat=True).first()
    return found


def nomination_behind(kind: str, object_id: str) -> int | None:
    """The nomination whose file this row belongs to."""
    if not object_id.isdecimal():
        return None
    if kind == "nominations.nomination":
        return int(object_id) if Nomination.objects.filter(pk=object_id).exists() else None
    if kind == "nominations.paper":
        return Paper.objects.filter(pk=object_id).values_list("nomination_id", flat=True).first()
    return None


def enrolment_of_serial(serial: str) -> int | None:
    """The enrolment behind a certificate, by its serial number."""
    found = Certificate.objects.filter(serial__iexact=serial.strip())
    return found.values_list("completion__enrolment_id", flat=True).first()


def verifications() -> QuerySet[Verification]:
    """Verifications that were made, the newest first."""
    return Verification.objects.select_related("by").order_by("-at", "-pk")


def last_verification() -> Verification | None:
    return verifications().first()


def verification_under_way() -> Job | None:
    """The verification that waits or runs, or the newest one where it failed."""
    newest = Job.objects.filter(kind="auditor.verify").order_by("-pk").first()
    return newest if newest and (newest.state in LIVE or newest.state == "failed") else None


def samples() -> QuerySet[SampleRequest]:
    """Samples that were asked for, the newest first."""
    return SampleRequest.objects.select_related("by", "draw").defer("ids").order_by("-at", "-pk")


def sample_by_id(pk: int) -> SampleRequest | None:
    return SampleRequest.objects.select_related("by", "draw").filter(pk=pk).first()


def undrawn() -> QuerySet[SampleRequest]:
    """Samples whose request is not drawn yet, the oldest first."""
    return SampleRequest.objects.filter(draw=None).order_by("pk")


def entry_of_request(request: SampleRequest) -> Entry | None:
    """The entry that the asking wrote."""
    asked = Entry.objects.filter(kind=request._meta.label_lower, object_id=str(request.pk), verb="ask_sample")
    return asked.select_related("seal").order_by("pk").first()


def seal_of_request(request: SampleRequest) -> Seal | None:
    """The seal over the request's own entry; None until the sealer has been."""
    return Seal.objects.select_related("entry").filter(entry=entry_of_request(request)).first()


def listed(what: str, since: date, until: date) -> QuerySet[Any, int]:
    """The ids of everything of this kind in the period, ascending: the list a sample is drawn from."""
    begin, end = clock.at(since, 0), clock.at(until + timedelta(days=1), 0)
    sources: dict[str, tuple[QuerySet[Any], str]] = {
        SampleOf.CERTIFICATES: (Certificate.objects.all(), "issued_at"),
        SampleOf.ENROLMENTS: (Enrolment.objects.all(), "enrolled_at"),
        SampleOf.NOMINATIONS: (Nomination.objects.all(), "opened_at"),
        SampleOf.ENTRIES: (Entry.objects.all(), "at"),
    }
    rows, moment = sources[what]
    within = rows.filter(**{f"{moment}__gte": begin, f"{moment}__lt": end})
    return within.order_by("pk").values_list("pk", flat=True)


@dataclass(frozen=True)
class Recount:
    """The draw computed again from what is stored: each question, and whether it holds."""

    list_is_the_same: bool
    request_is_the_same: bool
    seal_holds: bool
    seed_is_the_seal: bool
    draw_is_the_same: bool

    @property
    def sound(self) -> bool:
        held = (self.list_is_the_same, self.request_is_the_same, self.seal_holds)
        return all(held) and self.seed_is_the_seal and self.draw_is_the_same


def recount(request: SampleRequest, made: SampleDraw) -> Recount:
    """Compute a draw again: the list against its digest, the request against the record, the seed, the order."""
    seal = seal_of_request(request)
    return Recount(
        list_is_the_same=sampling.list_digest(request.ids) == request.ids_digest and len(request.ids) == request.of,
        request_is_the_same=check_object(request._meta.label_lower, str(request.pk)).state == "same",
        seal_holds=seal is not None and audit.seal_holds(seal),
        seed_is_the_seal=seal is not None and (seal.hash, seal.number) == (made.seed, made.seal),
        draw_is_the_same=sampling.drawn(made.seed, request.ids, request.size) == made.drawn,
    )
