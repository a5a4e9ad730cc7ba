"""What others may hear of learning."""

from dataclasses import dataclass

from lms.kernel.events import Event


@dataclass(frozen=True)
class RunOpened(Event):
    """There is a new class."""

    run_id: int


@dataclass(frozen=True)
class RunStartsSoon(Event):
    """A class begins within three days; said on each of them."""

    run_id: int


@dataclass(frozen=True)
class Enrolled(Event):
    """People are in one class, on one version: somebody, or all whom one order enrolled."""

    enrolment_ids: tuple[int, ...]


@dataclass(frozen=True)
class CourseCompleted(Event):
    """The completion rule of the class is met; the evidence is stored."""

    enrolment_id: int


@dataclass(frozen=True)
class VersionOffered(Event):
    """A learner may change to a newer version of their course."""

    offer_id: int


@dataclass(frozen=True)
class VersionTaken(Event):
    """A learner is on a newer version; `asked`: they chose it themselves."""

    enrolment_id: int
    version_id: int
    asked: bool
