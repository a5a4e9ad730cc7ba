"""The audit record and frozen rows: every way round them."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

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


def _sql(sql, *given):
    with connection.cursor() as cursor:
        cursor.execute(sql, given)


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
