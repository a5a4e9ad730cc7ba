"""Reading, loading, undoing, leaving a roster: the orders. The worker carries them out (working)."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.learning.models import CourseRun
from lms.desks.roster import sheets
from lms.desks.roster.checking import Checked, Checker
from lms.desks.roster.models import BatchState, RosterBatch, RosterRow, Verdict
from lms.desks.roster.rules import may_load
from lms.kernel import audit, clock, jobs
from lms.kernel.actors import SYSTEM, Actor
from lms.kernel.errors import WrongState, require
from lms.kernel.names import nfc
from lms.people.models import Organisation, Person
from lms.people.queries import is_officer

LOAD = jobs.Kind("roster.load")
UNDO = jobs.Kind("roster.undo")
KEPT_DAYS = 90
S = BatchState


def check(batch: RosterBatch, lines: Sequence[sheets.Line], by: Actor, *, without: bool = False) -> list[Checked]:
    """What the rows mean now to whoever loads them; `without` whom the batch itself has made."""
    officer = by is SYSTEM or is_officer(by)
    checker = Checker(batch.organisation, batch.run, for_officer=officer, without=batch if without else None)
    return checker.check(lines)


def read_sheet(
    name: str, content: bytes, *, organisation: Organisation | None, run: CourseRun | None, by: Actor
) -> RosterBatch:
    """Understand a sheet and keep what it means; nobody is loaded yet. Raises BadInput where it is no roster."""
    require(may_load(by, organisation))
    lines = sheets.read(content)
    batch = RosterBatch(
        organisation=organisation,
        run=run,
        file_name=nfc("".join(sign for sign in name if sign.isprintable()))[-200:],
        language=(get_language() or settings.LANGUAGE_CODE)[:2],
        digest=hashlib.sha256(content).hexdigest(),
        by=by if isinstance(by, Person) else None,
        at=clock.now(),
    )
    checked = check(batch, lines, by)
    with transaction.atomic():
        batch.save()
        RosterRow.objects.bulk_create([as_row(batch, each) for each in checked], batch_size=500)
        audit.record("read_roster", batch, by=by)
    return batch


def as_row(batch: RosterBatch, checked: Checked) -> RosterRow:
    """What was understood of a row, as it is kept."""
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


def locked(batch_id: int) -> RosterBatch:
    """The batch, locked and read again."""
    rows = RosterBatch.objects.select_for_update(of=("self",)).select_related("organisation", "run", "by")
    return rows.get(pk=batch_id)


def turn(batch: RosterBatch, state: BatchState, verb: str, by: Actor, /, **changed: Any) -> None:
    """Another state of a locked batch, on the record."""
    batch.state = state
    for name, value in changed.items():
        setattr(batch, name, value)
    batch.save(update_fields=["state", *changed])
    audit.record(verb, batch, by=by, fields=("state",))


def _ask(kind: jobs.Kind, batch: RosterBatch, state: BatchState, verb: str, by: Actor) -> None:
    """Whoever gives the order, in their name it is carried out."""
    if batch.state != state:
        turn(batch, state, verb, by, error="", by=by if isinstance(by, Person) else None)
    jobs.ask(kind, batch.pk, asked_by=by.pk)  # again where the work has died; the one that lives stays the only one


@transaction.atomic
def load(batch_id: int, *, by: Actor, without_refused: bool = False) -> RosterBatch:
    """Begin to load what was read; the worker does it. Where a row is refused, only when told to leave those out.

    Loading again changes nothing.
    """
    batch = locked(batch_id)
    require(may_load(by, batch.organisation))
    if batch.state == S.LOADED:
        return batch
    if batch.state not in (S.READ, S.LOADING):
        raise WrongState(_("This list was not kept. Please choose the file again."))
    refused = batch.rows.filter(verdict=Verdict.REFUSED)
    if batch.state == S.READ and not without_refused and refused.exists():
        raise WrongState(_("Some rows were refused; nothing was loaded. Correct them in the file and send it again."))
    _ask(LOAD, batch, S.LOADING, "load_roster", by)
    return batch


@transaction.atomic
def discard(batch_id: int, *, by: Actor) -> RosterBatch:
    """Not to be loaded. Discarding again changes nothing."""
    batch = locked(batch_id)
    require(may_load(by, batch.organisation))
    if batch.state == S.READ:
        turn(batch, S.DISCARDED, "discard_roster", by)
    return batch


@transaction.atomic
def undo(batch_id: int, *, by: Actor) -> RosterBatch:
    """Begin to undo what was loaded; the worker does it. Undoing again changes nothing."""
    batch = locked(batch_id)
    require(may_load(by, batch.organisation))
    if batch.state == S.UNDONE:
        return batch
    if batch.state not in (S.LOADED, S.UNDOING):
        raise WrongState(_("Only what was loaded can be undone."))
    _ask(UNDO, batch, S.UNDOING, "undo_roster", by)
    return batch


def tidy() -> int:
    """Remove what sheets said of people ninety days after they were read; what was done stays. Returns the rows.

    A list that nobody confirmed in all that time is left.
    """
    old = RosterBatch.objects.filter(at__lt=clock.now() - timedelta(days=KEPT_DAYS))
    for batch_id in old.filter(state=S.READ).values_list("pk", flat=True):
        discard(batch_id, by=SYSTEM)
    old.exclude(error="").update(error="")  # it may name somebody
    rows = RosterRow.objects.filter(batch__in=old).exclude(facts={})
    return rows.update(facts={}, changes={}, cell="", reason="", kept="")
