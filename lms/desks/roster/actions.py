"""Reading, loading, undoing a roster. Loading and undoing go a hundred rows at a time, so that learners' answers are
not kept waiting by a long transaction; each part marks its rows, and a crash goes on where it stopped.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.learning import actions as learning
from courses.learning.models import CourseRun
from courses.learning.queries import has_begun_learning
from courses.learning.states import EnrolmentState
from lms.desks.roster import sheets
from lms.desks.roster.checking import Checked, Checker
from lms.desks.roster.models import BatchState, RosterBatch, RosterRow, Verdict
from lms.desks.roster.rules import may_load
from lms.kernel import audit, clock, jobs
from lms.kernel.actors import SYSTEM, Actor
from lms.kernel.errors import Refused, WrongState, require
from lms.people import members
from lms.people.members import OF_THE_MEMBERSHIP, OF_THE_PERSON
from lms.people.models import Organisation, Person
from lms.people.queries import is_officer

LOAD = jobs.Kind("roster.load")
UNDO = jobs.Kind("roster.undo")
AT_A_TIME = 100
KEPT_DAYS = 90
S = BatchState
Told = Callable[[int, int], None]  # (rows done, rows in all)


def _nobody_listens(done: int, of: int) -> None:
    """Progress that nobody watches."""


def _check(batch: RosterBatch, lines: Sequence[sheets.Line], by: Actor) -> list[Checked]:
    return Checker(batch.organisation, batch.run, for_officer=by is SYSTEM or is_officer(by)).check(lines)


def read_sheet(
    name: str, content: bytes, *, organisation: Organisation | None, run: CourseRun | None, by: Actor
) -> RosterBatch:
    """Understand a sheet and keep what it means; nobody is loaded yet. Raises BadInput where it is no roster."""
    require(may_load(by, organisation))
    lines = sheets.read(content)
    batch = RosterBatch(
        organisation=organisation,
        run=run,
        file_name=name[-200:],
        digest=hashlib.sha256(content).hexdigest(),
        by=by if isinstance(by, Person) else None,
        at=clock.now(),
    )
    checked = _check(batch, lines, by)
    with transaction.atomic():
        batch.save()
        RosterRow.objects.bulk_create([_row(batch, each) for each in checked], batch_size=500)
        audit.record("read_roster", batch, by=by)
    return batch


def _row(batch: RosterBatch, checked: Checked) -> RosterRow:
    return RosterRow(
        batch=batch,
        number=checked.line.number,
        verdict=checked.verdict,
        column=checked.column,
        cell=checked.line.cells.get(checked.column, "")[:255],
        reason=checked.reason[:255],
        facts=dict(checked.line.cells),
        changes={name: list(pair) for name, pair in checked.changes.items()},
        organisation=checked.organisation,
        run=checked.run,
        membership=checked.membership,
    )


def _locked(batch_id: int) -> RosterBatch:
    rows = RosterBatch.objects.select_for_update(of=("self",)).select_related("organisation", "run", "by")
    return rows.get(pk=batch_id)


def _turn(batch: RosterBatch, state: BatchState, verb: str, by: Actor, **changed: Any) -> None:
    batch.state = state
    for name, value in changed.items():
        setattr(batch, name, value)
    batch.save(update_fields=["state", *changed])
    audit.record(verb, batch, by=by, fields=("state",))


@transaction.atomic
def load(batch_id: int, *, by: Actor, without_refused: bool = False) -> RosterBatch:
    """Begin to load what was read; the worker does it. Where a row is refused, only when told to leave those out.

    Loading again changes nothing.
    """
    batch = _locked(batch_id)
    require(may_load(by, batch.organisation))
    if batch.state in (S.LOADING, S.LOADED):
        return batch
    if batch.state != S.READ:
        raise WrongState(_("This list was not kept. Please choose the file again."))
    if not without_refused and batch.rows.filter(verdict=Verdict.REFUSED).exists():
        raise WrongState(_("Some rows were refused; nothing was loaded. Mend them in the file and send it again."))
    _turn(batch, S.LOADING, "load_roster", by, error="")
    jobs.ask(LOAD, batch.pk, asked_by=by.pk)
    return batch


@transaction.atomic
def discard(batch_id: int, *, by: Actor) -> RosterBatch:
    """Not to be loaded. Discarding again changes nothing."""
    batch = _locked(batch_id)
    require(may_load(by, batch.organisation))
    if batch.state == S.READ:
        _turn(batch, S.DISCARDED, "discard_roster", by)
    return batch


@transaction.atomic
def undo(batch_id: int, *, by: Actor) -> RosterBatch:
    """Begin to undo what was loaded; the worker does it. Undoing again changes nothing."""
    batch = _locked(batch_id)
    require(may_load(by, batch.organisation))
    if batch.state in (S.UNDOING, S.UNDONE):
        return batch
    if batch.state != S.LOADED:
        raise WrongState(_("Only what was loaded can be undone."))
    _turn(batch, S.UNDOING, "undo_roster", by)
    jobs.ask(UNDO, batch.pk, asked_by=by.pk)
    return batch


def work_through(batch_id: int, told: Told = _nobody_listens) -> RosterBatch:
    """Load or undo the rest of a batch, by whoever read it. Called twice it does nothing the second time."""
    batch = RosterBatch.objects.select_related("organisation", "run", "by").get(pk=batch_id)
    if batch.state == S.LOADING:
        if not batch.rows.exclude(applied_at=None).exists() and not _still_holds(batch):
            return RosterBatch.objects.get(pk=batch_id)
        _in_parts(batch, S.LOADING, {"applied_at": None}, "number", _apply, told)
        _finish(batch, S.LOADING, S.LOADED, "loaded_roster", loaded_at=clock.now())
    elif batch.state == S.UNDOING:
        _in_parts(batch, S.UNDOING, {"undone_at": None, "applied_at__isnull": False}, "-number", _take_back, told)
        _finish(batch, S.UNDOING, S.UNDONE, "undid_roster")
    return RosterBatch.objects.get(pk=batch_id)


def _wanted(batch: RosterBatch) -> QuerySet[RosterRow]:
    return RosterRow.objects.filter(batch=batch, verdict__in=(Verdict.NEW, Verdict.CHANGED))


@transaction.atomic
def _still_holds(batch: RosterBatch) -> bool:
    """Check again what was read a while ago; where a row would now be refused, nothing is loaded and it is said."""
    batch = _locked(batch.pk)
    by: Actor = batch.by or SYSTEM
    rows = {row.number: row for row in RosterRow.objects.filter(batch=batch).exclude(verdict=Verdict.REFUSED)}
    lines = [sheets.Line(number, row.facts) for number, row in sorted(rows.items())]
    checked = {each.line.number: each for each in _check(batch, lines, by)}
    fresh = []
    for number, each in checked.items():
        row = _row(batch, each)
        row.pk = rows[number].pk
        fresh.append(row)
    RosterRow.objects.bulk_update(
        fresh, ["verdict", "column", "cell", "reason", "changes", "run", "membership"], batch_size=200
    )
    refused = [each for each in checked.values() if each.verdict == Verdict.REFUSED]
    if refused:
        words = _("Things have changed since the file was read: row {row}: {reason} Nothing was loaded.")
        error = words.format(row=refused[0].line.number, reason=refused[0].reason)
        _turn(batch, S.READ, "load_roster_refused", SYSTEM, error=error)
    return not refused


Part = Callable[[RosterBatch, list[RosterRow], Actor], None]


def _in_parts(batch: RosterBatch, state: BatchState, left: dict[str, Any], order: str, part: Part, told: Told) -> None:
    by: Actor = batch.by or SYSTEM
    rows = _wanted(batch)
    of = rows.count()
    while True:
        with transaction.atomic():
            if _locked(batch.pk).state != state:
                return
            some = list(
                rows.filter(**left).select_related("organisation", "run", "enrolment").order_by(order)[:AT_A_TIME]
            )
            part(batch, some, by)
        if not some:
            return
        told(of - rows.filter(**left).count(), of)


@transaction.atomic
def _finish(batch: RosterBatch, state: BatchState, to: BatchState, verb: str, **changed: Any) -> None:
    locked = _locked(batch.pk)
    if locked.state == state:
        _turn(locked, to, verb, batch.by or SYSTEM, **changed)


def _apply(batch: RosterBatch, rows: list[RosterRow], by: Actor) -> None:
    if not rows:
        return
    lines = [sheets.Line(row.number, row.facts) for row in rows]
    pairs = list(zip(rows, _check(batch, lines, by), strict=True))
    _register_new(pairs, by)
    for row, checked in pairs:
        _apply_person(row, checked, by)
    _apply_classes(rows, by)
    now = clock.now()
    for row in rows:
        row.applied_at = now
    fields = ["membership", "person", "made_member", "enrolment", "applied_at", "reason", "changes"]
    RosterRow.objects.bulk_update(rows, fields)


def _register_new(pairs: Sequence[tuple[RosterRow, Checked]], by: Actor) -> None:
    """Everybody nobody knew yet, by organisation."""
    fresh = [(row, each) for row, each in pairs if each.verdict == Verdict.NEW and each.returning is None]
    fresh.sort(key=lambda pair: pair[0].organisation_id or 0)
    for place, group in groupby(fresh, key=lambda pair: pair[0].organisation_id):
        some = list(group)
        made = members.register_members(place or 0, [each.facts for _row, each in some if each.facts], by=by)
        for (row, _each), membership in zip(some, made, strict=True):
            row.membership, row.made_member, row.person = membership, True, membership.person


def _apply_person(row: RosterRow, checked: Checked, by: Actor) -> None:
    """Whom the sheet means among people who are known."""
    facts, place = checked.facts, row.organisation
    if facts is None or place is None:  # refused only now: two sheets at once
        row.reason, row.run = checked.reason[:255], None
        return
    if row.made_member:
        return
    if checked.returning is not None:
        row.membership = members.take_on(checked.returning, place.pk, facts, by=by)
        row.made_member = True
    elif checked.membership is not None:
        row.membership = checked.membership
        changed = {name: pair[1] for name, pair in checked.changes.items()}
        own = {name: value for name, value in changed.items() if name in (*OF_THE_PERSON, *OF_THE_MEMBERSHIP)}
        if own:
            members.change_member(row.membership.pk, by=by, **own)
        if "email" in changed:
            members.give_address(row.membership.pk, str(changed["email"]), by=by)
    row.person = row.membership.person if row.membership else None


def _apply_classes(rows: list[RosterRow], by: Actor) -> None:
    """Enrol by class; a row keeps only an enrolment that it made."""
    wanting = sorted((row for row in rows if row.run_id and row.person_id), key=lambda row: row.run_id or 0)
    for run_id, group in groupby(wanting, key=lambda row: row.run_id):
        some = list(group)
        standing = set(
            learning_of(run_id or 0)
            .filter(person__in=[row.person_id for row in some])
            .values_list("person_id", flat=True)
        )
        made = learning.enrol_others(run_id or 0, [row.person for row in some if row.person], by=by)
        for row, enrolment in zip(some, made, strict=True):
            row.enrolment = None if row.person_id in standing else enrolment


def learning_of(run_id: int) -> QuerySet[Any]:
    """Enrolments of a class that stand."""
    return CourseRun.objects.get(pk=run_id).enrolments.exclude(state=EnrolmentState.WITHDRAWN)


def _take_back(batch: RosterBatch, rows: list[RosterRow], by: Actor) -> None:
    now = clock.now()
    for row in rows:
        try:
            with transaction.atomic():
                _take_back_row(row, by)
        except Refused as refused:
            row.kept = str(refused)[:255]
        row.undone_at = now
    if rows:
        RosterRow.objects.bulk_update(rows, ["kept", "undone_at"])


def _take_back_row(row: RosterRow, by: Actor) -> None:
    """Undo one row; who has begun to learn, or was enrolled elsewhere since, stays."""
    if row.membership_id is None:
        return
    if row.enrolment and row.enrolment.state != EnrolmentState.WITHDRAWN:
        if row.enrolment.state == EnrolmentState.COMPLETED or has_begun_learning(row.enrolment):
            raise WrongState(_("Has begun to learn, and stays."))
        learning.withdraw(row.enrolment.pk, by=by)
    if row.made_member:
        members.take_back(row.membership_id, by=by)
        return
    membership = row.membership
    assert membership is not None  # noqa: S101 - asked above
    known = asdict(members.as_facts(membership))
    back = {
        name: before
        for name, (before, after) in row.changes.items()
        if name in (*OF_THE_PERSON, *OF_THE_MEMBERSHIP) and known[name] == after
    }
    if back:
        members.change_member(membership.pk, by=by, **back)


def tidy() -> int:
    """Remove what sheets said of people ninety days after they were read; what was done stays. Returns the rows."""
    old = RosterRow.objects.filter(batch__at__lt=clock.now() - timedelta(days=KEPT_DAYS))
    return old.exclude(facts={}).update(facts={}, changes={}, cell="", reason="")
