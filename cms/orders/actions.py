"""Asking for a release, carrying it out, taking it back; and what a release does with those who are learning."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.models import CoursePage
from cms.orders import queries
from cms.orders.events import ReleaseEnded
from cms.orders.models import ReleaseOrder
from cms.orders.queries import LEARNERS, RELEASE
from cms.orders.rules import may_ask_release
from cms.orders.states import ORDER, OrderState
from cms.release import checking
from cms.release.drafting import Changed, branch_of, release
from cms.release.planning import plan
from courses.catalog.actions import Terms
from courses.catalog.models import CourseVersion
from courses.catalog.states import ForLearners
from courses.learning import prospects, versions
from courses.quizzes import queries as quizzes
from lms.kernel import clock, jobs
from lms.kernel.actors import SYSTEM, Actor
from lms.kernel.errors import BadInput, Refused, require
from lms.kernel.events import announce
from lms.people.queries import person_with

LONG = 20  # lessons: a course with more is released by the worker, and its page shows the progress
_EVERY = 10  # learners between two words about the progress


@dataclass(frozen=True)
class Wish:
    """What is asked for: `seen` is the digest of the plan that was looked at, `at` not before which moment."""

    seen: str
    note: str = ""
    for_learners: str = ForLearners.STAY
    successions: Mapping[UUID, UUID] = field(default_factory=dict)
    at: datetime | None = None


def _order(page: CoursePage, wish: Wish, by: Actor) -> ReleaseOrder:
    return ReleaseOrder(
        page_number=page.pk,
        code=page.code,
        branch=branch_of(page),
        note=wish.note,
        for_learners=wish.for_learners,
        successions={str(old): str(new) for old, new in wish.successions.items()},
        seen=wish.seen,
        at=wish.at,
        by_id=by.pk,
    )


@transaction.atomic
def ask(page_id: int, wish: Wish, *, by: Actor) -> ReleaseOrder:
    """Ask for the release of a course as it was seen. While one is asked for already, that one is returned.

    Raises Changed where the pages are no longer what was seen, BadInput for what stands in the way of a release.
    """
    page = CoursePage.objects.select_for_update(of=("self",)).get(pk=page_id)
    order = _order(page, wish, by)
    require(may_ask_release(by, order))
    there = queries.live(page.pk)
    if there:
        return there
    if wish.for_learners not in ForLearners.values:
        raise BadInput
    if wish.at and wish.at <= clock.now():
        raise BadInput(_("The time of the release has passed. Choose a later one."))
    now = plan(page)
    if now.digest != wish.seen:
        raise Changed
    checking.require_releasable(now)
    try:
        with transaction.atomic():
            return ORDER.begin(order, by=by, verb="ask_release")
    except IntegrityError:  # one_live_release decides between two who ask at once
        return ReleaseOrder.objects.get(page_number=page.pk, state__in=(OrderState.WAITING, OrderState.RUNNING))


def hand_on(order: ReleaseOrder, lessons: int) -> ReleaseOrder:
    """Do at once what is short; long releases go to the worker; what has a time waits for it."""
    if order.state != OrderState.WAITING or order.at:
        return order
    if lessons > LONG:
        jobs.ask(RELEASE, order.pk, asked_by=order.by_id)
        return order
    return carry_out(order.pk)


def _locked(order_id: int) -> ReleaseOrder:
    return ReleaseOrder.objects.select_for_update(of=("self",)).select_related("branch").get(pk=order_id)


@transaction.atomic
def cancel(order_id: int, *, by: Actor) -> ReleaseOrder:
    """Take back a release that waits for its time. Taking it back again changes nothing."""
    order = _locked(order_id)
    if order.state != OrderState.CANCELLED:
        ORDER.apply("cancel", order, by=by)
    return order


def carry_out(order_id: int) -> ReleaseOrder:
    """Release what was asked for, as it was seen, or say why not. May run twice, and releases once."""
    with transaction.atomic():
        order = _locked(order_id)
        if order.state == OrderState.WAITING and not (order.at and order.at > clock.now()):
            ORDER.apply("begin", order, by=SYSTEM)
    if order.state != OrderState.RUNNING:
        return order
    by = person_with(order.by_id) if order.by_id else SYSTEM
    with override(getattr(by, "language", "vi")):
        try:
            return _release(order_id, by)
        except Refused as refused:
            return _refuse(order_id, str(refused))


@transaction.atomic
def _release(order_id: int, by: Actor) -> ReleaseOrder:
    order = _locked(order_id)
    if order.state != OrderState.RUNNING:  # another worker was quicker
        return order
    page = CoursePage.objects.filter(pk=order.page_number).first()
    if page is None:
        raise BadInput(_("The page of this course is no longer there."))
    checking.require_releasable(plan(page))
    successions = {UUID(old): UUID(new) for old, new in order.successions.items()}
    before = CourseVersion.objects.filter(course__code=page.code).count()
    version = release(page.pk, by=by, terms=Terms(order.note, order.for_learners, successions), seen=order.seen)
    made = CourseVersion.objects.filter(course__code=page.code).count() > before
    said = "" if made else _("Nothing has changed since version %(n)s: no new version.") % {"n": version.number}
    ORDER.apply("finish", order, by=SYSTEM, version=version, said=said)
    if made and order.for_learners != ForLearners.STAY:
        jobs.ask(LEARNERS, order.pk, asked_by=order.by_id)
    announce(ReleaseEnded(order.pk))
    return order


@transaction.atomic
def _refuse(order_id: int, said: str) -> ReleaseOrder:
    order = _locked(order_id)
    if order.state in (OrderState.WAITING, OrderState.RUNNING):
        ORDER.apply("refuse", order, by=SYSTEM, said=said)
        announce(ReleaseEnded(order.pk))
    return order


def release_due() -> int:
    """Hand every release whose time has come to the worker. Returns how many there are."""
    ids = queries.due()
    for pk in ids:
        jobs.ask(RELEASE, pk)
    return len(ids)


def tell_learners(order_id: int, progress: Callable[[int, int], None]) -> dict[str, Any]:
    """Move those under way to the released version, or offer it to them, as was asked; each in its own transaction.

    Who sits a quiz that the version no longer holds is offered it instead of being moved. May run twice. Returns
    {"left": [{"enrolment": id, "says": sentence}]}: those for whom neither was possible.
    """
    order = ReleaseOrder.objects.select_related("version").get(pk=order_id)
    version = order.version
    if version is None or order.for_learners == ForLearners.STAY:
        return {}
    by = person_with(order.by_id) if order.by_id else SYSTEM
    ids = list(prospects.movable(version.course_id, version.number).values_list("pk", flat=True))
    held, sitting = prospects.target_of(version).quizzes, quizzes.being_sat(ids)
    left = []
    for done, pk in enumerate(ids, start=1):
        moves = order.for_learners == ForLearners.MOVE and sitting.get(pk, set()) <= held
        try:
            (versions.move_to_version if moves else versions.offer_version)(pk, version.pk, by=by)
        except Refused as refused:
            left.append({"enrolment": pk, "says": str(refused)})
        if done % _EVERY == 0 or done == len(ids):
            progress(done, len(ids))
    return {"left": left}
