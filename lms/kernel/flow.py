"""A workflow is a table. It draws the buttons, guards the action, prints its diagram and feeds the property tests.

State is written here and nowhere else: each move writes the row, one line of history and one audit entry, and
the current state is always the target of the last line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.kernel import audit, clock
from lms.kernel.actors import Actor, Rule
from lms.kernel.errors import Unknown, WrongState, require
from lms.kernel.frozen import Frozen

NEW = ""  # the source of the first line of history


@dataclass(frozen=True)
class Move:
    """`verb` leads from any of `sources` to `target` for whoever `may`; `label` is the button's words."""

    verb: str
    sources: frozenset[str]
    target: str
    may: Rule
    label: str | Promise = ""


class HistoryLine(Frozen):
    """One move of one row. Concrete models add `subject`, a foreign key to the row that moved."""

    verb = models.CharField(max_length=32)
    source = models.CharField(max_length=32, blank=True)
    target = models.CharField(max_length=32)
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True


M = TypeVar("M", bound=models.Model)


class Flow:
    """The table of one kind of row. `history` names the model that keeps its lines, as app_label.Model."""

    def __init__(self, name: str, *moves: Move, history: str, field: str = "state") -> None:
        self.name, self.moves, self.history, self.field = name, moves, history, field
        self._by_verb = {move.verb: move for move in moves}
        if len(self._by_verb) != len(moves):
            raise ValueError(f"Two moves of {name} have the same verb.")

    def move(self, verb: str) -> Move:
        """The move of this verb. Raises Unknown where the table has none."""
        if verb not in self._by_verb:
            raise Unknown
        return self._by_verb[verb]

    def open_to(self, by: Actor, row: models.Model) -> list[Move]:
        """The moves this person may make now: the buttons. Each rule is asked once, however many moves share it."""
        state = getattr(row, self.field)
        here = [move for move in self.moves if state in move.sources]
        answers = {rule: rule(by, row) for rule in {move.may for move in here}}
        return [move for move in here if answers[move.may]]

    def begin(self, row: M, *, by: Actor, verb: str, detail: dict[str, Any] | None = None) -> M:
        """Save a new row in the state it carries, with its first line of history and its entry."""
        row.save(force_insert=True)
        self._write(row, verb, NEW, getattr(row, self.field), by, "", detail)
        return row

    def begin_many(self, rows: Sequence[M], *, by: Actor, verb: str) -> list[M]:
        """`begin` for many new rows of one model, in three statements."""
        if not rows:
            return []
        made: list[M] = type(rows[0])._default_manager.bulk_create(rows)
        lines: Any = apps.get_model(self.history)
        lines.objects.bulk_create(
            lines(subject=row, verb=verb, source=NEW, target=getattr(row, self.field), actor_id=by.pk) for row in made
        )
        audit.record_many(verb, made, by=by)
        return made

    def apply(self, verb: str, row: models.Model, *, by: Actor, reason: str = "", **changed: Any) -> None:
        """Move `row`, which the caller has locked and read again. `changed` are fields that change with it.

        Refuses with 409 from a wrong state and with 403 where the rule says no; then nothing is written.
        """
        if not connection.in_atomic_block:
            raise RuntimeError("A move is made inside the transaction that locked its row.")
        move = self._by_verb[verb]
        source = getattr(row, self.field)
        if source not in move.sources:
            raise WrongState(_("This is no longer possible: things have changed in the meantime."))
        require(move.may(by, row))
        setattr(row, self.field, move.target)
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=[self.field, *changed])
        self._write(row, verb, source, move.target, by, reason, None)

    def _write(
        self, row: Any, verb: str, source: str, target: str, by: Actor, reason: str, detail: dict[str, Any] | None
    ) -> None:
        lines: Any = apps.get_model(self.history)
        lines.objects.create(subject=row, verb=verb, source=source, target=target, actor_id=by.pk)
        words = {**(detail or {}), **({"reason": reason} if reason else {})}
        audit.record(verb, row, by=by, fields=(self.field,), detail=words or None)

    def states(self) -> list[str]:
        """Every state the table knows, in the order it names them."""
        named = [state for move in self.moves for state in (*sorted(move.sources), move.target)]
        return list(dict.fromkeys(named))

    def diagram(self) -> Iterator[str]:
        """The table as lines of a Mermaid state diagram, for docs/flows."""
        yield "stateDiagram-v2"
        for move in self.moves:
            for source in sorted(move.sources):
                yield f"    {source} --> {move.target}: {move.verb} [{move.may.__name__}]"
