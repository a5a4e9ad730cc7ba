"""What others may hear of nominations."""

from dataclasses import dataclass

from lms.kernel.events import Event


@dataclass(frozen=True)
class NominationMoved(Event):
    """A nomination is in another state; `by_id` is who moved it, None for the system."""

    nomination_id: int
    verb: str
    by_id: int | None


@dataclass(frozen=True)
class ProgrammeMoved(Event):
    """A programme is in another state, or was announced."""

    programme_id: int
    verb: str


@dataclass(frozen=True)
class ClosingNears(Event):
    """The city's deadline is `days` days away; announced until it is over, whoever hears it acts once."""

    programme_id: int
    days: int


@dataclass(frozen=True)
class AnswersMissing(Event):
    """The APO's deadline is over and the national body's answer on a file is not recorded."""

    programme_id: int
