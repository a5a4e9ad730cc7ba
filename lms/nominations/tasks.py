"""The clocks of the nominations, rung by the bell."""

from celery import shared_task

from lms.nominations import clocks, papers


@shared_task(name="nominations.tick")
def tick() -> int:
    """Do what the hour asks."""
    return clocks.tick()


@shared_task(name="nominations.tidy")
def tidy() -> int:
    """Remove papers whose reason has ended."""
    return papers.tidy()
