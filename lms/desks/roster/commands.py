"""What `manage.py roster` does. Every report has one shape:

{"batch": id | None, "new": n, "changed": n, "same": n, "refused": n, "rows": [{"row", "column", "reason"}, …]}
"""

from typing import Any

from django.utils.translation import gettext as _

from courses.learning.queries import run_by_code
from lms.desks.roster import actions, queries, working
from lms.desks.roster.checking import Checker, counts
from lms.desks.roster.columns import BY_NAME
from lms.desks.roster.models import BatchState, RosterBatch, Verdict
from lms.desks.roster.sheets import read
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput, WrongState
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
        raise BadInput(_("There is no organisation {code}.").format(code=organisation))
    chosen = run_by_code(run) if run else None
    if run and chosen is None:
        raise BadInput(_("There is no class {code}.").format(code=run))
    if dry:
        checked = Checker(place, chosen, for_officer=True).check(read(content))
        lines = [(each.line.number, each.column, each.reason) for each in checked if each.reason]
        return {"batch": None, **counts(checked), "rows": _refused(lines)}
    batch = actions.read_sheet(name, content, organisation=place, run=chosen, by=SYSTEM)
    if without_refused or not queries.counts(batch)["refused"]:
        actions.load(batch.pk, by=SYSTEM, without_refused=without_refused)
        batch = working.work_through(batch.pk)
        if batch.error:
            raise WrongState(batch.error)
    else:
        batch = actions.discard(batch.pk, by=SYSTEM)
    rows = list(queries.rows_of(batch, Verdict.REFUSED).values_list("number", "column", "reason"))
    return {"batch": batch.pk, **queries.counts(batch), "rows": _refused(rows)}


def undo(batch_id: int) -> dict[str, Any]:
    """Undo a batch, in this process: how many new people went, how many changes, and which rows stay and why."""
    batch = RosterBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise BadInput(_("There is no list {number}.").format(number=batch_id))
    if batch.state != BatchState.UNDONE:
        actions.undo(batch_id, by=SYSTEM)
        batch = working.work_through(batch_id)
    kept = [(row.number, "", row.kept) for row in queries.kept_rows(batch)]
    return {"batch": batch.pk, **queries.undone_counts(batch), "refused": len(kept), "rows": _refused(kept)}


def _refused(rows: list[tuple[int, str, str]]) -> list[dict[str, Any]]:
    heading = {column.name: column.heading for column in BY_NAME.values()}
    return [{"row": number, "column": heading.get(column, ""), "reason": reason} for number, column, reason in rows]
