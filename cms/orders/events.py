"""What others may hear of releases that were asked for."""

from dataclasses import dataclass

from lms.kernel.events import Event


@dataclass(frozen=True)
class ReleaseEnded(Event):
    """A release that was asked for was done or refused."""

    order_id: int
