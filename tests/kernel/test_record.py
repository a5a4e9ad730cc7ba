"""The audit record and frozen rows: every way round them."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from lms.demo.targets import lay_plans
from lms.kernel import audit, frozen
from lms.kernel.actors import SYSTEM
from lms.kernel.models import Entry
from lms.targets.actions import record_measurement
from lms.targets.models import Indicator
from tests.factories import a_course, a_person, a_quiz, a_run, finished

pytestmark = pytest.mark.django_db


def rows_of_everything():
    finished(a_run(a_course(quiz=a_quiz())), a_person())
    lay_plans(by=SYSTEM)
    reported = Indicator.objects.filter(measure="")[0]
    record_measurement(reported.pk, reported.plan.first_year, Decimal(5), by=SYSTEM, source="Báo cáo 12/BC")
    while audit.seal():
        pass


def guarded_with_rows():
    return [model for model in frozen.guarded_models() if model._default_manager.exists()]


def test_no_frozen_row_can_be_changed_or_deleted_by_any_way():
    rows_of_everything()
    tried = 0
    for model in guarded_with_rows():
        if not issubclass(model, frozen.Frozen):
            continue
        row = model._default_manager.order_by("pk")[0]
        field = next(f for f in model._meta.concrete_fields if not f.primary_key and not f.is_relation)
        table, column, pk = model._meta.db_table, field.column, model._meta.pk.column
        ways = (
            lambda m=model, r=row, f=field: m._default_manager.filter(pk=r.pk).update(**{f.attname: _other(r, f)}),
            lambda m=model, r=row: m._default_manager.filter(pk=r.pk)._raw_delete("default"),
            lambda t=table, c=column, k=pk, r=row: _sql(f'UPDATE "{t}" SET "{c}" = NULL WHERE "{k}" = %s', r.pk),
            lambda t=table, k=pk, r=row: _sql(f'DELETE FROM "{t}" WHERE "{k}" = %s', r.pk),
            lambda r=row: r.save(),
        )
        for way in ways:
            with pytest.raises((DatabaseError, TypeError)), transaction.atomic():
                way()
            tried += 1
    assert tried > 50


def _other(row, field):
    value = getattr(row, field.attname)
    return {**value, "x": 1} if isinstance(value, dict) else [*value, 1] if isinstance(value, list) else (
        f"{value}x"[-field.max_length :] if isinstance(value, str) and field.max_length else
        f"{value}x" if isinstance(value, str) else (not value) if isinstance(value, bool) else None)  # fmt: skip


def _sql(sql, *given):
    with connection.cursor() as cursor:
        cursor.execute(sql, given)


def test_a_kept_identity_keeps_its_fields():
    rows_of_everything()
    for model in guarded_with_rows():
        if issubclass(model, frozen.Kept):
            with pytest.raises(DatabaseError), transaction.atomic():
                _sql(f'DELETE FROM "{model._meta.db_table}"')


def test_the_record_is_sound_and_names_the_row_that_was_changed_behind_its_back():
    rows_of_everything()
    assert audit.verify().faults == []

    with frozen.lifted():
        _sql("UPDATE courses_itemresult SET percent = 12")
    report = audit.verify()

    assert report.faults[0].startswith("courses.itemresult ")
    with pytest.raises(CommandError) as said:
        call_command("audit", "verify")
    assert said.value.returncode == 1


def test_a_changed_entry_breaks_the_chain_at_its_place():
    rows_of_everything()
    third = Entry.objects.order_by("pk")[2]

    with frozen.lifted():
        _sql("UPDATE kernel_entry SET verb = 'other' WHERE id = %s", third.pk)

    assert any(f"entry {third.pk} " in fault for fault in audit.verify().faults)


def test_a_chain_cut_at_its_end_is_told_by_the_head_kept_outside():
    rows_of_everything()
    _number, head = audit.head()

    with frozen.lifted():
        _sql("DELETE FROM kernel_seal WHERE number = (SELECT max(number) FROM kernel_seal)")

    assert any("known head" in fault for fault in audit.verify(head).faults)
