"""Working days: Monday to Friday, without the holidays that stand in the table."""

from collections.abc import Iterable
from datetime import date, timedelta

from lms.kernel.models import Holiday

_SATURDAY = 5
_LOOKED_AHEAD = 30  # days beyond the working days asked for: longer than any run of holidays


def after(day: date, working_days: int) -> date:
    """The day that is `working_days` working days after `day`, which itself is not counted."""
    last = day + timedelta(days=working_days * 2 + _LOOKED_AHEAD)
    closed = set(Holiday.objects.filter(day__gt=day, day__lte=last).values_list("day", flat=True))
    left = working_days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < _SATURDAY and day not in closed
    return day


def keep_holidays(days: Iterable[tuple[date, str]]) -> None:
    """Write the holidays of a year; one that stands is named anew."""
    rows = [Holiday(day=day, name=name) for day, name in days]
    Holiday.objects.bulk_create(rows, update_conflicts=True, unique_fields=["day"], update_fields=["name"])
