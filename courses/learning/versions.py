"""Which version of a course a learner is on: moved to a newer one, or offered it and asked.

Never back, never to another course, never after completing or leaving; a class with a fixed version keeps it.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.models import CourseVersion
from courses.learning.actions import complete_if_met, locked
from courses.learning.events import VersionOffered, VersionTaken
from courses.learning.models import Enrolment, LessonProgress, VersionMove, VersionOffer
from courses.learning.prospects import Target, target_of
from courses.learning.rules import is_enrolled_person, may_run_class
from courses.learning.states import EnrolmentState, VersionPolicy
from lms.kernel import audit, clock
from lms.kernel.actors import Actor
from lms.kernel.errors import BadInput, Unknown, WrongState, require
from lms.kernel.events import announce


def _require_ahead(enrolment: Enrolment, version: CourseVersion) -> None:
    """Refuse what no learner may be moved to or offered."""
    if version.course_id != enrolment.run.course_id:
        raise BadInput(_("This version belongs to another course."))
    if enrolment.state == EnrolmentState.COMPLETED:
        raise WrongState(_("Who has completed the course keeps the version it was completed on."))
    if enrolment.state == EnrolmentState.WITHDRAWN:
        raise WrongState(_("Who has left the class is not moved."))
    if enrolment.run.version_policy == VersionPolicy.FIXED:
        raise WrongState(_("This class keeps its version."))
    if version.number < enrolment.version.number:
        raise WrongState(_("Nobody is moved back to an earlier version."))


def _carry(enrolment: Enrolment, target: Target) -> None:
    """What was read under a key that is gone counts for its successor: a new line, with the words that were read."""
    lines = {line.key: line for line in LessonProgress.objects.filter(enrolment=enrolment)}
    for line in list(lines.values()):
        place = target.place(line.key, enrolment.version.number)
        if place is None or place == line.key:
            continue
        there = lines.get(place)
        if there is None:
            lines[place] = LessonProgress.objects.create(
                enrolment=enrolment,
                key=place,
                lesson=line.lesson,
                opened_at=line.opened_at,
                finished_at=line.finished_at,
            )
        elif there.finished_at is None and line.finished_at:
            there.lesson, there.finished_at = line.lesson, line.finished_at
            there.save(update_fields=["lesson", "finished_at"])


def _move(enrolment: Enrolment, version: CourseVersion, by: Actor) -> None:
    """The caller holds the lock on the enrolment and has asked who may."""
    target, before = target_of(version), enrolment.version
    if not target.keys:
        raise WrongState(_("This version has no lessons."))
    _carry(enrolment, target)
    if enrolment.last_lesson:
        enrolment.last_lesson = target.place(enrolment.last_lesson, before.number)
    enrolment.version = version
    enrolment.save(update_fields=["version", "last_lesson"])
    move = VersionMove.objects.create(enrolment=enrolment, before=before, after=version, by_id=by.pk)
    audit.record("change_version", enrolment, by=by, fields=("version",))
    audit.record("change_version", move, by=by)
    complete_if_met(enrolment)


@transaction.atomic
def move_to_version(enrolment_id: int, version_id: int, *, by: Actor) -> Enrolment:
    """Move a learner to a newer version of their course; their progress goes with them, and may complete the course.

    Who is on it already is left alone. Refuses with 409 to move back, who completed or left, and in a fixed class.
    """
    enrolment = locked(enrolment_id)
    require(may_run_class(by, enrolment))
    version = CourseVersion.objects.get(pk=version_id)
    if enrolment.version_id == version.pk:
        return enrolment
    _require_ahead(enrolment, version)
    _move(enrolment, version, by)
    announce(VersionTaken(enrolment.pk, version.pk, asked=False))
    return enrolment


@transaction.atomic
def offer_version(enrolment_id: int, version_id: int, *, by: Actor) -> VersionOffer | None:
    """Offer a learner a newer version. Offering it again changes nothing; None for who is on it already."""
    enrolment = locked(enrolment_id)
    require(may_run_class(by, enrolment))
    version = CourseVersion.objects.get(pk=version_id)
    if enrolment.version_id == version.pk:
        return None
    _require_ahead(enrolment, version)
    offer, fresh = VersionOffer.objects.get_or_create(enrolment=enrolment, version=version)
    if fresh:
        audit.record("offer_version", offer, by=by)
        announce(VersionOffered(offer.pk))
    return offer


@transaction.atomic
def answer_offer(offer_id: int, *, take: bool, by: Actor) -> VersionOffer:
    """The learner takes the offered version, or stays. The same answer again changes nothing; another is refused.

    Raises Unknown for somebody else's offer.
    """
    found = VersionOffer.objects.filter(pk=offer_id).values_list("enrolment_id", flat=True).first()
    if found is None:
        raise Unknown
    enrolment = locked(found)
    if not is_enrolled_person(by, enrolment):
        raise Unknown
    offer = VersionOffer.objects.select_for_update(of=("self",)).select_related("version").get(pk=offer_id)
    if offer.answered_at:
        if offer.taken != take:
            raise WrongState(_("You have answered this offer already."))
        return offer
    if take and enrolment.version_id != offer.version_id:
        _require_ahead(enrolment, offer.version)
        _move(enrolment, offer.version, by)
    offer.answered_at, offer.taken = clock.now(), take
    offer.save(update_fields=["answered_at", "taken"])
    audit.record("answer_offer", offer, by=by, fields=("answered_at", "taken"))
    return offer
