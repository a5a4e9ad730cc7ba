"""What others may hear of people."""

from dataclasses import dataclass

from lms.kernel.events import Event


@dataclass(frozen=True)
class RolesChanged(Event):
    """Somebody was given a role or lost one."""

    person_id: int


@dataclass(frozen=True)
class PersonRenamed(Event):
    """Somebody's name is written another way."""

    person_id: int


@dataclass(frozen=True)
class PersonJoined(Event):
    """Somebody has an account now."""

    person_id: int


@dataclass(frozen=True)
class LanguageChosen(Event):
    """Somebody wants pages and mails in another language."""

    person_id: int
