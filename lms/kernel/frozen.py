"""Rows that the database itself refuses to change: triggers on SQLite and PostgreSQL, laid after every migrate.

`save` refuses too, with a clearer word, but that is courtesy: `update()`, `bulk_update`, `delete()` and SQL go round
it, and meet the triggers. On SQLite most alterations remake the table and drop its triggers, which is why they are
laid from one place after every migrate and not by a migration.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.apps import apps
from django.db import connections, models


class Guarded(models.Model):
    """The base of the three kinds below. `forbids` says which statements the triggers refuse."""

    forbids: ClassVar[tuple[str, ...]] = ()
    # The fields an UPDATE may not change; empty means all of them.
    kept_fields: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True


class Frozen(Guarded):
    """A row that is written once: never changed, never deleted."""

    forbids = ("UPDATE", "DELETE")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and not self._state.adding:
            raise TypeError(f"{type(self).__name__} rows never change; write a new one instead.")
        super().save(*args, **kwargs)


class Kept(Guarded):
    """An identity: never deleted, and the fields named in `kept_fields` never change."""

    forbids = ("UPDATE", "DELETE")

    class Meta:
        abstract = True


class Detachable(Guarded):
    """Words about a person beside a frozen row: never changed, but they can be removed."""

    forbids = ("UPDATE",)

    class Meta:
        abstract = True


def guarded_models() -> list[type[Guarded]]:
    """Every concrete guarded model, by table name. A `Kept` model without `kept_fields` only refuses deletion."""
    return sorted((m for m in apps.get_models() if issubclass(m, Guarded)), key=lambda m: m._meta.db_table)


def _columns(model: type[Guarded]) -> list[str]:
    fields = [model._meta.get_field(name) for name in model.kept_fields] or list(model._meta.concrete_fields)
    return [str(getattr(field, "column")) for field in fields]  # noqa: B009 - relations have none, and are not kept


def _statements(model: type[Guarded]) -> list[str]:
    if issubclass(model, Kept) and not model.kept_fields:
        return ["DELETE"]
    return list(model.forbids)


def _sqlite(model: type[Guarded]) -> Iterator[str]:
    table = model._meta.db_table
    for statement in _statements(model):
        yield f'DROP TRIGGER IF EXISTS "frozen_{table}_{statement.lower()}"'
        changed = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in _columns(model))
        when = f"WHEN {changed}" if statement == "UPDATE" else ""
        yield (
            f'CREATE TRIGGER "frozen_{table}_{statement.lower()}" BEFORE {statement} ON "{table}" {when} '
            f"BEGIN SELECT RAISE(ABORT, '{table}: this row is frozen ({statement})'); END"
        )


_REFUSE = """
CREATE OR REPLACE FUNCTION frozen_row() RETURNS trigger AS $$
BEGIN
  RAISE EXCEPTION '%: this row is frozen (%)', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$ LANGUAGE plpgsql
"""


def _postgresql(model: type[Guarded]) -> Iterator[str]:
    table = model._meta.db_table
    for statement in _statements(model):
        name = f"frozen_{table}_{statement.lower()}"
        changed = " OR ".join(f'OLD."{c}" IS DISTINCT FROM NEW."{c}"' for c in _columns(model))
        when = f"WHEN ({changed})" if statement == "UPDATE" else ""
        yield f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"'
        yield (
            f'CREATE TRIGGER "{name}" BEFORE {statement} ON "{table}" FOR EACH ROW {when} EXECUTE FUNCTION frozen_row()'
        )
    if "DELETE" in _statements(model):  # TRUNCATE passes row triggers by
        yield f'DROP TRIGGER IF EXISTS "frozen_{table}_truncate" ON "{table}"'
        yield (
            f'CREATE TRIGGER "frozen_{table}_truncate" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT '
            "EXECUTE FUNCTION frozen_row()"
        )


def lay(using: str = "default") -> None:
    """Lay the triggers of every guarded model whose table exists. May be called again at any time."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgresql:
            cursor.execute(_REFUSE)
        for model in guarded_models():
            if model._meta.db_table in present:
                for sql in _postgresql(model) if postgresql else _sqlite(model):
                    cursor.execute(sql)


def lift(using: str = "default") -> None:
    """Remove the triggers, as the owner of a database could. For tests and for `lifted`."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in guarded_models():
            table = model._meta.db_table
            if table in present:
                for statement in ("update", "delete", "truncate"):
                    where = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                    cursor.execute(f'DROP TRIGGER IF EXISTS "frozen_{table}_{statement}"{where}')


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Within the block nothing is guarded. Used by `demo --fresh` and by tests that tamper."""
    lift(using)
    try:
        yield
    finally:
        lay(using)
