"""Counters that cache keys carry. A page made before a change is never found after it, and nothing is cleared."""

from django.db.models import F

from lms.kernel.models import Generation

PUBLIC = "public"  # home, catalogue, course pages, lists of classes


def number(name: str) -> int:
    """The present generation: one small query."""
    row = Generation.objects.filter(pk=name).values_list("number", flat=True).first()
    return row or 0


def turn(name: str) -> None:
    """What `name` stands for has changed. Called inside the transaction that changed it."""
    row = Generation.objects.filter(pk=name)
    if row.update(number=F("number") + 1):
        return
    _row, created = Generation.objects.get_or_create(pk=name, defaults={"number": 1})
    if not created:  # two first turns at once: the second waited for the first and still counts
        row.update(number=F("number") + 1)
