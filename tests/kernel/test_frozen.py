"""Every frozen row, every way round the freeze, on both databases. A new frozen model is tried without being named."""

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from lms.kernel import clock, frozen
from tests.factories import a_course, a_nomination, a_person, a_quiz, a_run, finished, with_role

# What the generic maker below cannot know: two rows of one table that must differ.
_SECOND = {"LessonWords": "words", "VersionMove": "after"}


def _value(field: Any) -> Any:
    if field.choices:
        return field.choices[0][0]
    kinds = {
        models.UUIDField: uuid.uuid4,
        models.DateTimeField: clock.now,
        models.DateField: clock.today,
        models.JSONField: dict,
        models.BooleanField: bool,
        models.BinaryField: lambda: b"x",
        models.TextField: lambda: "lời",
        models.CharField: lambda: uuid.uuid4().hex[: field.max_length],
    }
    return next((make() for kind, make in kinds.items() if isinstance(field, kind)), 1)


def _a_row(model: Any) -> Any:
    """A row with any lawful values, and the rows it points at."""
    facts = {}
    for field in model._meta.concrete_fields:
        if (
            field.has_default()
            or field.null
            or (field.primary_key and not field.is_relation and "Auto" in type(field).__name__)
        ):
            continue
        if field.is_relation:
            rows = field.related_model._default_manager.order_by("pk")
            facts[field.name] = rows.first() or _a_row(field.related_model)
            if _SECOND.get(model.__name__) == field.name:
                facts[field.name] = rows[1]
        elif not field.blank:
            facts[field.name] = _value(field)
    return model._default_manager.create(**facts)


def a_row_of_everything() -> list[Any]:
    """One row of each guarded model."""
    finished(a_run(a_course(quiz=a_quiz())), a_person())
    course = a_course(title_vi="Thực hành tốt 5S, bản hai")
    assert course.versions.count() == 2
    with_role("officer")
    a_nomination("selected")
    return [model._default_manager.order_by("pk").first() or _a_row(model) for model in frozen.guarded_models()]


def _sql(sql: str, *given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)


def _other(row: Any, field: Any) -> Any:
    value = getattr(row, field.attname)
    if isinstance(value, str):
        return f"{value}x"[-(field.max_length or 10**6) :]
    return {"x": 1} if isinstance(value, dict) else [1] if isinstance(value, list) else None


def _changed_field(model: Any) -> Any:
    """A field that may not change."""
    if model.kept_fields:
        return model._meta.get_field(model.kept_fields[-1])
    return next(f for f in model._meta.concrete_fields if not f.primary_key and not f.is_relation)


def _replaced(row: Any) -> None:
    """INSERT OR REPLACE: SQLite deletes the row in the way. PostgreSQL's likeness is ON CONFLICT DO UPDATE."""
    field = _changed_field(type(row))
    if connection.vendor == "sqlite":
        columns = [f.column for f in row._meta.concrete_fields]
        chosen = ", ".join(f'"{c}"' for c in columns)
        _sql(f'INSERT OR REPLACE INTO "{row._meta.db_table}" ({chosen}) SELECT {chosen} FROM "{row._meta.db_table}"')  # noqa: S608
    else:
        setattr(row, field.attname, _other(row, field))
        type(row)._default_manager.bulk_create(
            [row], update_conflicts=True, unique_fields=[row._meta.pk.name], update_fields=[field.name]
        )


def _ways_to_change(row: Any) -> dict[str, Any]:
    model, field, table = type(row), _changed_field(type(row)), row._meta.db_table
    key, rows = row._meta.pk.column, type(row)._default_manager.filter(pk=row.pk)

    def in_bulk() -> None:
        setattr(row, field.attname, _other(row, field))
        model._default_manager.bulk_update([row], [field.name])

    ways = {
        "update": lambda: rows.update(**{field.attname: _other(row, field)}),
        "sql update": lambda: _sql(f'UPDATE "{table}" SET "{field.column}" = NULL WHERE "{key}" = %s', row.pk),  # noqa: S608
        "replace": lambda: _replaced(row),
    }
    if field.primary_key:
        return ways if connection.vendor == "sqlite" else {name: ways[name] for name in ("update", "sql update")}
    return {**ways, "bulk_update": in_bulk}


def _ways_to_delete(row: Any) -> dict[str, Any]:
    table, key, rows = row._meta.db_table, row._meta.pk.column, type(row)._default_manager.filter(pk=row.pk)
    ways = {
        "delete": row.delete,
        "queryset delete": rows.delete,
        "raw delete": lambda: rows._raw_delete("default"),
        "sql delete": lambda: _sql(f'DELETE FROM "{table}" WHERE "{key}" = %s', row.pk),  # noqa: S608
    }
    if connection.vendor == "postgresql":
        ways["truncate"] = lambda: _sql(f'TRUNCATE "{table}" CASCADE')
    return ways


def no_way_round() -> None:
    tried = 0
    for row in a_row_of_everything():
        changes = type(row).kept_fields or not isinstance(row, frozen.Kept)
        ways = _ways_to_change(row) if changes else {}
        if isinstance(row, frozen.Detachable):  # may be removed, and then written anew: the entry's digest tells
            ways.pop("replace")
        else:
            ways |= _ways_to_delete(row)
        if isinstance(row, frozen.Frozen):
            ways["save"] = row.save
        for name, way in ways.items():
            refused = False
            try:
                with transaction.atomic():
                    way()
            except (DatabaseError, TypeError):
                refused = True
            assert refused, f"{type(row).__name__} was changed by {name}"
            assert type(row)._default_manager.filter(pk=row.pk).exists()
            tried += 1
    assert tried > 8 * len(frozen.guarded_models())


@pytest.mark.django_db
def test_no_way_leads_round_the_freeze() -> None:
    no_way_round()


@pytest.mark.postgresql
@pytest.mark.django_db
def test_no_way_leads_round_the_freeze_on_postgresql() -> None:
    no_way_round()
