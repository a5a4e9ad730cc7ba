"""Looking at an organisation's people: enrolment and completion, never answers or marks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from courses.catalog.models import VersionLesson
from courses.learning.models import Enrolment, LessonProgress
from courses.learning.states import EnrolmentState
from lms.kernel import clock
from lms.kernel.names import fold
from lms.people.models import Membership, Organisation, Person, Role
from lms.people.queries import is_auditor, is_officer, managed_organisations, memberships_in, named

FILTERS = ("", "learning", "completed", "none")


def visible_to(person: Person) -> QuerySet[Organisation]:
    """Managers see theirs; officers and auditors see all. Each with its `name` of today."""
    today = clock.today()
    everywhere = is_officer(person) or is_auditor(person)
    found = Organisation.objects.all() if everywhere else managed_organisations(person, on=today)
    return named(found, today).order_by("code")


def people_of(organisation: Organisation, words: str = "", state: str = "") -> QuerySet[Membership]:
    """Who works there today and whose name holds every word; `state` is one of FILTERS."""
    found = memberships_in(organisation, on=clock.today())
    for word in fold(words).split():
        found = found.filter(person__folded__contains=word)
    held = Enrolment.objects.filter(person=OuterRef("person"))
    if state == "learning":
        return found.filter(Exists(held.filter(state=EnrolmentState.ENROLLED)))
    if state == "completed":
        return found.filter(Exists(held.filter(state=EnrolmentState.COMPLETED)))
    if state == "none":
        return found.filter(~Exists(held.exclude(state=EnrolmentState.WITHDRAWN)))
    return found


@dataclass
class Learner:
    """One of the organisation's people with the class they are in and how many courses they completed."""

    membership: Membership
    current: Enrolment | None = None
    done: int = 0
    of: int = 0
    completed: list[Enrolment] = field(default_factory=list)


def learners(memberships: Sequence[Membership]) -> list[Learner]:
    """What each of them learns: in one query, however many there are."""
    found = {each.person_id: Learner(each) for each in memberships}
    rows = Enrolment.objects.filter(person__in=list(found)).exclude(state=EnrolmentState.WITHDRAWN)
    read = LessonProgress.objects.filter(enrolment=OuterRef("pk"), finished_at__isnull=False)
    lessons = VersionLesson.objects.filter(version=OuterRef("version"))
    rows = rows.annotate(read=_number(read, "enrolment"), lessons=_number(lessons, "version"))
    for enrolment in rows.select_related("run__course", "version").defer("version__source", "version__folded"):
        learner = found[enrolment.person_id]
        if enrolment.state == EnrolmentState.COMPLETED:
            learner.completed.append(enrolment)
        elif learner.current is None or enrolment.enrolled_at > learner.current.enrolled_at:
            learner.current, learner.done, learner.of = enrolment, enrolment.read, enrolment.lessons
    return list(found.values())


def _number(rows: QuerySet[Any], of: str) -> Coalesce:
    """How many of them each row of the outer query has."""
    counted = rows.order_by().values(of).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def with_cards(organisation: Organisation, *, waiting: bool = False) -> QuerySet[Membership]:
    """Who works there today and signs in with a card, since they have no address; `waiting`: and never did yet.

    Who holds or held a role gets no card: whoever prints it could sign in with it.
    """
    found = memberships_in(organisation, on=clock.today()).filter(
        Q(person__user__email=None) | Q(person__user__email="")
    )
    found = found.exclude(Exists(Role.objects.filter(person=OuterRef("person"))))
    return found.filter(person__user__last_login=None) if waiting else found
