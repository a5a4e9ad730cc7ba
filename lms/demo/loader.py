"""Lays the whole demonstration, through the actions and under a moved clock, from the day of loading backwards."""

from datetime import datetime, timedelta

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from certificates.models import Certificate
from courses.catalog.models import Course
from courses.learning.models import Enrolment
from lms.demo import accounts
from lms.demo.courses import lay_branches, lay_class_for_rosters, lay_courses, lay_runs
from lms.demo.learners import lay_learners
from lms.demo.nominations import lay_nominations
from lms.demo.people import lay_people
from lms.demo.targets import lay_plans
from lms.kernel import audit, clock, frozen
from lms.kernel.actors import SYSTEM
from lms.nominations.models import Nomination
from lms.people.models import Organisation, Person


def is_empty() -> bool:
    """Whether this installation holds nobody yet."""
    return not Person.objects.exists()


def empty() -> None:
    """Take everything away (embedded default only): the triggers are lifted, every table is emptied."""
    with frozen.lifted():
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        kept = {"django_migrations", "django_content_type", "auth_permission"}
        emptied = [table for table in tables if table not in kept]
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), emptied, allow_cascade=True))
    call_command("migrate", verbosity=0)
    accounts.forget()


LENGTH = timedelta(days=70)  # from the first morning of the story to the day of loading
KNOWN_BEFORE = timedelta(days=80)  # people are known this long before: nominations take their time


def _begins() -> datetime:
    """The first morning of the story: kept from the first laying, so that a second one tells the same story."""
    first = Organisation.objects.filter(demo=True).order_by("pk").first()
    if first is None:
        return clock.at(clock.today() - LENGTH)
    entry = apps.get_model("kernel", "Entry").objects.filter(kind="people.organisation", object_id=str(first.pk))
    begun: datetime = entry.earliest("pk").at
    return begun + KNOWN_BEFORE


def lay() -> dict[str, int]:
    """Lay what is missing; returns what there is, by name."""
    begins = _begins()

    def day(number: int) -> datetime:
        return begins + timedelta(days=number)

    with clock.moved_to(begins - KNOWN_BEFORE):
        people = lay_people()
    with clock.moved_to(day(1)):
        lay_plans(by=SYSTEM)
    with clock.moved_to(day(7)):
        branches = lay_branches(by=SYSTEM)
    with clock.moved_to(day(14)):
        lay_courses(branches, by=SYSTEM)
    with clock.moved_to(day(21)):
        runs = lay_runs(clock.today(), by=SYSTEM)
    lay_learners(runs, people, begins)
    with clock.moved_to(day(68)):
        lay_class_for_rosters(runs["5S-101"].course_id, clock.today(), by=SYSTEM)
    known_since = clock.local(begins - KNOWN_BEFORE).date() + timedelta(days=2)
    lay_nominations(people, clock.local(begins + LENGTH).date(), known_since)
    while audit.seal():
        pass
    with transaction.atomic():
        return {
            "persons": Person.objects.count(),
            "courses": Course.objects.count(),
            "enrolments": Enrolment.objects.count(),
            "certificates": Certificate.objects.count(),
            "nominations": Nomination.objects.count(),
        }
