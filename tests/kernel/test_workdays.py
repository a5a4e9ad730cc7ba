"""Working days pass over weekends and the holidays in the table."""

from datetime import date

import pytest

from lms.kernel import workdays
from lms.kernel.models import Holiday

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "many", "then"),
    [
        (date(2026, 11, 23), 3, date(2026, 11, 26)),  # Monday
        (date(2026, 11, 26), 3, date(2026, 12, 1)),  # Thursday, over a weekend
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # Saturday
        (date(2026, 11, 29), 1, date(2026, 11, 30)),  # Sunday
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # New Year's day and a weekend
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_the_day_after_so_many_working_days(day, many, then):
    workdays.keep_holidays([(date(2027, 1, 1), "Tết Dương lịch")])

    assert workdays.after(day, many) == then


def test_a_long_run_of_holidays_is_passed_over():
    workdays.keep_holidays((date(2027, 2, day), "Tết Nguyên đán") for day in range(1, 27))

    assert workdays.after(date(2027, 1, 29), 1) == date(2027, 3, 1)


def test_a_holiday_written_again_is_named_anew():
    for name in ("Nghỉ bù", "Quốc khánh"):
        workdays.keep_holidays([(date(2026, 9, 2), name)])

    assert [str(each) for each in Holiday.objects.all()] == ["2026-09-02 Quốc khánh"]
