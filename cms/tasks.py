"""The work that pages and versions ask for, and the nightly look at live pages."""

from typing import Any

from celery import shared_task
from django.core.management import call_command

from cms import drift as drift  # declares what `audit verify` also proves
from cms import groups
from cms.orders import actions as orders
from cms.orders.queries import LEARNERS, RELEASE
from cms.versions import standing
from cms.versions.rerendering import RERENDER, rerender
from cms.versions.standing import LOOK
from courses.catalog import queries as catalog
from lms.kernel import jobs
from lms.kernel.actors import SYSTEM
from lms.kernel.jobs import work
from lms.kernel.models import Job


@shared_task(name="cms.publish_scheduled")
def publish_scheduled() -> None:
    """Each minute: publish and take down what editors have set a time for. Run twice, the second finds nothing."""
    call_command("publish_scheduled", verbosity=0)


@work(RERENDER)
def render_anew(job: Job) -> dict[str, Any]:
    """Make the HTML of the present renderer for what was released before."""
    course = catalog.course_by_code(job.key) if job.key else None
    made = rerender(course, by=SYSTEM, told=lambda done, of: jobs.progress(job, done, of))
    return {"rendered": made.rendered, "same": made.same, "skipped": made.skipped}


@work(LOOK)
def look(job: Job) -> dict[str, Any]:
    """Compare the live pages of one course with its current version."""
    course = catalog.course_by_code(job.key)
    return {"differs": bool(course and standing.check(course))}


@shared_task(name="cms.look_at_live_pages")
def look_at_live_pages() -> int:
    """At night: every released course. Returns how many differ."""
    return standing.check_all()


@work(RELEASE)
def release(job: Job) -> dict[str, Any]:
    """Carry out a release that was asked for."""
    order = orders.carry_out(int(job.key))
    return {"state": order.state}


@work(LEARNERS)
def tell_learners(job: Job) -> dict[str, Any]:
    """Move those who are learning to a released version, or offer it to them."""
    return orders.tell_learners(int(job.key), lambda done, of: jobs.progress(job, done, of))


@shared_task(name="cms.release_due")
def release_due() -> int:
    """Every minute: releases whose time has come. Returns how many."""
    return orders.release_due()


@shared_task(name="cms.mirror_roles")
def mirror_roles() -> None:
    """At night: Wagtail's groups are what the roles of the new day ask for, since roles begin and end by date."""
    groups.mirror_all()
