"""What the audit record binds: plain values in one canonical form, and the watched fields of a row."""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


def plain(value: Any, to: "models.Field[Any, Any] | None" = None) -> Any:
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


def canonical(values: Any) -> bytes:
    """Plain values as JSON with sorted keys, in UTF-8: the same bytes for the same values."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder).encode()


def digest(values: Any) -> str:
    """SHA-256 of plain values (JSON with sorted keys, UTF-8), in hexadecimal."""
    return hashlib.sha256(canonical(values)).hexdigest()


def digested_models() -> list[type[models.Model]]:
    """Every model that names `digested` fields."""
    return [model for model in apps.get_models() if getattr(model, "digested", ())]


def row_digest(row: models.Model) -> str:
    """The digest of a row's watched fields; empty where its model has none.

    Those of `digested_later`, which the model got when rows of it had been recorded, count only where they are set: a
    row from before keeps its digest.
    """
    names: tuple[str, ...] = getattr(row, "digested", ())
    if not names:
        return ""
    values = {name: _plain_of(row, name) for name in names}
    later = {name: _plain_of(row, name) for name in getattr(row, "digested_later", ())}
    return digest(values | {name: value for name, value in later.items() if value is not None})


def _plain_of(row: models.Model, name: str) -> Any:
    column: Any = row._meta.get_field(name)
    return plain(getattr(row, column.attname), column.target_field if column.is_relation else column)
