"""What the look at live pages found."""

from django.db import models

from lms.kernel import clock


class Standing(models.Model):
    """How a released course's live pages stand to its current version, as of the last look.

    Publishing in Wagtail is not one transaction and releasing is another permission, so that the two may differ for
    good reasons and bad; whoever edits the course is told. A course is named by value: looking holds no row of it.
    """

    course_id = models.BigIntegerField(primary_key=True)
    page_id = models.BigIntegerField(null=True)  # null: no live page is left
    differs = models.BooleanField(default=False)
    found = models.JSONField(default=list)  # [{what, title}], see `Difference`
    checked_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["differs"], name="standing_that_differs")]
