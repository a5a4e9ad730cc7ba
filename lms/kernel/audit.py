"""The audit record: written with what it describes, sealed into a chain, verified by anyone who may read it.

A model whose rows are watched names its fields in `digested`: every change goes through `record`, which keeps
the digest of those fields, so that `verify` finds a row that was changed, added or removed behind our back.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, connections, models, transaction
from django.db.models import Max
from django.utils.translation import gettext_noop

from lms.kernel import clock
from lms.kernel.actors import Actor
from lms.kernel.digests import canonical, digested_models, plain
from lms.kernel.digests import digest as digest
from lms.kernel.digests import row_digest as row_digest
from lms.kernel.models import Detail, Entry, Seal

NOTHING = "0" * 64
LOOK = "look"
_LOCK = 7241_2026  # PostgreSQL advisory lock: one sealer at a time
_BLOCK = 2000  # rows read at a time

# Called while verifying, with how many more seals and rows were looked at; `size` is what they add up to.
Tell = Callable[[int], None]


def record(
    verb: str, row: models.Model, *, by: Actor, fields: tuple[str, ...] = (), detail: dict[str, Any] | None = None
) -> Entry:
    """Write one entry about `row`, after it was saved and in the same transaction.

    `detail` holds values that name or describe a person; they go into a detachable row, bound by a salted digest.
    Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An entry is written in the transaction it describes.")
    return _write(verb, row, by, detail, fields=list(fields), row_digest=row_digest(row))


def looked(row: models.Model, *, by: Actor, verb: str = LOOK, detail: dict[str, Any] | None = None) -> Entry:
    """Somebody opened what names people. The entry carries no digest: looking at a row never vouches for it."""
    if detail is None:
        return _write(verb, row, by, None)
    with transaction.atomic(savepoint=False):
        return _write(verb, row, by, detail)


def _write(verb: str, row: models.Model, by: Actor, detail: dict[str, Any] | None, **facts: Any) -> Entry:
    salt = secrets.token_hex(16) if detail else ""
    bound = digest([salt, detail]) if detail else ""
    kind, pk = row._meta.label_lower, str(row.pk)
    entry = Entry.objects.create(actor_id=by.pk, verb=verb, kind=kind, object_id=pk, detail_digest=bound, **facts)
    if detail:
        Detail.objects.create(entry=entry, salt=salt, values=json.loads(canonical(detail)))
    return entry


def record_many(verb: str, rows: Sequence[models.Model], *, by: Actor) -> None:
    """Write one entry about each of `rows`, as `record` does without detail, in one statement."""
    if not connection.in_atomic_block:
        raise RuntimeError("An entry is written in the transaction it describes.")
    at = clock.now()
    Entry.objects.bulk_create(
        Entry(
            at=at,
            actor_id=by.pk,
            verb=verb,
            kind=row._meta.label_lower,
            object_id=str(row.pk),
            row_digest=row_digest(row),
        )
        for row in rows
    )


def words_of(row: models.Model) -> list[tuple[Entry, dict[str, Any]]]:
    """The entries about `row` whose words still stand, the oldest first, with those words."""
    said = Detail.objects.filter(entry__kind=row._meta.label_lower, entry__object_id=str(row.pk))
    return [(each.entry, each.values) for each in said.select_related("entry").order_by("entry_id")]


def changes_of(row: models.Model) -> list[tuple[Entry, dict[str, Any]]]:
    """Every change of `row`, the oldest first, with the words that still stand; {} where there are none."""
    kind, pk = row._meta.label_lower, str(row.pk)
    entries = Entry.objects.filter(kind=kind, object_id=pk).exclude(row_digest="").order_by("pk")
    said = dict(Detail.objects.filter(entry__in=entries).values_list("entry", "values"))
    return [(entry, said.get(entry.pk, {})) for entry in entries]


def _hash(previous: str, entry: Entry) -> str:
    at = plain(entry.at)
    line = [entry.pk, at, entry.actor_id, entry.verb, entry.kind, entry.object_id, entry.fields]
    return digest([previous, *line, entry.row_digest, entry.detail_digest])


@transaction.atomic
def seal(limit: int = 1000) -> int:
    """Chain up to `limit` committed entries that are not yet sealed; returns how many.

    The chain is in the order of sealing, not of ids: on PostgreSQL a lower id may be committed later.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = Seal.objects.order_by("-number").first()
    number, previous = (last.number, last.hash) if last else (0, NOTHING)
    seals = []
    for entry in Entry.objects.filter(seal__isnull=True).order_by("pk")[:limit]:
        link = _hash(previous, entry)
        number += 1
        seals.append(Seal(number=number, entry=entry, previous=previous, hash=link))
        previous = link
    Seal.objects.bulk_create(seals)
    return len(seals)


@dataclass(frozen=True)
class Fault:
    """What is wrong and where: `says` is a sentence with the places of `facts`, in English until it is shown."""

    says: str
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.says % self.facts


@dataclass
class Report:
    """What `verify` found. `faults` are sentences, each naming the row; empty when all is well."""

    entries: int = 0
    sealed: int = 0
    unsealed: int = 0
    oldest_unsealed: timedelta | None = None
    rows: int = 0
    head: str = NOTHING
    found: list[Fault] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        return [str(fault) for fault in self.found]

    @property
    def sound(self) -> bool:
        return not self.found


# What subjects prove beside the record: things of theirs that must be equal to it, looked at in one picture each.
Proof = Callable[[], Iterator[Fault]]
_proofs: list[Proof] = []


def proves(proof: Proof) -> Proof:
    """Declare that `verify` also asks this: it yields a fault for everything that differs, and writes nothing."""
    if proof not in _proofs:
        _proofs.append(proof)
    return proof


def head() -> tuple[int, str]:
    """The number and hash of the newest seal: what is mailed to the auditor and printed in the register."""
    last = Seal.objects.order_by("-number").first()
    return (last.number, last.hash) if last else (0, NOTHING)


@contextmanager
def one_picture() -> Iterator[None]:
    """Within the block every read sees the same moment, and no writer waits for the reader."""
    if connection.in_atomic_block:
        yield
        return
    wrapper: Any = connections[connection.alias]
    mode = getattr(wrapper, "transaction_mode", None)
    try:
        if connection.vendor == "sqlite":
            wrapper.transaction_mode = "DEFERRED"  # the usual IMMEDIATE would keep every writer out
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            wrapper.transaction_mode = mode


def seal_holds(link: Seal) -> bool:
    """Whether the entry is still what was sealed."""
    return _hash(link.previous, link.entry) == link.hash


def words_hold(detail: Detail) -> bool:
    """Whether the detachable words are still those that were written."""
    return digest([detail.salt, detail.values]) == detail.entry.detail_digest


def size() -> int:
    """How many seals and rows there are to verify."""
    return Seal.objects.count() + sum(model._default_manager.count() for model in digested_models())


def _blocks(rows: "models.QuerySet[Any]", by: str) -> Iterator[list[Any]]:
    """All rows in blocks, in the order of the unique number `by`; nothing is held open between two blocks."""
    last = -(2**63)
    while block := list(rows.filter(**{f"{by}__gt": last}).order_by(by)[:_BLOCK]):
        yield block
        last = getattr(block[-1], by)


def _chain_faults(report: Report, known_head: str, tell: Tell) -> Iterator[Fault]:
    previous, expected, seen = NOTHING, 0, known_head in ("", NOTHING)
    for block in _blocks(Seal.objects.select_related("entry"), "number"):
        for link in block:
            expected += 1
            at = {"number": link.number, "entry": link.entry_id}
            if link.number != expected:
                gap = gettext_noop("seal %(expected)s is missing (the chain goes on at %(number)s)")
                yield Fault(gap, at | {"expected": expected})
                expected = link.number
            if link.previous != previous:
                yield Fault(gettext_noop("seal %(number)s does not continue the one before it (entry %(entry)s)"), at)
            if not seal_holds(link):
                changed = gettext_noop(
                    "entry %(entry)s (%(verb)s %(kind)s %(object_id)s) was changed after it was sealed"
                )
                entry = link.entry
                yield Fault(changed, at | {"verb": entry.verb, "kind": entry.kind, "object_id": entry.object_id})
            previous = link.hash
            seen = seen or link.hash == known_head
        report.sealed += len(block)
        tell(len(block))
    report.head = previous
    if not seen:
        cut = gettext_noop(
            "the chain does not hold the known head %(head)s: its end was cut off or it was written anew"
        )
        yield Fault(cut, {"head": known_head})


def _detail_faults() -> Iterator[Fault]:
    for block in _blocks(Detail.objects.select_related("entry"), "pk"):
        for detail in block:
            if not words_hold(detail):
                yield Fault(gettext_noop("the words of entry %(entry)s were changed"), {"entry": detail.entry_id})


def last_digests(kind: str) -> dict[str, str]:
    """The digest of each row of this kind as its last change left it, by id; entries of who only looked have none."""
    changes = Entry.objects.filter(kind=kind).exclude(row_digest="")
    last = changes.values("object_id").annotate(last=Max("pk")).values("last")
    return dict(Entry.objects.filter(pk__in=last).values_list("object_id", "row_digest"))


def _row_faults(model: type[models.Model], report: Report) -> Iterator[Fault]:
    """Compare each watched row of a model with its last change."""
    kind = model._meta.label_lower
    kept = last_digests(kind)
    for row in model._default_manager.iterator(_BLOCK):
        report.rows += 1
        known = kept.pop(str(row.pk), None)
        at = {"kind": kind, "object_id": str(row.pk)}
        if known is None:
            yield Fault(gettext_noop("%(kind)s %(object_id)s has no entry: it was written round the record"), at)
        elif known != row_digest(row):
            differs = gettext_noop(
                "%(kind)s %(object_id)s differs from its last entry: it was changed round the record"
            )
            yield Fault(differs, at)
    for missing in sorted(kept):
        gone = gettext_noop("%(kind)s %(object_id)s is missing: it was deleted round the record")
        yield Fault(gone, {"kind": kind, "object_id": missing})


def unsealed() -> "models.QuerySet[Entry]":
    """What waits for the sealer, the oldest first."""
    return Entry.objects.filter(seal__isnull=True).order_by("at", "pk")


def verify(known_head: str = "", tell: Tell = lambda _more: None) -> Report:
    """Prove the chain and compare every watched row with its last entry.

    `known_head` is a hash kept outside (mailed, printed): the chain must contain it. Inside a transaction everything
    is seen as of one moment; outside one the chain, which only grows, is read in blocks and each model as of one
    moment, and `tell` may write in between. The first fault is the first broken row.
    """
    report = Report(entries=Entry.objects.count())
    report.found += _chain_faults(report, known_head, tell)
    report.found += _detail_faults()
    for model in digested_models():
        before = report.rows
        with one_picture():
            report.found += _row_faults(model, report)
        tell(report.rows - before)
    for proof in _proofs:
        with one_picture():
            report.found += proof()
    tail = unsealed()
    report.unsealed = tail.count()
    oldest = tail.first()
    report.oldest_unsealed = clock.now() - oldest.at if oldest else None
    return report
