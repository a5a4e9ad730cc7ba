"""Looking at releases that were asked for."""

from cms.orders.models import ReleaseOrder
from cms.orders.states import LIVE, OrderState
from courses.learning.models import VersionMove, VersionOffer
from lms.kernel import clock, jobs
from lms.kernel.models import Job

RELEASE = jobs.Kind("cms.release")
LEARNERS = jobs.Kind("cms.learners")


def live(page_id: int) -> ReleaseOrder | None:
    """The order of this page that waits or runs."""
    return ReleaseOrder.objects.filter(page_number=page_id, state__in=LIVE).select_related("branch").first()


def last(page_id: int) -> ReleaseOrder | None:
    """The order of this page that was asked for last, live or not."""
    orders = ReleaseOrder.objects.filter(page_number=page_id).select_related("branch", "version")
    return orders.defer("version__source", "version__folded").order_by("-pk").first()


def due() -> list[int]:
    """The orders whose time has come, the earliest first."""
    waiting = ReleaseOrder.objects.filter(state=OrderState.WAITING).exclude(at__gt=clock.now())
    running = ReleaseOrder.objects.filter(state=OrderState.RUNNING)
    return list((waiting | running).order_by("at", "pk").values_list("pk", flat=True))


def job_of(order: ReleaseOrder) -> Job | None:
    """The newest work on an order: the release itself, or what becomes of learners."""
    kinds = [RELEASE.name, LEARNERS.name]
    return Job.objects.filter(kind__in=kinds, key=str(order.pk)).order_by("-pk").first()


def learners_of(order: ReleaseOrder) -> dict[str, int]:
    """How many learners were moved to the version of an order and how many were offered it."""
    return {
        "moved": VersionMove.objects.filter(after=order.version_id).count(),
        "offered": VersionOffer.objects.filter(version=order.version_id).count(),
    }
