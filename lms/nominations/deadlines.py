"""How long people have, as data. Sources: the proposed workflow of the programme; what is not the APO's is set here."""

from datetime import date, timedelta

from lms.kernel import clock, workdays
from lms.nominations.models import Programme
from lms.nominations.states import NominationState as N

TO_SUPPLY_WORKING_DAYS = 3
TO_CONFIRM = timedelta(days=7)
TO_REPORT = timedelta(days=30)
TO_PLAN = timedelta(days=60)
FOLLOW_UP_MONTHS, FOLLOW_UP_DAYS = 6, 30
REMINDED_BEFORE = (14, 7, 3, 1)  # days before the city's deadline


def months_after(day: date, months: int) -> date:
    """The same day of the month that many months later; the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))


def due_in(state: str, programme: Programme, *, answered_on: date | None = None) -> date | None:
    """The last day for what a nomination in `state` waits for; None where it waits for nobody's day.

    `answered_on`: the date of the letter of acceptance.
    """
    today = clock.today()
    if state in (N.DRAFT, N.AWAITING_ENDORSEMENT, N.RETURNED):
        return programme.city_closing
    if state == N.INCOMPLETE:
        return _to_supply(programme, today)
    if state in (N.SELECTED, N.REPLACING):
        return min((answered_on or today) + TO_CONFIRM, programme.starts_on)
    over = min(programme.ends_on, today)  # a self-paced course is over when its certificate comes
    if state == N.REPORT_DUE:
        return over + TO_REPORT
    if state == N.PLAN_DUE:
        return programme.ends_on + TO_PLAN
    if state == N.FOLLOW_UP:
        return months_after(programme.ends_on, FOLLOW_UP_MONTHS) + timedelta(days=FOLLOW_UP_DAYS)
    return None


def _to_supply(programme: Programme, today: date) -> date:
    """Three working days, but not past the city's deadline; once that is over, not past the national body's."""
    asked = workdays.after(today, TO_SUPPLY_WORKING_DAYS)
    ends = [each for each in (programme.city_closing, programme.national_closing) if each and each >= today]
    return min([asked, *ends[:1]])


def days_left(day: date | None) -> int | None:
    """Whole days from today; 0 is today, below 0 it is over."""
    return (day - clock.today()).days if day else None
