"""The audit record: written with what it describes, sealed into a chain, verified by anyone who may read it.

A model whose rows are watched names its fields in `digested`: every change goes through `record`, which keeps
the digest of those fields, so that `verify` finds a row that was changed, added or removed behind our back.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.models import Max

from lms.kernel import clock
from lms.kernel.actors import Actor
from lms.kernel.models import Detail, Entry, Seal

NOTHING = "0" * 64
_LOCK = 7241_2026  # PostgreSQL advisory lock: one sealer at a time


def _plain(value: Any, to: "models.Field[Any, Any] | None" = None) -> Any:
    """A value as it is written into a digest; the same before saving and after reading, on both databases."""
    if to is not None and not isinstance(to, models.JSONField):
        value = to.to_python(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        places = getattr(to, "decimal_places", None)
        return str(value.quantize(Decimal(1).scaleb(-places)) if places is not None else value)
    if isinstance(value, UUID):
        return str(value)
    return value


def _canonical(values: Any) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder).encode()


def digest(values: Any) -> str:
    """SHA-256 of plain values (JSON with sorted keys, UTF-8), in hexadecimal."""
    return hashlib.sha256(_canonical(values)).hexdigest()


def digested_models() -> list[type[models.Model]]:
    """Every model that names `digested` fields."""
    return [model for model in apps.get_models() if getattr(model, "digested", ())]


def row_digest(row: models.Model) -> str:
    """The digest of a row's watched fields; empty where its model has none."""
    names: tuple[str, ...] = getattr(row, "digested", ())
    if not names:
        return ""
    values = {}
    for name in names:
        column: Any = row._meta.get_field(name)
        target = column.target_field if column.is_relation else column
        values[name] = _plain(getattr(row, column.attname), target)
    return digest(values)


def record(
    verb: str, row: models.Model, *, by: Actor, fields: tuple[str, ...] = (), detail: dict[str, Any] | None = None
) -> Entry:
    """Write one entry about `row`, after it was saved and in the same transaction.

    `detail` holds values that name or describe a person; they go into a detachable row, bound by a salted digest.
    Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An entry is written in the transaction it describes.")
    salt = secrets.token_hex(16) if detail else ""
    entry = Entry.objects.create(
        actor_id=by.pk,
        verb=verb,
        kind=row._meta.label_lower,
        object_id=str(row.pk),
        fields=list(fields),
        row_digest=row_digest(row),
        detail_digest=digest([salt, detail]) if detail else "",
    )
    if detail:
        Detail.objects.create(entry=entry, salt=salt, values=json.loads(_canonical(detail)))
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


def _hash(previous: str, entry: Entry) -> str:
    at = _plain(entry.at)
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


@dataclass
class Report:
    """What `verify` found. `faults` are sentences, each naming the row; empty when all is well."""

    entries: int = 0
    sealed: int = 0
    unsealed: int = 0
    oldest_unsealed: timedelta | None = None
    rows: int = 0
    head: str = NOTHING
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.faults


def head() -> tuple[int, str]:
    """The number and hash of the newest seal: what is mailed to the auditor and printed in the register."""
    last = Seal.objects.order_by("-number").first()
    return (last.number, last.hash) if last else (0, NOTHING)


def _chain_faults(report: Report, known_head: str) -> Iterator[str]:
    previous, expected, seen = NOTHING, 0, known_head in ("", NOTHING)
    for link in Seal.objects.order_by("number").select_related("entry").iterator(2000):
        expected += 1
        if link.number != expected:
            yield f"seal {expected} is missing (the chain goes on at {link.number})"
            expected = link.number
        if link.previous != previous:
            yield f"seal {link.number} does not continue the one before it (entry {link.entry_id})"
        if _hash(link.previous, link.entry) != link.hash:
            entry = link.entry
            yield f"entry {entry.pk} ({entry.verb} {entry.kind} {entry.object_id}) was changed after it was sealed"
        previous = link.hash
        seen = seen or link.hash == known_head
        report.sealed += 1
    report.head = previous
    if not seen:
        yield f"the chain does not hold the known head {known_head}: its end was cut off or it was written anew"


def _detail_faults() -> Iterator[str]:
    for detail in Detail.objects.select_related("entry").iterator(2000):
        if digest([detail.salt, detail.values]) != detail.entry.detail_digest:
            yield f"the words of entry {detail.entry_id} were changed"


def _row_faults(report: Report) -> Iterator[str]:
    """Compare each watched row with its last entry."""
    for model in digested_models():
        kind = model._meta.label_lower
        last = Entry.objects.filter(kind=kind).values("object_id").annotate(last=Max("pk")).values("last")
        kept = dict(Entry.objects.filter(pk__in=last).values_list("object_id", "row_digest"))
        for row in model._default_manager.iterator(2000):
            report.rows += 1
            known = kept.pop(str(row.pk), None)
            if known is None:
                yield f"{kind} {row.pk} has no entry: it was written round the record"
            elif known != row_digest(row):
                yield f"{kind} {row.pk} differs from its last entry: it was changed round the record"
        for missing in sorted(kept):
            yield f"{kind} {missing} is missing: it was deleted round the record"


def verify(known_head: str = "") -> Report:
    """Prove the chain and compare every watched row with its last entry.

    `known_head` is a hash kept outside (mailed, printed): the chain must contain it. Reads a consistent picture
    when called inside a transaction (REPEATABLE READ on PostgreSQL); the first fault is the first broken row.
    """
    report = Report(entries=Entry.objects.count())
    report.faults += _chain_faults(report, known_head)
    report.faults += _detail_faults()
    report.faults += _row_faults(report)
    tail = Entry.objects.filter(seal__isnull=True).order_by("at")
    report.unsealed = tail.count()
    oldest = tail.first()
    report.oldest_unsealed = clock.now() - oldest.at if oldest else None
    return report
