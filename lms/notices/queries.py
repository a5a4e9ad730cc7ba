"""Looking at notices."""

from django.db.models import QuerySet

from lms.kernel.actors import Actor
from lms.notices.models import Notice
from lms.notices.states import MailState
from lms.people.models import Person
from lms.people.queries import is_administrator, is_officer, same_person


def notices_of(person: Person) -> QuerySet[Notice]:
    """What this person was told, the newest first."""
    return Notice.objects.filter(person__in=same_person(person)).order_by("-at", "-pk")


def unread(person: Person) -> int:
    """How many of them they have not opened."""
    return notices_of(person).filter(read_at=None).count()


def undelivered(by: Actor) -> QuerySet[Notice]:
    """Mail that could not be sent after every try, for those who keep the programme."""
    failed = Notice.objects.filter(mail_state=MailState.FAILED).select_related("person")
    return failed.order_by("-at") if is_officer(by) or is_administrator(by) else failed.none()
