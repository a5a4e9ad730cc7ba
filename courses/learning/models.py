"""Classes, enrolments and what is known of each: lessons read, results, completion."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.catalog.models import Course, CourseVersion, LessonVersion
from courses.learning.states import EnrolmentState, VersionPolicy
from lms.kernel import clock
from lms.kernel.flow import HistoryLine
from lms.kernel.frozen import Frozen, Kept
from lms.people.models import Person

__all__ = [
    "Completion",
    "CourseRun",
    "Enrolment",
    "EnrolmentMove",
    "ItemResult",
    "LessonProgress",
    "VersionMove",
    "VersionOffer",
]


class CourseRun(Kept):
    """A class: one run of a course. Its `rule` says what completes it, its decision what a certificate prints.

    `rule`: {"lessons": "all" | null, "quiz": percent | null, "attendance": percent | null}.
    """

    code = models.SlugField(max_length=40, unique=True)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="runs")
    version_policy = models.CharField(max_length=8, choices=VersionPolicy.choices, default=VersionPolicy.CURRENT)
    version = models.ForeignKey(CourseVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    self_paced = models.BooleanField(default=False)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"), null=True, blank=True)  # the last day to enrol
    starts_on = models.DateField(_("begins on"), null=True, blank=True)  # the first day of lessons; null: at once
    places = models.PositiveIntegerField(null=True, blank=True)
    rule = models.JSONField(default=dict)
    decision_number = models.CharField(max_length=60, blank=True)
    decision_date = models.DateField(null=True, blank=True)
    signer_name = models.CharField(max_length=120, blank=True)
    signer_title = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=80, default="Hải Phòng")
    demo = models.BooleanField(default=False)

    kept_fields = ("code", "course")
    digested = ("code", "course", "version_policy", "version", "rule", "decision_number", "decision_date",
                "signer_name", "signer_title")  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(version_policy=VersionPolicy.FIXED) | Q(version__isnull=False),
                name="a_fixed_class_names_its_version",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def begins(self) -> date:
        """The first day of lessons."""
        return self.starts_on or self.opens_on


class Enrolment(Kept):
    """A person in a class, on the version they were enrolled on."""

    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=16, choices=EnrolmentState.choices, default=EnrolmentState.ENROLLED)
    enrolled_at = models.DateTimeField(default=clock.now)
    last_lesson = models.UUIDField(null=True)  # where "continue" leads
    seen_at = models.DateTimeField(null=True)

    kept_fields = ("run", "person", "enrolled_at")
    digested = ("run", "person", "version", "state", "enrolled_at")

    class Meta:
        constraints = [
            # A double click on "enrol": the second finds the first.
            models.UniqueConstraint(fields=["run", "person"], name="one_enrolment_per_class"),
        ]
        indexes = [models.Index(fields=["person", "state"], name="enrolment_by_person")]  # my learning


class EnrolmentMove(HistoryLine):
    """One line of an enrolment's history."""

    subject = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="moves")


class VersionMove(Frozen):
    """A learner moved from one version of the course to another, by a release or by taking an offer."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="version_moves")
    before = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    by_id = models.BigIntegerField(null=True)  # a person; null is the system

    digested = ("enrolment", "before", "after", "at", "by_id")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(before=models.F("after")), name="a_move_leads_to_another_version"),
        ]


class VersionOffer(Kept):
    """A newer version offered to a learner, who answers once: takes it, or stays."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="offers")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True)
    taken = models.BooleanField(null=True)

    kept_fields = ("enrolment", "version", "made_at")

    class Meta:
        constraints = [
            # A release's job that runs twice: the second finds the first's offer.
            models.UniqueConstraint(fields=["enrolment", "version"], name="one_offer_per_version"),
            models.CheckConstraint(
                condition=Q(answered_at=None, taken=None) | Q(answered_at__isnull=False, taken__isnull=False),
                name="an_offer_is_answered_or_not",
            ),
        ]


class LessonProgress(Kept):
    """A lesson opened, and finished, by its key: a corrected typo does not undo it."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="progress")
    key = models.UUIDField()
    lesson = models.ForeignKey(LessonVersion, on_delete=models.PROTECT, related_name="+")  # the words that were read
    opened_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "key"], name="one_progress_per_lesson")]


class ItemResult(Frozen):
    """A result in something a lesson contains (a quiz): percent, and where its evidence stands."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="results")
    item_key = models.CharField(max_length=64)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    passed = models.BooleanField()
    evidence = models.CharField(max_length=64)  # e.g. "attempt:17"
    at = models.DateTimeField(default=clock.now)

    digested = ("enrolment", "item_key", "percent", "passed", "evidence", "at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "evidence"], name="one_result_per_evidence"),
            models.CheckConstraint(condition=Q(percent__gte=0) & Q(percent__lte=100), name="a_result_is_a_percentage"),
        ]


class Completion(Frozen):
    """The rule was met. `evidence` lists what met it: lessons with their versions and moments, results by id."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="completion")
    at = models.DateTimeField(default=clock.now)
    rule = models.JSONField()
    evidence = models.JSONField()
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # the best quiz result

    digested = ("enrolment", "at", "rule", "evidence", "percent")
