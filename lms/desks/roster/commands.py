"""What `manage.py roster` does."""

from typing import Any

from courses.learning.queries import run_by_code
from lms.desks.roster import actions, queries
from lms.desks.roster.checking import Checker, counts
from lms.desks.roster.columns import BY_NAME
from lms.desks.roster.models import BatchState, RosterBatch, Verdict
from lms.desks.roster.sheets import read
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput
from lms.people.queries import organisation_by_code


def load(
    name: str,
    content: bytes,
    *,
    organisation: str = "",
    run: str = "",
    dry: bool = False,
    without_refused: bool = False,
) -> dict[str, Any]:
    """Read a sheet and load it, in this process. Where a row is refused nothing is loaded, unless it is left out.

    `organisation` and `run` are codes; without them each row names its own by tax code and class code.
    """
    place = organisation_by_code(organisation) if organisation else None
    if organisation and place is None:
        raise BadInput(f"There is no organisation {organisation}.")
    chosen = run_by_code(run) if run else None
    if run and chosen is None:
        raise BadInput(f"There is no class {run}.")
    if dry:
        checked = Checker(place, chosen, for_officer=True).check(read(content))
        lines = [(each.line.number, each.column, each.reason) for each in checked if each.reason]
        return {"batch": None, "state": "dry_run", **counts(checked), "rows": _refused(lines)}
    batch = actions.read_sheet(name, content, organisation=place, run=chosen, by=SYSTEM)
    said = queries.counts(batch)
    rows = list(queries.rows_of(batch, Verdict.REFUSED).values_list("number", "column", "reason"))
    if not rows or without_refused:
        actions.load(batch.pk, by=SYSTEM, without_refused=without_refused)
        batch = actions.work_through(batch.pk)
    else:
        batch = actions.discard(batch.pk, by=SYSTEM)
    return {"batch": batch.pk, "state": batch.state, **said, "rows": _refused(rows)}


def undo(batch_id: int) -> dict[str, Any]:
    """Undo a batch, in this process; `kept` are rows that stay, with the reason."""
    batch = RosterBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise BadInput(f"There is no batch {batch_id}.")
    if batch.state != BatchState.UNDONE:
        actions.undo(batch_id, by=SYSTEM)
        batch = actions.work_through(batch_id)
    kept = [{"row": row.number, "reason": row.kept} for row in queries.kept_rows(batch)]
    undone = batch.rows.exclude(undone_at=None).filter(kept="").count()
    return {"batch": batch.pk, "state": batch.state, "undone": undone, "kept": kept}


def _refused(rows: list[tuple[int, str, str]]) -> list[dict[str, Any]]:
    heading = {column.name: column.heading for column in BY_NAME.values()}
    return [{"row": number, "column": heading.get(column, ""), "reason": reason} for number, column, reason in rows]
