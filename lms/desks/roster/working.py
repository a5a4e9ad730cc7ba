"""What the worker does with a batch: loads or undoes it, a hundred rows at a time, so that learners' answers are not
kept waiting by a long transaction. Each part marks its rows, and after a crash it goes on where it stopped.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.learning import actions as learning
from courses.learning.models import CourseRun, Enrolment
from courses.learning.queries import enrolled_in, has_begun_learning
from courses.learning.states import EnrolmentState
from lms.desks.roster.actions import as_row, check, locked, turn
from lms.desks.roster.checking import Checked
from lms.desks.roster.models import BatchState, RosterBatch, RosterRow, Verdict
from lms.desks.roster.rules import may_load
from lms.desks.roster.sheets import Line
from lms.kernel import clock
from lms.kernel.actors import SYSTEM, Actor
from lms.kernel.errors import Refused, WrongState, require
from lms.people import members
from lms.people.members import OF_THE_MEMBERSHIP, OF_THE_PERSON
from lms.people.models import Organisation

AT_A_TIME = 100
OF_A_MEMBER = (*OF_THE_PERSON, *OF_THE_MEMBERSHIP)
S = BatchState
Told = Callable[[int, int], None]  # (rows done, rows in all)
Part = Callable[[list[RosterRow], RosterBatch, Actor], None]


def _nobody_listens(done: int, of: int) -> None:
    """Progress that nobody watches."""


def work_through(batch_id: int, told: Told = _nobody_listens) -> RosterBatch:
    """Load or undo the rest of a batch, as whoever ordered it. Called twice it does nothing the second time."""
    batch = RosterBatch.objects.select_related("organisation", "run", "by").get(pk=batch_id)
    with override(batch.language):
        _work(batch, told)
    return RosterBatch.objects.get(pk=batch_id)


def _work(batch: RosterBatch, told: Told) -> None:
    try:
        require(may_load(batch.by or SYSTEM, batch.organisation))
        if batch.state == S.LOADING and _still_holds(batch):
            _in_parts(batch, {"applied_at": None}, "number", _apply, told)
            _finish(batch, S.LOADED, "loaded_roster", loaded_at=clock.now())
        elif batch.state == S.UNDOING:
            _in_parts(batch, {"undone_at": None, "applied_at__isnull": False}, "-number", _take_back, told)
            _finish(batch, S.UNDONE, "undid_roster")
    except Refused as trouble:
        _stop(batch.pk, trouble)


def _wanted(batch: RosterBatch) -> QuerySet[RosterRow]:
    return RosterRow.objects.filter(batch=batch, verdict__in=(Verdict.NEW, Verdict.CHANGED))


def _still_holds(batch: RosterBatch) -> bool:
    """Check again what was read a while ago; where a row would now be refused, nothing is loaded and it is said."""
    applied = RosterRow.objects.filter(batch=batch, applied_at__isnull=False)
    if applied.exists():
        return True
    rows = {row.number: row for row in RosterRow.objects.filter(batch=batch).exclude(verdict=Verdict.REFUSED)}
    lines = [Line(number, row.facts) for number, row in sorted(rows.items())]
    fresh = [as_row(batch, each) for each in check(batch, lines, batch.by or SYSTEM)]
    fields = ("verdict", "column", "cell", "reason", "changes", "run_id", "membership_id")
    moved = [each for each in fresh if any(getattr(each, name) != getattr(rows[each.number], name) for name in fields)]
    for each in moved:
        each.pk = rows[each.number].pk
    with transaction.atomic():
        batch = locked(batch.pk)
        if batch.state != S.LOADING or applied.exists():  # another worker was quicker
            return batch.state == S.LOADING
        RosterRow.objects.bulk_update(moved, [name.removesuffix("_id") for name in fields], batch_size=200)
        refused = next((each for each in moved if each.verdict == Verdict.REFUSED), None)
        if refused:
            words = _("Things have changed since the file was read: row {row}: {reason} Nothing was loaded.")
            error = words.format(row=refused.number, reason=refused.reason)
            turn(batch, S.READ, "load_roster_refused", SYSTEM, error=error)
    return refused is None


def _in_parts(batch: RosterBatch, left: dict[str, Any], order: str, part: Part, told: Told) -> None:
    by: Actor = batch.by or SYSTEM
    rows = _wanted(batch)
    of = rows.count()
    while True:
        with transaction.atomic():
            if locked(batch.pk).state != batch.state:
                return
            some = list(
                rows.filter(**left).select_related("organisation", "run", "enrolment").order_by(order)[:AT_A_TIME]
            )
            _lock(some)
            part(some, batch, by)
        if not some:
            return
        told(of - rows.filter(**left).count(), of)


def _lock(rows: list[RosterRow]) -> None:
    """Two sheets for one organisation wait for each other, so that each finds whom the other made; and so do two that
    want the last places of one class.
    """
    places = Organisation.objects.select_for_update(no_key=True)
    list(places.filter(pk__in={row.organisation_id for row in rows}).order_by("pk"))
    list(CourseRun.objects.select_for_update().filter(pk__in={row.run_id for row in rows}).order_by("pk"))


@transaction.atomic
def _finish(batch: RosterBatch, state: BatchState, verb: str, **changed: Any) -> None:
    now = locked(batch.pk)
    if now.state == batch.state:
        turn(now, state, verb, batch.by or SYSTEM, **changed)


@transaction.atomic
def _stop(batch_id: int, trouble: Refused) -> None:
    """It can go no further, and says why; what is loaded stays loaded, and the rest counts as refused."""
    batch = locked(batch_id)
    if batch.state == S.UNDOING:
        turn(batch, S.LOADED, "stop_roster", SYSTEM, error=_("Undoing stopped: {reason}").format(reason=trouble))
    elif batch.state == S.LOADING and batch.rows.filter(applied_at__isnull=False).exists():
        _wanted(batch).filter(applied_at=None).update(verdict=Verdict.REFUSED, column="", reason=str(trouble)[:255])
        error = _("Loading stopped: {reason} Those loaded already stay; undo the list, or send it again to continue.")
        turn(batch, S.LOADED, "stop_roster", SYSTEM, error=error.format(reason=trouble), loaded_at=clock.now())
    elif batch.state == S.LOADING:
        error = _("Loading stopped: {reason} Nothing was loaded.").format(reason=trouble)
        turn(batch, S.READ, "stop_roster", SYSTEM, error=error)


def _apply(rows: list[RosterRow], batch: RosterBatch, by: Actor) -> None:
    checked = check(batch, [Line(row.number, row.facts) for row in rows], by, without=True) if rows else []
    pairs = []
    for row, each in zip(rows, checked, strict=True):
        if each.verdict == Verdict.REFUSED:  # only now: two sheets at once, the last place of a class
            row.verdict, row.column, row.reason, row.run = Verdict.REFUSED, each.column, each.reason[:255], None
            row.cell = row.facts.get(each.column, "")[:255]
        else:
            pairs.append((row, each))
    _register_new(pairs, by)
    for row, each in pairs:
        _apply_person(row, each, by)
    _apply_classes([row for row, _each in pairs], by)
    applied = [row for row, _each in pairs]
    RosterRow.objects.bulk_update(applied, ["membership", "person", "enrolment"])
    RosterRow.objects.filter(pk__in=[row.pk for row in applied]).update(applied_at=clock.now())
    RosterRow.objects.filter(pk__in=[row.pk for row in applied if row.made_member]).update(made_member=True)
    RosterRow.objects.bulk_update([row for row, each in pairs if each.changes], ["changes"])
    refused = [row for row in rows if row.verdict == Verdict.REFUSED]
    RosterRow.objects.bulk_update(refused, ["verdict", "column", "cell", "reason", "run"])


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
    if row.made_member or checked.facts is None or checked.organisation is None:
        return
    membership = checked.membership
    if checked.returning is not None:
        membership = members.take_on(checked.returning.pk, checked.organisation.pk, checked.facts, by=by)
        row.made_member = True
    assert membership is not None  # noqa: S101 - new people are registered by now
    row.changes = {name: list(pair) for name, pair in checked.changes.items()}
    changed = {name: pair[1] for name, pair in checked.changes.items()}
    own = {name: value for name, value in changed.items() if name in OF_A_MEMBER}
    if own:
        members.change_member(membership.pk, by=by, **own)
    if "email" in changed:
        members.give_address(membership.pk, str(changed["email"]), by=by)
    row.membership, row.person = membership, membership.person


def _apply_classes(rows: list[RosterRow], by: Actor) -> None:
    """Enrol by class; a row keeps only an enrolment that it made."""
    wanting = sorted((row for row in rows if row.run_id and row.person_id), key=lambda row: row.run_id or 0)
    for run_id, group in groupby(wanting, key=lambda row: row.run_id):
        some = list(group)
        persons = [row.person for row in some if row.person]
        standing = enrolled_in(run_id or 0, persons)
        made = learning.enrol_others(run_id or 0, persons, by=by)
        for row, enrolment in zip(some, made, strict=True):
            row.enrolment = None if row.person_id in standing else enrolment


def _take_back(rows: list[RosterRow], batch: RosterBatch, by: Actor) -> None:
    for row in rows:
        try:
            with transaction.atomic():
                _take_back_row(row, by)
        except Refused as refused:
            row.kept = str(refused)[:255]
        except IntegrityError:  # one_person_per_staff_code
            row.kept = _("The staff code from before is somebody else's now.")
        row.undone_at = clock.now()
    RosterRow.objects.bulk_update(rows, ["kept", "undone_at"])


def _take_back_row(row: RosterRow, by: Actor) -> None:
    """Undo one row; who has begun to learn, or was enrolled elsewhere since, stays."""
    membership = row.membership
    if membership is None:
        return
    standing = Enrolment.objects.filter(person=row.person_id).exclude(state=EnrolmentState.WITHDRAWN)
    if row.enrolment and row.enrolment.state != EnrolmentState.WITHDRAWN:
        if row.enrolment.state == EnrolmentState.COMPLETED or has_begun_learning(row.enrolment):
            raise WrongState(_("Has begun to learn, and stays."))
        learning.withdraw(row.enrolment.pk, by=by)
    if row.made_member and standing.filter(enrolled_at__gte=row.applied_at).exists():
        raise WrongState(_("Was enrolled in another class since, and stays."))
    known = asdict(members.as_facts(membership))
    back = {
        name: before for name, (before, after) in row.changes.items() if name in OF_A_MEMBER and known[name] == after
    }
    if back:
        members.change_member(membership.pk, by=by, **back)
    if "email" in row.changes:
        members.take_address(membership.pk, row.changes["email"][1], by=by)
    if row.made_member:
        members.take_back(membership.pk, by=by)
