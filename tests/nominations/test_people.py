"""Who acts on a nomination: managers, employees, merged records, officers of the same house."""

from datetime import timedelta

import pytest

from lms.kernel import clock
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import NotAllowed, Unknown, WrongState
from lms.kernel.models import Entry
from lms.nominations import actions, guards, papers, programmes, queries
from lms.nominations.states import NominationState
from lms.people import actions as people
from lms.people.models import Person
from tests.factories import a_nomination, a_programme, an_employee, with_role
from tests.nominations.conftest import a_house, letter, refused

pytestmark = pytest.mark.django_db


def test_a_manager_nominates_an_employee(house):
    programme = a_programme()

    nomination = actions.draft(programme.pk, by=house.manager, nominee=house.employee)
    assert (nomination.state, nomination.opened_by, nomination.due_on) == (
        "draft",
        house.manager,
        programme.city_closing,
    )
    for kind in ("biodata", "employer_endorsement", "consent"):
        assert kind in guards.missing(nomination)
        refused(WrongState, lambda: actions.move(nomination.pk, "endorse", by=house.manager))
        papers.keep(nomination.pk, kind, "a.pdf", b"%PDF-1.4", by=house.manager)
    endorsed = actions.move(nomination.pk, "endorse", by=house.manager)

    assert endorsed.state == NominationState.SCREENING


def test_a_manager_confirms_what_the_employee_began_once_it_was_sent(house):
    programme = a_programme(documents=["biodata"])
    nomination = actions.draft(programme.pk, by=house.employee)
    papers.keep(nomination.pk, "biodata", "a.pdf", b"%PDF-1.4", by=house.employee)
    actions.consent(nomination.pk, by=house.employee)
    for verb in ("endorse", "withdraw"):
        refused(NotAllowed, lambda v=verb: actions.move(nomination.pk, v, by=house.manager, reason="x"))
    refused(NotAllowed, lambda: papers.keep(nomination.pk, "other", "a.pdf", b"%PDF-1.4", by=house.manager))
    assert not queries.visible_to(house.manager).exists()

    actions.move(nomination.pk, "submit", by=house.employee)
    assert queries.to_endorse(house.manager).get() == nomination
    actions.move(nomination.pk, "return", by=house.manager, reason="Thiếu ngày")
    actions.move(nomination.pk, "revise", by=house.employee)
    refused(NotAllowed, lambda: actions.move(nomination.pk, "endorse", by=house.manager))
    assert queries.visible_to(house.manager).get() == nomination
    actions.move(nomination.pk, "submit", by=house.employee)

    assert actions.move(nomination.pk, "endorse", by=house.manager).state == "screening"
    assert actions.move(nomination.pk, "endorse", by=house.manager).state == "screening"  # a second click


def merged(person, into):
    Person.objects.filter(pk=person.pk).update(merged_into=into)
    person.refresh_from_db()


def test_nobody_nominates_themselves_under_any_id(house):
    boss = house.manager
    people.join_organisation(boss.pk, house.organisation.pk, by=SYSTEM)
    programme = a_programme(documents=[])
    nomination = actions.draft(programme.pk, by=boss)
    actions.consent(nomination.pk, by=boss)
    actions.move(nomination.pk, "submit", by=boss)
    refused(NotAllowed, lambda: actions.move(nomination.pk, "endorse", by=boss))

    twin = an_employee(house.organisation)
    people.give_role(twin.pk, "manager", by=SYSTEM, organisation_id=house.organisation.pk)
    root = an_employee(house.organisation)
    merged(twin, root)
    merged(boss, root)
    refused(NotAllowed, lambda: actions.move(nomination.pk, "endorse", by=Person.objects.get(pk=twin.pk)))

    second = with_role("manager", organisation_id=house.organisation.pk)
    assert actions.move(nomination.pk, "endorse", by=second).state == "screening"


def test_a_merged_person_acts_on_their_file_from_either_record(house):
    nomination = a_nomination("selected", manager=house.manager)
    root = an_employee(house.organisation)
    merged(nomination.nominee, root)

    assert queries.of_person(root).get() == nomination
    assert actions.move(nomination.pk, "confirm", by=root).state == "confirmed"
    assert actions.draft(nomination.programme_id, by=root) == nomination


def test_an_officer_decides_on_no_file_of_their_own(house):
    nomination = a_nomination("sent", manager=house.manager)
    people.give_role(nomination.nominee_id, "officer", by=SYSTEM)
    nominee = Person.objects.get(pk=nomination.nominee_id)

    refused(NotAllowed, lambda: actions.move(nomination.pk, "pass_on", by=nominee, letter=letter()))


def test_an_officer_who_only_manages_the_organisation_screens_none_of_its_files(house):
    nomination = a_nomination("screening", manager=house.manager)
    people.give_role(house.manager.pk, "officer", by=SYSTEM)

    refused(NotAllowed, lambda: actions.move(nomination.pk, "accept", by=Person.objects.get(pk=house.manager.pk)))


def test_who_is_put_forward_works_there(house):
    other, programme = a_house(), a_programme()
    learner = with_role("trainer")

    refused(NotAllowed, lambda: actions.draft(programme.pk, by=other.manager, nominee=house.employee,
                                              organisation=house.organisation))  # fmt: skip
    refused(Unknown, lambda: actions.draft(programme.pk, by=other.manager, nominee=house.employee,
                                           organisation=other.organisation))  # fmt: skip
    refused(Unknown, lambda: actions.draft(programme.pk, by=house.employee, organisation=other.organisation))
    refused(WrongState, lambda: actions.draft(programme.pk, by=learner))
    refused(Unknown, lambda: actions.draft(programme.pk, by=SYSTEM))


def test_a_file_that_may_not_be_seen_is_not_handed_out(house):
    programme, other = a_programme(), a_house()
    people.join_organisation(house.employee.pk, other.organisation.pk, by=SYSTEM)
    mine = actions.draft(programme.pk, by=house.employee, organisation=house.organisation)

    for place in (house, other):
        given = {"nominee": house.employee, "organisation": place.organisation}
        refused(WrongState, lambda p=place, g=given: actions.draft(programme.pk, by=p.manager, **g))
    assert actions.draft(programme.pk, by=house.employee) == mine


def test_who_came_too_late_begins_anew_after_an_extension_and_the_old_file_stays(house, officer):
    old = a_nomination("overdue", manager=house.manager)
    programme = old.programme
    with clock.moved_to(clock.at(programme.city_closing + timedelta(1), 12)):
        day = {"city_closing": programme.city_closing + timedelta(5)}
        programmes.move(programme.pk, "extend", by=officer, reason="PN 1", letter=letter(), dates=day)
        new = actions.draft(programme.pk, by=house.manager, nominee=old.nominee)

        refused(WrongState, lambda: actions.move(old.pk, "readmit", by=officer, reason="x", letter=letter()))
        actions.move(new.pk, "withdraw", by=old.nominee, reason="Bận")
        assert actions.move(old.pk, "readmit", by=officer, reason="x", letter=letter()).state == "screening"


@pytest.mark.parametrize("state", ["ineligible", "not_nominated", "not_selected"])
def test_who_was_turned_down_is_found_and_not_put_forward_again(state):
    nomination = a_nomination(state)
    by = nomination.opened_by

    assert actions.draft(nomination.programme_id, by=by, nominee=nomination.nominee) == nomination


def test_a_late_file_is_taken_only_until_the_list_has_gone(officer):
    nomination = a_nomination("overdue")
    with clock.moved_to(clock.at(nomination.programme.national_closing + timedelta(1), 0)):
        refused(WrongState, lambda: actions.move(nomination.pk, "readmit", by=officer, reason="x", letter=letter()))
    with clock.moved_to(clock.at(nomination.programme.national_closing, 23, 59)):
        assert actions.move(nomination.pk, "readmit", by=officer, reason="x", letter=letter()).state == "screening"


def test_only_the_nominee_consents_and_once(house):
    nomination = actions.draft(a_programme().pk, by=house.manager, nominee=house.employee)
    for by in (house.manager, with_role("officer")):
        refused(NotAllowed, lambda by=by: actions.consent(nomination.pk, by=by))

    first = actions.consent(nomination.pk, by=house.employee).consented_at
    entries = Entry.objects.count()

    assert actions.consent(nomination.pk, by=house.employee).consented_at == first
    assert Entry.objects.count() == entries


def test_nothing_is_found_eligible_without_its_papers(house, officer):
    programme = a_programme(documents=["biodata", "country_paper", "visa_support"])
    nomination = actions.draft(programme.pk, by=house.manager, nominee=house.employee)
    papers.keep(nomination.pk, "biodata", "a.pdf", b"%PDF-1.4", by=house.employee)
    actions.consent(nomination.pk, by=house.employee)
    actions.move(nomination.pk, "endorse", by=house.manager)

    refused(WrongState, lambda: actions.move(nomination.pk, "accept", by=officer))
    papers.keep(nomination.pk, "country_paper", "b.pdf", b"%PDF-1.4", by=house.employee)

    assert actions.move(nomination.pk, "accept", by=officer).state == "ranking"  # the visa comes after the selection
