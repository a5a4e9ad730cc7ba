"""Changing learning: classes open, people enrol, lessons are read, results come in, the course is completed."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.models import Course, CourseVersion, VersionLesson
from courses.catalog.queries import is_retired
from courses.learning import completing
from courses.learning.events import CourseCompleted, Enrolled, RunOpened, RunStartsSoon
from courses.learning.models import Completion, CourseRun, Enrolment, ItemResult, LessonProgress
from courses.learning.rules import is_enrolled_person, may_enrol_all, may_open_class
from courses.learning.states import ENROLMENT, EnrolmentState, VersionPolicy
from lms.kernel import audit, clock
from lms.kernel.actors import SYSTEM, Actor
from lms.kernel.errors import BadInput, Unknown, WrongState, require
from lms.kernel.events import announce
from lms.kernel.names import nfc
from lms.kernel.templatetags.viet import ngay
from lms.people.models import Person

S = EnrolmentState


@transaction.atomic
def open_run(course_id: int, *, by: Actor, code: str, rule: dict[str, Any], opens_on: date, **facts: Any) -> CourseRun:
    """Open a class of a released course. `facts`: the other columns of `CourseRun`."""
    course = Course.objects.select_for_update(of=("self",)).get(pk=course_id)
    require(may_open_class(by, course))
    if course.current_id is None:
        raise WrongState(_("This course was never released."))
    if course.retired_at:
        raise WrongState(_("This course is retired: it takes no learners any more."))
    completing.check_rule(rule)
    run = CourseRun.objects.create(course=course, code=code, rule=rule, opens_on=opens_on, **facts)
    audit.record("open_run", run, by=by)
    announce(RunOpened(run.pk))
    return run


@transaction.atomic
def decide(run_id: int, *, by: Actor, number: str, on: date, signer_name: str, signer_title: str) -> CourseRun:
    """Enter the decision that a class's certificates print and who signs them. It is entered once."""
    run = CourseRun.objects.select_for_update(of=("self",)).select_related("course").get(pk=run_id)
    require(may_open_class(by, run.course))
    if run.decision_number:
        raise WrongState(_("This class has its decision already."))
    said = {"decision_number": number, "signer_name": signer_name, "signer_title": signer_title}
    if not all(nfc(words) for words in said.values()):
        raise BadInput(_("A decision has a number, a day and a signer with a title."))
    for name, words in said.items():
        setattr(run, name, nfc(words))
    run.decision_date = on
    run.save(update_fields=[*said, "decision_date"])
    audit.record("decide", run, by=by, fields=(*said, "decision_date"))
    return run


def _version_for(run: CourseRun) -> CourseVersion:
    version = run.version if run.version_policy == VersionPolicy.FIXED else run.course.current
    if version is None or not VersionLesson.objects.filter(version=version).exists():
        raise WrongState(_("This course is not open for enrolment yet. New classes are announced in the catalogue."))
    return version


def _open_run(run_id: int) -> CourseRun:
    """The class, locked, if one can enrol today: places are counted under this lock, so two cannot take the last."""
    run = CourseRun.objects.select_for_update(of=("self",)).select_related("course__current", "version").get(pk=run_id)
    if is_retired(run.course_id):  # asked under the lock, which `let_nobody_in` waits for
        raise WrongState(_("This course is retired: it takes no learners any more."))
    today = clock.today()
    if today < run.opens_on:
        raise WrongState(_("This class is not open yet."))
    if run.closes_on and today > run.closes_on:
        raise WrongState(_("This class is closed for enrolment. Choose another class of the course."))
    return run


def _enrol_into(run: CourseRun, person: Person, version: CourseVersion, free: int | None, by: Actor) -> Enrolment:
    there = Enrolment.objects.select_related("person", "run__course__branch").filter(run=run, person=person).first()
    if there and there.state != S.WITHDRAWN:
        return there
    if free is not None and free < 1:
        raise WrongState(_("This class is full. Choose another class of the course."))
    if there:
        ENROLMENT.apply("return", there, by=by)
        return there
    enrolment = ENROLMENT.begin(Enrolment(run=run, person=person, version=version), by=by, verb="enrol")
    announce(Enrolled((enrolment.pk,)))
    return enrolment


def _free(run: CourseRun) -> int | None:
    if run.places is None:
        return None
    return run.places - Enrolment.objects.filter(run=run).exclude(state=S.WITHDRAWN).count()


@transaction.atomic
def enrol(run_id: int, *, by: Person) -> Enrolment:
    """Enrol oneself on the version the class gives today. Enrolling again changes nothing; who withdrew comes back.

    Refuses with 409 before the class opens, after it closes and when it is full.
    """
    there = Enrolment.objects.filter(run_id=run_id, person=by).exclude(state=S.WITHDRAWN).first()
    if there:
        return there
    run = _open_run(run_id)
    return _enrol_into(run, by, _version_for(run), _free(run), by)


@transaction.atomic
def enrol_others(run_id: int, persons: Sequence[Person], *, by: Actor) -> list[Enrolment]:
    """Enrol these people, in order: all of them or, where one may not be enrolled or finds no place, none."""
    require(may_enrol_all(by, persons))
    run = _open_run(run_id)
    version, free = _version_for(run), _free(run)
    held = Enrolment.objects.filter(run=run, person__in=[person.pk for person in persons])
    there = {each.person_id: each for each in held.select_related("person", "run__course__branch")}
    coming = [person for person in persons if person.pk not in there or there[person.pk].state == S.WITHDRAWN]
    if free is not None and len(coming) > free:
        raise WrongState(_("This class is full. Choose another class of the course."))
    fresh = [Enrolment(run=run, person=person, version=version) for person in coming if person.pk not in there]
    made = ENROLMENT.begin_many(fresh, by=by, verb="enrol")
    there |= {each.person_id: each for each in made}
    if made:
        announce(Enrolled(tuple(each.pk for each in made)))
    for person in coming:
        if there[person.pk].state == S.WITHDRAWN:
            ENROLMENT.apply("return", there[person.pk], by=by)
    return [there[person.pk] for person in persons]


def let_nobody_in(course_id: int) -> None:
    """Wait, in the transaction that retires a course, for whoever is enrolling at this moment: nobody comes after."""
    runs = CourseRun.objects.select_for_update().filter(course=course_id).order_by("pk")
    list(runs.values_list("pk", flat=True))


SOON = timedelta(days=3)


def announce_starts() -> int:
    """Announce each class that begins within three days; whoever hears it acts once. Returns how many there are."""
    today = clock.today()
    with transaction.atomic():
        soon = list(
            CourseRun.objects.filter(starts_on__gt=today, starts_on__lte=today + SOON).values_list("pk", flat=True)
        )
        for run_id in soon:
            announce(RunStartsSoon(run_id))
    return len(soon)


def locked(enrolment_id: int) -> Enrolment:
    """The enrolment, locked and read again. Every change of what is known of a learner begins with it.

    Its version is not joined: PostgreSQL drops a row whose joined key changed while it waited for the lock.
    """
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("person", "run__course__branch")
    return rows.get(pk=enrolment_id)


@transaction.atomic
def withdraw(enrolment_id: int, *, by: Actor, reason: str = "") -> Enrolment:
    """Leave the class; what was read and answered is kept. Withdrawing again changes nothing."""
    enrolment = locked(enrolment_id)
    if enrolment.state != S.WITHDRAWN:
        ENROLMENT.apply("withdraw", enrolment, by=by, reason=reason)
    return enrolment


def require_begun(run: CourseRun) -> None:
    """Refuse before the first day of lessons."""
    if run.starts_on and clock.today() < run.starts_on:
        raise WrongState(_("This class begins on {day}.").format(day=ngay(run.starts_on)))


@transaction.atomic
def open_lesson(enrolment_id: int, key: UUID, *, by: Actor) -> None:
    """Remember that the lesson was opened, and where "continue" leads. 404 for a lesson that is not in the version."""
    enrolment = Enrolment.objects.select_related("person", "run").get(pk=enrolment_id)
    require(is_enrolled_person(by, enrolment))
    require_begun(enrolment.run)
    place = VersionLesson.objects.filter(version=enrolment.version_id, lesson__key=key).first()
    if place is None:
        raise Unknown
    line = LessonProgress(enrolment=enrolment, key=key, lesson_id=place.lesson_id)
    LessonProgress.objects.bulk_create([line], ignore_conflicts=True)  # two tabs: one_progress_per_lesson decides
    Enrolment.objects.filter(pk=enrolment_id).update(last_lesson=key, seen_at=clock.now())


@transaction.atomic
def open_first(enrolment: Enrolment, lesson_id: int, key: UUID, *, by: Actor) -> None:
    """`open_lesson` for a lesson that the outline of this enrolment has just shown: nothing is read again, since
    neither the person, the class nor the version's lessons change."""
    require(is_enrolled_person(by, enrolment))
    require_begun(enrolment.run)
    line = LessonProgress(enrolment=enrolment, key=key, lesson_id=lesson_id)
    LessonProgress.objects.bulk_create([line], ignore_conflicts=True)  # two tabs: one_progress_per_lesson decides
    turn_to(enrolment, key, by=by)


def turn_to(enrolment: Enrolment, key: UUID, *, by: Actor) -> None:
    """Remember where "continue" leads, for a lesson of the version that was opened before: one statement."""
    require(is_enrolled_person(by, enrolment))
    Enrolment.objects.filter(pk=enrolment.pk).update(last_lesson=key, seen_at=clock.now())


@transaction.atomic
def finish_lesson(enrolment_id: int, key: UUID, *, by: Actor) -> LessonProgress:
    """The learner says that they have read it. Saying it again changes nothing; it may complete the course."""
    enrolment = locked(enrolment_id)
    require(is_enrolled_person(by, enrolment))
    if enrolment.state == S.WITHDRAWN:
        raise WrongState(_("You have withdrawn from this class. Come back to it to continue."))
    open_lesson(enrolment_id, key, by=by)
    progress = LessonProgress.objects.get(enrolment=enrolment, key=key)
    if progress.finished_at is None:
        progress.finished_at = clock.now()
        progress.save(update_fields=["finished_at"])
        complete_if_met(enrolment)
    return progress


@transaction.atomic
def record_result(
    enrolment_id: int, item_key: str, *, percent: Decimal, passed: bool, evidence: str, by: Actor
) -> ItemResult:
    """A result in something the version contains. The same evidence is recorded once; it may complete the course."""
    enrolment = locked(enrolment_id)
    require(is_enrolled_person(by, enrolment))
    if not 0 <= percent <= 100:
        raise BadInput(_("A result is between 0 and 100 percent."))
    result = ItemResult.objects.filter(enrolment=enrolment, evidence=evidence).first()
    if result is None:
        result = ItemResult.objects.create(
            enrolment=enrolment, item_key=item_key, percent=percent, passed=passed, evidence=evidence
        )
        audit.record("record_result", result, by=by)
        complete_if_met(enrolment)
    return result


def complete_if_met(enrolment: Enrolment) -> None:
    """Store the completion once the class's rule is met; the caller holds the lock on the enrolment."""
    if enrolment.state != S.ENROLLED:
        return
    met = completing.evidence_of(enrolment)
    if met is None:
        return
    completion = Completion.objects.create(
        enrolment=enrolment, rule=enrolment.run.rule, evidence=met.evidence, percent=met.percent
    )
    audit.record("complete", completion, by=SYSTEM)
    ENROLMENT.apply("complete", enrolment, by=SYSTEM)
    announce(CourseCompleted(enrolment.pk))
