"""Programmes, nominations with their papers, letters, and the history of both flows."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.kernel import clock
from lms.kernel.flow import HistoryLine
from lms.kernel.frozen import Frozen, Kept
from lms.kernel.languages import either
from lms.nominations.states import (
    ENDED,
    DocumentKind,
    LetterKind,
    NominationState,
    ProgrammeKind,
    ProgrammeMode,
    ProgrammeState,
)
from lms.people.models import Organisation, Person

CODE = r"^(DEMO-)?\d{2}-[A-Z]{2}-\d{2}-[A-Z]{2,3}-[A-Z]{3}-[A-Z]$"  # YY-area-number-scope-type-batch (DOMAIN 2.2)


class Programme(Kept):
    """An APO project notification (PN) as the city received it: what, where, when, for how many, until when.

    A deadline is the last day, until 23:59 in Hải Phòng. `quota` null is without limit.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=3, choices=ProgrammeKind.choices)
    mode = models.CharField(_("mode"), max_length=20, choices=ProgrammeMode.choices)
    title_vi = models.CharField(_("title in Vietnamese"), max_length=255)
    title_en = models.CharField(_("title in English"), max_length=255, blank=True)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    host = models.CharField(_("implementing organisation"), max_length=200, blank=True)
    meant_for = models.TextField(_("for whom"), blank=True)
    issued_on = models.DateField(_("date of the project notification"))
    revision = models.PositiveSmallIntegerField(pgettext_lazy("project notification", "revision"), default=0)
    opens_on = models.DateField(_("nominations open on"))
    city_closing = models.DateField(_("deadline of the city"), null=True, blank=True)
    national_closing = models.DateField(_("deadline of the national body"), null=True, blank=True)
    apo_closing = models.DateField(_("deadline of the APO"), null=True, blank=True)
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    quota = models.PositiveSmallIntegerField(_("places for Viet Nam"), null=True, blank=True)
    alternates = models.PositiveSmallIntegerField(_("alternates"), null=True, blank=True)
    documents = models.JSONField(default=list)  # DocumentKind values that a file needs
    duties = models.BooleanField(_("report and action plan after the course"), default=True)
    state = models.CharField(max_length=16, choices=ProgrammeState.choices, default=ProgrammeState.ANNOUNCED)
    demo = models.BooleanField(default=False, editable=False)

    kept_fields = ("code",)
    digested = ("code", "city_closing", "national_closing", "apo_closing", "starts_on", "ends_on", "quota",
                "alternates", "documents", "state")  # fmt: skip

    class Meta:
        ordering = ["starts_on", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(city_closing=None) | Q(city_closing__lt=F("national_closing")), name="city_before_national"
            ),
            models.CheckConstraint(
                condition=Q(national_closing=None) | Q(national_closing__lt=F("apo_closing")),
                name="national_before_apo",
            ),
            models.CheckConstraint(
                condition=Q(apo_closing=None) | Q(apo_closing__lt=F("starts_on")), name="apo_before_start"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_programme_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        """In the active language, where the notification gives it."""
        return either(self.title_vi, self.title_en)

    @property
    def self_paced(self) -> bool:
        return self.mode == ProgrammeMode.SELF_PACED

    @property
    def takes_drafts(self) -> bool:
        """Whether one can begin a nomination now: the day counts, however late the clock is looked at."""
        if self.city_closing is not None and self.city_closing < clock.today():
            return False
        return self.state == ProgrammeState.OPEN or (self.self_paced and self.state == ProgrammeState.RUNNING)


class ProgrammeMove(HistoryLine):
    """One line of a programme's history."""

    subject = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="moves")


class Letter(Frozen):
    """An official letter that went out or came in, by its number and date."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=12, choices=LetterKind.choices)
    number = models.CharField(max_length=60)
    dated = models.DateField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    digested = ("programme", "kind", "number", "dated")

    class Meta:
        constraints = [
            # Two officers record the same letter: the second finds the first.
            models.UniqueConstraint(fields=["programme", "kind", "number", "dated"], name="a_letter_is_recorded_once"),
        ]

    def __str__(self) -> str:
        return self.number


class Nomination(Kept):
    """One person put forward for one programme by one organisation. `rank` is the city's order of preference."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="nominations")
    nominee = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="nominations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=24, choices=NominationState.choices, default=NominationState.DRAFT)
    rank = models.PositiveSmallIntegerField(null=True)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="nominations")
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    due_on = models.DateField(null=True)  # the last day for what the state waits for
    submitted = models.BooleanField(default=False)  # the nominee sent it to the organisation
    consented_at = models.DateTimeField(null=True)  # the nominee's own consent; a manager brings it signed on paper
    opened_at = models.DateTimeField(default=clock.now)
    moved_at = models.DateTimeField(default=clock.now)
    demo = models.BooleanField(default=False, editable=False)

    kept_fields = ("programme", "nominee", "organisation", "opened_by", "opened_at")
    digested = ("programme", "nominee", "organisation", "state", "rank", "letter", "replaces", "consented_at")

    class Meta:
        constraints = [
            # A double click on "nominate", or manager and employee at once: the second finds the first.
            models.UniqueConstraint(
                fields=["programme", "nominee"], condition=~Q(state__in=sorted(ENDED)), name="one_live_nomination"
            ),
            # Two officers rank at once: the lock on the programme decides, and this holds whatever forgets it.
            models.UniqueConstraint(fields=["programme", "rank"], name="one_nominee_per_rank"),
        ]
        indexes = [
            models.Index(fields=["organisation", "state"], name="nomination_by_organisation"),
            models.Index(fields=["nominee", "state"], name="nomination_by_nominee"),
        ]

    def __str__(self) -> str:
        return f"DC{self.pk:05}"

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def private(self) -> bool:
        """A draft of the nominee's own that the organisation was never sent."""
        return not self.submitted and self.opened_by_id == self.nominee_id

    @property
    def with_its_nominee(self) -> bool:
        """Begun by the nominee, and being written or changed by them."""
        return self.opened_by_id == self.nominee_id and self.state in (NominationState.DRAFT, NominationState.RETURNED)


class NominationMove(HistoryLine):
    """One line of a nomination's history."""

    subject = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="moves")


class Paper(Kept):
    """A document of a nomination. The file stands in private storage; what is removed leaves this row."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=32, choices=DocumentKind.choices)
    title = models.CharField(max_length=200)  # as the file was called
    name = models.CharField(max_length=255)  # under the private storage
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()  # bytes
    content_type = models.CharField(max_length=100)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    kept_fields = ("nomination", "kind", "digest", "size", "at")
    digested = ("nomination", "kind", "digest", "removed_at")

    KEPT_AFTER_RESULT = timedelta(days=90)

    class Meta:
        ordering = ["pk"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title = self.title[-200:]
        super().save(*args, **kwargs)
