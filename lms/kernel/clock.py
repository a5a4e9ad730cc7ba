"""The only clock. Lint bans the others, so that tests and the demonstration can move this one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

_moved: ContextVar[datetime | None] = ContextVar("moved", default=None)


def now() -> datetime:
    """This moment, in UTC."""
    return _moved.get() or datetime.now(UTC)  # noqa: TID251 - the one place that may ask the machine


def today() -> date:
    """The date on the wall in Hải Phòng."""
    return now().astimezone(HANOI).date()


def local(moment: datetime) -> datetime:
    """The same moment as Hải Phòng's clocks show it."""
    return moment.astimezone(HANOI)


def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    """That hour of that day in Hải Phòng, as UTC."""
    return datetime.combine(day, time(hour, minute), tzinfo=HANOI).astimezone(UTC)


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Within the block it is `moment` (aware). For tests, the demonstration, and pages that show another day."""
    if moment.tzinfo is None:
        raise ValueError("The clock is moved to an aware moment only.")
    token = _moved.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)
