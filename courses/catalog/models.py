"""Course → CourseVersion → LessonVersion: the identity lives on, versions are written once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.catalog.states import FacetKind, ForLearners, ItemKind, Level, Mode
from lms.kernel import clock
from lms.kernel.frozen import Frozen, Kept
from lms.kernel.languages import either

__all__ = [
    "Blob",
    "Branch",
    "Course",
    "CourseVersion",
    "LessonItem",
    "LessonRendering",
    "LessonSuccession",
    "LessonVersion",
    "LessonWords",
    "VersionFacet",
    "VersionLesson",
    "VersionWords",
]


class Branch(Kept):
    """Who owns what: a faculty, a centre, a partner school."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)

    kept_fields = ("code",)

    def __str__(self) -> str:
        return self.name


class Course(Kept):
    """The identity of a course, never deleted. What it is now stands in its current version."""

    code = models.CharField(_("code"), max_length=24, unique=True)
    slug = models.SlugField(max_length=24, unique=True)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="courses")
    current = models.ForeignKey("CourseVersion", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)  # no longer listed; its learners stay
    retired_at = models.DateTimeField(null=True)  # takes no learner any more; who is learning finishes
    # What stands for it now: its address leads there once it is no longer listed.
    successor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="predecessors")
    created_at = models.DateTimeField(default=clock.now)

    kept_fields = ("code", "slug")
    digested = ("code", "branch", "current", "withdrawn_at")
    digested_later = ("retired_at", "successor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(retired_at=None) | Q(withdrawn_at__isnull=False), name="a_retired_course_is_not_listed"
            ),
            models.CheckConstraint(condition=~Q(successor=models.F("pk")), name="no_course_succeeds_itself"),
        ]

    def __str__(self) -> str:
        return self.code


class CourseVersion(Frozen):
    """What a learner is enrolled on: facts and, through `lessons`, words, as they stood at release.

    `source` is everything the digest is of: facts, and lessons by key and digest in their order.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title_vi = models.CharField(max_length=255)
    title_en = models.CharField(max_length=255, blank=True)
    summary = models.TextField(blank=True)
    level = models.CharField(max_length=24, choices=Level.choices)
    mode = models.CharField(max_length=24, choices=Mode.choices)
    hours = models.DecimalField(max_digits=6, decimal_places=2)  # clock hours
    periods = models.PositiveSmallIntegerField()  # tiết, 45 minutes each
    outcomes = models.JSONField(default=list)  # list of sentences
    modules = models.JSONField(default=list)  # [{no, title, hours (str), kind}]
    prerequisites = models.JSONField(default=list)  # course codes
    clauses = models.JSONField(default=list)  # clause ids of the city's plan
    standards = models.JSONField(default=list)
    pass_rule = models.JSONField(default=dict)  # {min_attendance_pct, min_quiz_pct}
    reviewed = models.BooleanField(default=False)  # an expert has read the lessons
    demo = models.BooleanField(default=False)  # hours, rules and figures are illustrative
    trainers = models.JSONField(default=list)  # ids of persons: their names are looked up when shown
    cover = models.CharField(max_length=64, blank=True)  # SHA-256 of a kept file
    cover_alt = models.CharField(max_length=255, blank=True)
    for_learners = models.CharField(max_length=8, choices=ForLearners.choices, default=ForLearners.STAY)
    source = models.JSONField()
    digest = models.CharField(max_length=64)
    folded = models.TextField()  # what the catalogue's search looks in
    note = models.TextField(blank=True)
    released_at = models.DateTimeField(default=clock.now)
    released_by_id = models.BigIntegerField(null=True)  # a person; null is the system

    digested = ("course", "number", "digest", "released_at", "released_by_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="versions_are_numbered"),
            models.CheckConstraint(condition=Q(hours__gte=0), name="hours_are_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.course.code} v{self.number}"

    @property
    def title(self) -> str:
        """In the active language, where the authors give it."""
        return either(self.title_vi, self.title_en)


class VersionFacet(Frozen):
    """One audience or tool of a version: what the catalogue is filtered by."""

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="facets")
    kind = models.CharField(max_length=12, choices=FacetKind.choices)
    value = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "kind", "value"], name="a_facet_once")]
        indexes = [models.Index(fields=["kind", "value"], name="facet_by_value")]


class LessonVersion(Frozen):
    """The words of one lesson in one language. The same words released twice are one version."""

    key = models.UUIDField(db_index=True)  # the page's translation_key: it outlives wording and language
    language = models.CharField(max_length=12, default="vi")
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    schema = models.PositiveSmallIntegerField()  # of the blocks in `source`
    source = models.JSONField()
    anchors = models.JSONField(default=list)  # the editor's ids of the blocks in `source`, in order; in no digest
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)

    digested = ("key", "language", "digest")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "language", "digest"], name="same_words_one_version")]

    def __str__(self) -> str:
        return self.title


class VersionLesson(Frozen):
    """A lesson's place in a course version."""

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="lessons")
    lesson = models.ForeignKey(LessonVersion, on_delete=models.PROTECT, related_name="places")
    position = models.PositiveSmallIntegerField()  # 1, 2, 3 …
    module = models.PositiveSmallIntegerField(default=0)  # `no` of the module, 0: none

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="one_lesson_in_a_place"),
            models.UniqueConstraint(fields=["version", "lesson"], name="a_lesson_once_in_a_version"),
        ]


class LessonRendering(Frozen):
    """The HTML made from a lesson's source by one renderer; newer renderers add rows and keep the old."""

    lesson = models.ForeignKey(LessonVersion, on_delete=models.PROTECT, related_name="renderings")
    renderer = models.PositiveSmallIntegerField()
    html = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "renderer"], name="one_rendering_per_renderer")]


class LessonSuccession(Frozen):
    """From this version on, lesson `new` stands for lesson `old`: who moves to it keeps what they did in `old`."""

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="successions")
    old = models.UUIDField()
    new = models.UUIDField()

    digested = ("version", "old", "new")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "old"], name="a_lesson_has_one_successor"),
            models.CheckConstraint(condition=~Q(old=models.F("new")), name="nothing_succeeds_itself"),
        ]


class LessonWords(Frozen):
    """The words of a lesson in another language, attached to the words they say; the newest row of a language holds.

    Not part of any course version: a translation comes later, and makes none.
    """

    lesson = models.ForeignKey(LessonVersion, on_delete=models.PROTECT, related_name="translations")
    words = models.ForeignKey(LessonVersion, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)
    untranslated = models.JSONField(default=list)  # numbers of blocks in the lesson's own language; 0: title, summary
    attached_at = models.DateTimeField(default=clock.now)
    attached_by_id = models.BigIntegerField(null=True)  # a person; null is the system

    digested = ("lesson", "words", "language", "attached_at", "attached_by_id")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(lesson=models.F("words")), name="no_words_translate_themselves"),
        ]
        indexes = [models.Index(fields=["lesson", "language"], name="words_by_lesson")]


class VersionWords(Frozen):
    """The facts of a course version in another language: title, summary, outcomes, modules; the newest row holds."""

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(max_length=12)
    words = models.JSONField()  # {summary, outcomes, modules, story, story_of}: see cms.translation.merging.facts
    attached_at = models.DateTimeField(default=clock.now)
    attached_by_id = models.BigIntegerField(null=True)

    digested = ("version", "language", "words", "attached_at", "attached_by_id")

    class Meta:
        indexes = [models.Index(fields=["version", "language"], name="words_by_version")]


class Blob(Frozen):
    """A file by its SHA-256: private, kept while a version names it."""

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()  # bytes
    content_type = models.CharField(max_length=100)
    name = models.CharField(max_length=255)  # under the private storage

    digested = ("digest", "size", "content_type")


class LessonItem(Frozen):
    """What a lesson contains, by value: a quiz (its key and version), a file (its digest), a check question."""

    lesson = models.ForeignKey(LessonVersion, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    key = models.CharField(max_length=64)
    version_key = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "kind", "key"], name="an_item_once")]
        indexes = [models.Index(fields=["kind", "key"], name="item_by_key")]  # who may see this file?
