"""Who is told of a nomination, and who is not."""

import pytest

from lms.kernel import clock
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import WrongState
from lms.nominations import actions, clocks
from lms.notices.models import Notice
from lms.people import actions as people
from tests.factories import a_nomination, a_programme
from tests.nominations.conftest import letter

pytestmark = pytest.mark.django_db


def told(person):
    return Notice.objects.filter(person=person, about__startswith="nomination:").count()


def test_an_employees_own_draft_is_told_to_nobody_else(house):
    programme = a_programme()
    nomination = actions.draft(programme.pk, by=house.employee)
    house.employee.user.emailaddress_set.all().delete()
    type(house.employee.user).objects.filter(pk=house.employee.user.pk).update(email=None, code="HP23456789")
    told_before = Notice.objects.filter(person=house.manager).count()

    for days in (3, 0, -1):
        with clock.moved_to(clock.at(programme.city_closing.fromordinal(programme.city_closing.toordinal() - days))):
            clocks.tick()
    nomination.refresh_from_db()

    assert nomination.state == "overdue"
    assert told(house.employee) == 3
    assert Notice.objects.filter(person=house.manager).count() == told_before


def test_the_manager_is_told_of_a_file_that_was_sent(house, officer):
    nomination = a_nomination("screening", manager=house.manager)
    before = told(house.manager)

    actions.move(nomination.pk, "reject", by=officer, reason="Chưa đủ kinh nghiệm")
    actions.move(nomination.pk, "reconsider", by=officer, reason="Đã bổ sung")

    assert told(house.manager) == before + 1
    assert told(nomination.nominee) == 3


def test_who_has_left_is_not_nominated_by_the_old_employer(house):
    nomination = a_nomination("awaiting_endorsement", manager=house.manager)
    membership = nomination.nominee.memberships.get()
    yesterday = clock.today().fromordinal(clock.today().toordinal() - 1)
    people.leave_organisation(membership.pk, by=SYSTEM, last_day=yesterday)

    with pytest.raises(WrongState):
        actions.move(nomination.pk, "endorse", by=house.manager)


def test_a_late_file_needs_the_organisations_letter(house, officer):
    programme = a_programme()
    nomination = actions.draft(programme.pk, by=house.employee)
    with clock.moved_to(clock.at(programme.city_closing.fromordinal(programme.city_closing.toordinal() + 1))):
        clocks.tick()

        with pytest.raises(WrongState):
            actions.move(nomination.pk, "readmit", by=officer, reason="Muộn", letter=letter())
