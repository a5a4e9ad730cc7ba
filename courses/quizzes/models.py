"""Questions and quizzes (identities with frozen versions), attempts and every answer given."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from courses.catalog.models import Branch
from courses.learning.models import Enrolment
from courses.quizzes.states import AttemptState, QuestionKind
from lms.kernel import clock
from lms.kernel.frozen import Frozen, Kept

__all__ = [
    "Answer",
    "AnswerEvent",
    "Attempt",
    "Bank",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizQuestion",
    "QuizVersion",
]


class Bank(Kept):
    """A branch's questions about one subject."""

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="banks")
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)


class Question(Kept):
    """The identity of a question, never deleted; what it asks stands in its newest version."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="questions")
    key = models.UUIDField(default=uuid4, unique=True)
    code = models.CharField(max_length=24, unique=True)  # the author's own name for it, e.g. CH001
    topic = models.CharField(max_length=80, blank=True)
    retired_at = models.DateTimeField(null=True)

    kept_fields = ("key", "code")


class QuestionVersion(Frozen):
    """What is asked and what is right. `data` is shaped by the kind (see `kinds/`)."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=QuestionKind.choices)
    stem = models.TextField()
    data = models.JSONField()
    feedback = models.TextField(blank=True)
    digest = models.CharField(max_length=64)

    digested = ("question", "number", "digest")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="question_versions_are_numbered")]


class Quiz(Kept):
    """The identity of a quiz. Its questions are fixed when it is frozen.

    `spec`: {"count": n, "topics": […]} draws n questions a learner from the bank's questions of these topics.
    """

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="quizzes")
    key = models.UUIDField(default=uuid4, unique=True)
    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=255)
    spec = models.JSONField(default=dict)
    pass_percent = models.PositiveSmallIntegerField(default=70)
    minutes = models.PositiveSmallIntegerField(null=True)  # null: no limit
    attempts = models.PositiveSmallIntegerField(null=True)  # null: any number

    kept_fields = ("key", "code")


class QuizVersion(Frozen):
    """A quiz as it was released: title, rules, and the pool of question versions each attempt draws from."""

    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=255)
    draw = models.PositiveSmallIntegerField()  # how many questions an attempt has
    pass_percent = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(null=True)
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(default=clock.now)

    digested = ("quiz", "number", "digest")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["quiz", "number"], name="quiz_versions_are_numbered")]


class QuizQuestion(Frozen):
    """One question version in a quiz version's pool."""

    version = models.ForeignKey(QuizVersion, on_delete=models.PROTECT, related_name="pool")
    question = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="one_question_in_a_place")]


class Attempt(Kept):
    """One sitting of a quiz version. `digest` binds every answer event, from submission on."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    quiz = models.ForeignKey(QuizVersion, on_delete=models.PROTECT, related_name="attempts_made")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=AttemptState.choices, default=AttemptState.OPEN)
    started_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    of_points = models.PositiveSmallIntegerField()
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    passed = models.BooleanField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    kept_fields = ("enrolment", "quiz", "number", "started_at")
    digested = ("enrolment", "quiz", "number", "state", "submitted_at", "points", "percent", "passed", "digest")

    class Meta:
        constraints = [
            # Two tabs starting the same quiz: the second finds the first attempt instead.
            models.UniqueConstraint(
                fields=["enrolment", "quiz"], condition=Q(state=AttemptState.OPEN), name="one_open_attempt"
            ),
            models.UniqueConstraint(fields=["enrolment", "quiz", "number"], name="attempts_are_numbered"),
            models.CheckConstraint(
                condition=Q(percent=None) | (Q(percent__gte=0) & Q(percent__lte=100)), name="a_score_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(state=AttemptState.OPEN) | Q(submitted_at__isnull=False), name="submitted_has_a_moment"
            ),
        ]
        indexes = [models.Index(fields=["state", "closes_at"], name="attempt_by_closing_time")]  # the sweep


class Answer(Kept):
    """One question of an attempt: as it was shown (`shown`: the shuffled order) and as it stands answered.

    `response` is the projection of the answer events: the one with the highest `step`.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField()
    question = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(default=1)
    shown = models.JSONField()
    response = models.JSONField(null=True)
    step = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    fraction = models.DecimalField(max_digits=5, decimal_places=4, null=True)  # 0–1, at submission

    kept_fields = ("attempt", "position", "question", "points", "shown")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["attempt", "position"], name="one_answer_in_a_place")]


class AnswerEvent(Frozen):
    """Every answer ever given. A step counts up in the learner's browser: a late autosave never wins."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="events")
    step = models.PositiveIntegerField()
    response = models.JSONField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "step"], name="a_step_once")]
