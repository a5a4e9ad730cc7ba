"""Plans, their tasks and indicators, the targets of each year, and what others reported.

All of it is written once: a plan that changes its targets is a new plan, a wrong measurement is followed by a right
one. What the platform counts itself is stored nowhere (lms/targets/measures.py).
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock
from lms.kernel.frozen import Frozen
from lms.targets.states import Aggregation, Bound, Flag, PlatformRole


class Plan(Frozen):
    """A plan of the city for a period; the next one is another row."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=255)
    short = models.CharField(max_length=60)  # what a tab says
    document_number = models.CharField(max_length=60, blank=True)
    territory = models.CharField(max_length=120, blank=True)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=255, blank=True)  # where it was read
    note = models.TextField(blank=True)

    digested = ("code", "title", "document_number", "first_year", "last_year", "source", "note")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="a_plan_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.short

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


class Task(Frozen):
    """A node of a plan's tree. `stated`: the plan says so itself; else it was inferred, and every page says that."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tasks")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    clause = models.CharField(max_length=24)  # e.g. "II.4.c"
    title = models.CharField(max_length=255)
    title_en = models.CharField(max_length=255, blank=True)
    stated = models.BooleanField(default=True)
    lead = models.CharField(_("lead"), max_length=200, blank=True)
    lead_stated = models.BooleanField(default=False)
    platform_role = models.CharField(max_length=12, choices=PlatformRole.choices, blank=True)
    evidence = models.JSONField(default=list)  # what would show it, in words
    position = models.PositiveSmallIntegerField()

    digested = ("plan", "parent", "clause", "title", "stated", "lead", "lead_stated", "platform_role")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["plan", "clause"], name="a_clause_once_in_a_plan")]

    def __str__(self) -> str:
        return f"{self.clause} {self.title}"


class Indicator(Frozen):
    """What is watched of a task. `measure` names who counts it here; empty: others report it, or nobody can yet."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="indicators")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="indicators")
    code = models.CharField(max_length=24)  # e.g. "II.4.c-1"
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40)
    aggregation = models.CharField(max_length=20, choices=Aggregation.choices)
    data_source = models.CharField(max_length=80)  # in the plan's words
    measure = models.SlugField(max_length=60, blank=True)
    uncounted = models.CharField(max_length=255, blank=True)  # why the platform cannot count yet what it should
    formula = models.TextField(blank=True)
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    digested = ("plan", "task", "code", "name", "unit", "aggregation", "data_source", "measure")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="an_indicator_once_in_a_plan"),
            models.CheckConstraint(
                condition=Q(measure="") | Q(uncounted=""), name="what_is_counted_has_no_reason_why_not"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Target(Frozen):
    """What is to be reached at the end of a year; `upper` where the plan gives a range."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=14, decimal_places=2)
    upper = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    bound = models.CharField(max_length=12, choices=Bound.choices, blank=True)
    flag = models.CharField(max_length=12, choices=Flag.choices)

    digested = ("indicator", "year", "value", "upper", "bound", "flag")

    class Meta:
        ordering = ["year"]
        constraints = [
            # Two hands laying one plan: a year has one number, the second is refused.
            models.UniqueConstraint(fields=["indicator", "year"], name="one_target_a_year"),
            models.CheckConstraint(condition=Q(upper=None) | Q(upper__gt=F("value")), name="a_range_goes_up"),
        ]


class Measurement(Frozen):
    """What somebody outside reported of a year. The newest holds; the ones before it stay readable."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="measurements")
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=14, decimal_places=2)
    source = models.CharField(max_length=255)  # which document, of whom, of when
    flag = models.CharField(max_length=12, choices=Flag.choices)
    at = models.DateTimeField(default=clock.now)

    digested = ("indicator", "year", "value", "source", "flag", "at")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="a_measurement_names_its_source")]
        indexes = [models.Index(fields=["indicator", "year", "id"], name="measurement_by_year")]
