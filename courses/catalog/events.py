"""What others may hear of the catalogue."""

from dataclasses import dataclass

from lms.kernel.events import Event


@dataclass(frozen=True)
class VersionReleased(Event):
    """A course has a new current version."""

    course_id: int
    version_id: int


@dataclass(frozen=True)
class CourseMoved(Event):
    """A course was withdrawn from the catalogue, came back, was retired, or has another successor."""

    course_id: int


@dataclass(frozen=True)
class BranchOpened(Event):
    """There is a new branch."""

    branch_id: int


@dataclass(frozen=True)
class WordsAttached(Event):
    """Lessons or facts of a course's current version have words in this language, or newer ones."""

    course_id: int
    language: str
