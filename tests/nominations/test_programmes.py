"""Programmes: announced once and whole, moved by officers, new dates, cancellation; who may look at what."""

from datetime import timedelta

import pytest
from django.db import transaction

from lms.kernel import clock
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput, NotAllowed, Unknown, WrongState
from lms.kernel.models import Entry
from lms.nominations import actions, auditing, clocks, programmes, queries
from lms.nominations.models import Nomination, Programme, ProgrammeMove
from lms.people import actions as people
from tests.factories import NOMINATION_ROUTES, a_nomination, a_programme, an_employee, with_role
from tests.nominations.conftest import a_house, letter

pytestmark = pytest.mark.django_db


def facts(**changed):
    day = clock.today()
    return {
        "kind": "TRC",
        "mode": "face_to_face",
        "title_vi": "Khóa đào tạo",
        "issued_on": day,
        "opens_on": day,
        "city_closing": day + timedelta(10),
        "national_closing": day + timedelta(20),
        "apo_closing": day + timedelta(30),
        "starts_on": day + timedelta(40),
        "ends_on": day + timedelta(45),
        **changed,
    }


def trace():
    rows = list(Programme.objects.order_by("pk").values_list("pk", "state", "city_closing", "quota"))
    return rows, ProgrammeMove.objects.count(), Entry.objects.count()


def refused(error, call):
    before = trace()
    with pytest.raises(error), transaction.atomic():
        call()
    assert trace() == before


def in_days(number):
    return clock.today() + timedelta(number)


def test_a_notification_is_announced_once(officer):
    first, second = (programmes.announce("27-CP-01-GE-TRC-A", by=officer, **facts()) for _each in range(2))

    assert first == second
    assert (first.state, ProgrammeMove.objects.count()) == ("announced", 1)


@pytest.mark.parametrize("kind", ["manager", "leadership", "auditor", "trainer"])
def test_only_an_officer_announces_moves_and_corrects(kind):
    programme = a_programme()
    place = {"organisation_id": a_house().organisation.pk} if kind == "manager" else {}
    by = with_role(kind, **place)

    refused(NotAllowed, lambda: programmes.announce("27-CP-99-GE-TRC-A", by=by, **facts()))
    refused(NotAllowed, lambda: programmes.correct(programme.pk, by=by, quota=9))
    refused(NotAllowed, lambda: programmes.move(programme.pk, "cancel", by=by, reason="x", letter=letter()))


@pytest.mark.parametrize(
    "code", ["27-CP-01-GE-TRC", "27-CP-1-GE-TRC-A", "27-cp-01-ge-trc-a", "27-CP-01-GE-TRC-A\n", ""]
)
def test_what_is_no_code_is_refused(code, officer):
    refused(BadInput, lambda: programmes.announce(code, by=officer, **facts()))


@pytest.mark.parametrize(
    "wrong",
    [
        {"city_closing": None},
        {"national_closing": None},
        {"apo_closing": None},
        {"city_closing": 20},
        {"national_closing": 30},
        {"apo_closing": 40},
        {"starts_on": 46},
        {"opens_on": 11},
        {"documents": ["biodata", "no such paper"]},
        {"mode": "online_self_paced", "apo_closing": None},
    ],
)
def test_days_that_do_not_follow_one_another_are_refused(wrong, officer):
    said = {name: in_days(value) if isinstance(value, int) else value for name, value in wrong.items()}

    refused(BadInput, lambda: programmes.announce("27-CP-01-GE-TRC-A", by=officer, **facts(**said)))


def test_a_self_paced_course_needs_no_deadline(officer):
    none = dict.fromkeys(("city_closing", "national_closing", "apo_closing"))

    programme = programmes.announce("27-SL-01-GE-SEL-A", by=officer, **facts(mode="online_self_paced", **none))

    assert programme.state == "announced"


@pytest.mark.parametrize("state", sorted(set(NOMINATION_ROUTES) - {"cancelled"}))
def test_cancelling_ends_what_is_under_way_and_nothing_else(state, officer):
    nomination = a_nomination(state)
    programme = nomination.programme
    programme.refresh_from_db()
    if programme.state == "running":
        refused(WrongState, lambda: programmes.move(programme.pk, "cancel", by=officer, reason="x", letter=letter()))
        return
    for _twice in range(2):
        programmes.move(programme.pk, "cancel", by=officer, reason="Thiên tai", letter=letter())

    was_over = nomination.ended
    nomination.refresh_from_db()
    assert nomination.state == (state if was_over else "cancelled")
    assert nomination.moves.filter(verb="cancel", actor_id=None).count() == (0 if was_over else 1)
    assert auditing.prove(Programme.objects.all()).faults == []


@pytest.mark.parametrize("verb", ["cancel", "postpone", "no_quota"])
def test_a_notice_is_asked_for_with_reason_and_letter(verb, officer):
    programme = a_programme()

    refused(BadInput, lambda: programmes.move(programme.pk, verb, by=officer, letter=letter()))
    refused(BadInput, lambda: programmes.move(programme.pk, verb, by=officer, reason="PN 1"))
    programmes.move(programme.pk, verb, by=officer, reason="PN 1", letter=letter())

    assert [each.kind for each in programme.letters.all()] == ["notice"]


def test_the_clocks_moves_are_nobodys_and_an_unknown_one_is_unknown(officer):
    programme = a_programme()

    for verb in ("close", "open", "start", "end"):
        refused(NotAllowed, lambda v=verb: programmes.move(programme.pk, v, by=officer))
    refused(Unknown, lambda: programmes.move(programme.pk, "explode", by=officer))


def test_an_extension_needs_a_day_that_has_not_passed_and_gives_who_waits_the_new_one(officer):
    programme = a_programme(documents=[])
    waiting = a_nomination("incomplete", programme=programme)
    Nomination.objects.filter(pk=waiting.pk).update(due_on=programme.national_closing)  # asked near the deadline
    after = programme.city_closing + timedelta(1)
    said = {"by": officer, "reason": "PN 1", "letter": letter()}
    refused(WrongState, lambda: programmes.move(programme.pk, "extend", dates={}, **said))
    with clock.moved_to(clock.at(after)):
        clocks.tick()
        refused(BadInput, lambda: programmes.move(programme.pk, "extend", dates={}, **said))
        late = {"city_closing": programme.national_closing}
        refused(BadInput, lambda: programmes.move(programme.pk, "extend", dates=late, **said))
        moved = programmes.move(programme.pk, "extend", dates={"city_closing": after}, **said)
        waiting.refresh_from_db()

    assert (moved.state, moved.city_closing, waiting.due_on) == ("open", after, after)


def test_new_dates_after_a_postponement_ask_again_who_had_confirmed(officer):
    nomination = a_nomination("confirmed")
    programme = nomination.programme
    begun = a_nomination("draft", programme=a_programme())
    said = {"by": officer, "letter": letter()}
    programmes.move(programme.pk, "postpone", reason="PN 1", **said)
    with clock.moved_to(clock.at(programme.ends_on + timedelta(1))):
        assert clocks.look_at(programme.pk) is False  # it waits for its dates
        refused(BadInput, lambda: programmes.move(programme.pk, "reopen", **said))
        dates = {name: getattr(programme, name) + timedelta(200) for name in programmes.DATES}
        programmes.move(programme.pk, "reopen", dates=dates, **said)
        nomination.refresh_from_db()

        assert (nomination.state, nomination.due_on) == ("selected", clock.today() + timedelta(7))
    assert Nomination.objects.get(pk=begun.pk).state == "draft"


def test_what_was_being_written_is_due_by_the_new_deadline(officer):
    nomination = a_nomination("draft")
    programme = nomination.programme
    dates = {name: getattr(programme, name) + timedelta(200) for name in programmes.DATES}
    programmes.move(programme.pk, "postpone", by=officer, reason="PN 1", letter=letter(), dates=dates)
    programmes.move(programme.pk, "reopen", by=officer, letter=letter())

    nomination.refresh_from_db()
    assert (nomination.state, nomination.due_on) == ("draft", dates["city_closing"])


def test_no_places_ends_the_drafts_but_not_what_was_sent(officer):
    draft = a_nomination("draft")
    programmes.move(draft.programme_id, "no_quota", by=officer, reason="NPO", letter=letter())
    draft.refresh_from_db()
    assert draft.state == "cancelled"

    sent = a_nomination("sent")
    dates = {name: getattr(sent.programme, name) + timedelta(99) for name in programmes.DATES}
    programmes.move(sent.programme_id, "postpone", by=officer, reason="PN", letter=letter(), dates=dates)
    programmes.move(sent.programme_id, "reopen", by=officer, letter=letter())
    refused(WrongState, lambda: programmes.move(sent.programme_id, "no_quota", by=officer, reason="x", letter=letter()))


def test_a_list_is_closed_after_somebody_was_sent_and_answered_after_all_are(officer):
    waiting = a_nomination("ranking")
    with clock.moved_to(clock.at(waiting.programme.city_closing + timedelta(1))):
        clocks.tick()
    refused(WrongState, lambda: programmes.move(waiting.programme_id, "finish_list", by=officer))

    gone = a_nomination("confirmed")
    assert programmes.move(gone.programme_id, "finish_list", by=officer).state == "sent"
    assert programmes.move(gone.programme_id, "answer", by=officer).state == "answered"
    sent = a_nomination("sent")
    programmes.move(sent.programme_id, "finish_list", by=officer)
    refused(WrongState, lambda: programmes.move(sent.programme_id, "answer", by=officer))


def test_a_correction_writes_what_changed_and_moves_no_day_and_no_state(officer):
    programme = a_programme()
    entries = Entry.objects.count()

    said = {"quota": 3, "venue": "Manila", "state": "ended", "starts_on": in_days(1), "code": "x"}
    for _twice in range(2):
        programmes.correct(programme.pk, by=officer, **said)

    after = Programme.objects.get(pk=programme.pk)
    assert (after.quota, after.venue) == (3, "Manila")
    assert (after.state, after.starts_on, after.code) == ("open", programme.starts_on, programme.code)
    assert Entry.objects.count() == entries + 1
    assert set(Entry.objects.order_by("pk").last().fields) == {"quota", "venue"}


def test_places_are_not_cut_below_what_was_given(officer):
    programme = a_programme()
    a_nomination("city_reserve", programme=programme)
    for _each in range(2):
        a_nomination("nominated", programme=programme)

    refused(WrongState, lambda: programmes.correct(programme.pk, by=officer, quota=1))
    refused(WrongState, lambda: programmes.correct(programme.pk, by=officer, alternates=0))
    assert programmes.correct(programme.pk, by=officer, quota=2, alternates=None).alternates is None


def numbers(person):
    return sum(sum(line.counts.values()) for line in queries.board(person))


def test_everybody_sees_what_is_theirs_and_no_more():
    house, other = a_house(), a_house()
    programme = a_programme(quota=None)
    sent = a_nomination("screening", programme=programme, manager=house.manager)
    private = actions.draft(programme.pk, by=house.employee)
    theirs = a_nomination("draft", programme=programme, manager=other.manager)
    laid = actions.draft(programme.pk, by=SYSTEM, nominee=an_employee(house.organisation))

    seen = {
        "officer": with_role("officer"),
        "auditor": with_role("auditor"),
        "manager": house.manager,
        "other": other.manager,
        "nominee": sent.nominee,
        "employee": house.employee,
        "leadership": with_role("leadership"),
        "trainer": with_role("trainer"),
    }
    files = {who: set(queries.visible_to(person)) for who, person in seen.items()}

    assert files == {
        "officer": {sent, private, theirs, laid},
        "auditor": {sent, private, theirs, laid},
        "manager": {sent, laid},
        "other": {theirs},
        "nominee": {sent},
        "employee": {private},
        "leadership": set(),
        "trainer": set(),
    }
    counted = {who: numbers(person) for who, person in seen.items()}
    assert counted == {who: len(found) for who, found in files.items()} | {"leadership": 4}


def test_a_manager_whose_role_ended_sees_nothing_more(house):
    a_nomination("screening", manager=house.manager)
    role = house.manager.roles.get()

    people.end_role(role.pk, by=SYSTEM)

    assert not queries.visible_to(type(house.manager).objects.get(pk=house.manager.pk)).exists()


def test_a_programme_that_is_over_is_shown_to_who_has_a_file_of_it(house, officer):
    nomination = a_nomination("draft", manager=house.manager)
    code = nomination.programme.code
    programmes.move(nomination.programme_id, "cancel", by=officer, reason="x", letter=letter())

    who = (nomination.nominee, house.manager, with_role("leadership"), house.employee)
    assert [queries.programme_visible_to(person, code) is not None for person in who] == [True, True, True, False]
    assert queries.programme_visible_to(officer, "27-XX-00-GE-TRC-Z") is None


@pytest.mark.parametrize("many", [1, 4])
def test_the_board_costs_the_same_for_any_number_of_files(many, officer, django_assert_num_queries):
    for _each in range(many):
        a_nomination("draft")
    queries.may_see_board(officer)  # the roles are read once a request

    with django_assert_num_queries(2):
        assert len(queries.board(officer)) == many
