"""The clocks of classes."""

from celery import shared_task

from courses.learning import actions


@shared_task(name="learning.announce_starts")
def announce_starts() -> int:
    """Tell of classes that begin soon; heard many times, told once."""
    return actions.announce_starts()
