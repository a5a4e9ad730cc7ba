"""Dates, times and numbers as they are written and read, in both languages."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.utils import formats
from django.utils.translation import override
from wagtail.admin.widgets import AdminDateInput

from certificates.drawing.words import date_in_words
from lms.kernel.fields import Day, Number
from lms.kernel.templatetags.viet import gio, ngay, ngay_dai, so, tien

BOTH = pytest.mark.parametrize("language", ["vi", "en"])


@BOTH
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("23/11/2026", date(2026, 11, 23)),
        ("23-11-2026", date(2026, 11, 23)),
        ("23.11.2026", date(2026, 11, 23)),
        ("2026-11-23", date(2026, 11, 23)),
        ("03/04/2026", date(2026, 4, 3)),
        ("3/4/2026", date(2026, 4, 3)),
        ("3-4-2026", date(2026, 4, 3)),
    ],
)
@pytest.mark.parametrize("field", [Day(), forms.DateField()], ids=["ours", "Django's"])
def test_a_date_is_read_day_first(field: forms.Field, typed: str, meant: date, language: str) -> None:
    with override(language):
        assert field.clean(typed) == meant


@BOTH
@pytest.mark.parametrize("typed", ["04/23/2026", "31/02/2026", "23/11", "hôm nay"])
def test_what_is_no_date_is_refused(typed: str, language: str) -> None:
    with override(language), pytest.raises(forms.ValidationError):
        Day().clean(typed)


@BOTH
@pytest.mark.parametrize("typed", ["14:05", "14:05:00", "14g05", "14h05"])
def test_a_time_is_read_as_it_is_written(typed: str, language: str) -> None:
    with override(language):
        assert forms.TimeField().clean(typed) == time(14, 5)


@BOTH
def test_a_moment_is_read_day_first(language: str) -> None:
    with override(language):
        read = forms.DateTimeField().clean("03/04/2026 14:05")

    assert (read.month, read.day, read.hour) == (4, 3, 14)


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("vi", "1.234,5", "1234.5"),
        ("vi", "1.234.567", "1234567"),
        ("vi", "1.234", "1234"),
        ("vi", "12,5", "12.5"),
        ("vi", "12.5", "12.5"),
        ("vi", "-1 234,5", "-1234.5"),
        ("vi", "0", "0"),
        ("en", "1,234.5", "1234.5"),
        ("en", "1,234", "1234"),
        ("en", "12.5", "12.5"),
        ("en", "12,5", "12.5"),
    ],
)
def test_a_number_is_read_in_the_language_of_the_page(language: str, typed: str, meant: str) -> None:
    with override(language):
        assert Number().clean(typed) == Decimal(meant)


@BOTH
@pytest.mark.parametrize("typed", ["mười", "1,2,3", "1.2.3", "1.23,4.5", "--1"])
def test_what_is_no_number_is_refused(typed: str, language: str) -> None:
    with override(language), pytest.raises(forms.ValidationError):
        Number().clean(typed)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ["23/11/2026", "14:05:09", "1.234.567,5", "1.234.567 đồng", "ngày 05 tháng 02 năm 2026"]),
        ("en", ["23 Nov 2026", "14:05:09", "1,234,567.5", "VND 1,234,567", "5 February 2026"]),
    ],
)
def test_what_is_written_follows_the_language(language: str, words: list[str]) -> None:
    moment = datetime(2026, 11, 23, 7, 5, 9, tzinfo=UTC)

    with override(language):
        written = [ngay(moment), gio(moment), so("1234567.50"), tien(1234567), ngay_dai(date(2026, 2, 5))]

    assert written == words


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", ["23/11/2026", "14:05 23/11/2026"]), ("en", ["23 November 2026", "23 November 2026, 14:05"])],
)
def test_djangos_own_filters_write_the_same_way(language: str, words: list[str]) -> None:
    moment = datetime(2026, 11, 23, 14, 5)

    with override(language):
        assert [formats.date_format(moment), formats.date_format(moment, "DATETIME_FORMAT")] == words


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("day", [1, 5, 9, 10, 28])
def test_official_dates_have_a_zero_before_days_to_nine_and_months_one_and_two_only(day: int, month: int) -> None:
    wanted_month = {1: "01", 2: "02"}.get(month, str(month))
    words = f"ngày {'0' if day < 10 else ''}{day} tháng {wanted_month} năm 2026"

    with override("vi"):
        assert ngay_dai(date(2026, month, day)) == words
    assert date_in_words(date(2026, month, day)) == words


@BOTH
def test_wagtails_calendar_begins_on_monday_and_writes_the_day_first(language: str) -> None:
    with override(language):
        widget: Any = AdminDateInput()
        html = widget.render("day", date(2026, 4, 3), attrs={"id": "day"})

    assert formats.get_format("FIRST_DAY_OF_WEEK", language) == 1
    assert '"dayOfWeekStart": 1' in html
    assert 'value="03/04/2026"' in html
