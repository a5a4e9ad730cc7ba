"""Moves of nominations: who may, what they need, what they write; and that a refusal leaves no trace."""

from datetime import timedelta

import pytest
from django.db import transaction

from lms.kernel import clock
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput, NotAllowed, Refused, Unknown, WrongState
from lms.kernel.models import Entry
from lms.nominations import actions, clocks, guards, papers, programmes, queries
from lms.nominations.models import Letter, Nomination, NominationMove, Programme
from lms.nominations.states import NOMINATION, NominationState
from lms.people import actions as people
from lms.people.models import Person
from tests.factories import NOMINATION_ROUTES, a_nomination, a_programme, an_employee, with_role
from tests.nominations.conftest import a_house, letter

pytestmark = pytest.mark.django_db

# verb: from where it is tried, and which of the cast may make it
BOTH, DESK = {"nominee", "manager"}, {"officer", "insider"}
MAY = {
    "submit": ("draft", {"nominee"}),
    "endorse": ("awaiting_endorsement", {"manager"}),
    "return": ("awaiting_endorsement", {"manager"}),
    "revise": ("returned", {"nominee"}),
    "ask": ("screening", {"officer"}),
    "supply": ("incomplete", BOTH),
    "reject": ("screening", {"officer"}),
    "accept": ("screening", {"officer"}),
    "readmit": ("overdue", DESK),
    "reconsider": ("ineligible", {"officer"}),
    "rank": ("ranking", {"officer"}),
    "reserve": ("ranking", {"officer"}),
    "unrank": ("nominated", {"officer"}),
    "decline": ("ranking", {"officer"}),
    "stop": ("sent", DESK),
    "pass_on": ("sent", DESK),
    "select": ("with_apo", DESK),
    "shelve": ("with_apo", DESK),
    "refuse": ("with_apo", DESK),
    "replace": ("apo_reserve", DESK),
    "confirm": ("selected", {"nominee", *DESK}),
    "withdraw": ("screening", BOTH),
    "step_back": ("confirmed", {"nominee", *DESK}),
    "fail": ("attending", DESK),
    "complete": ("attending", DESK),
    "report": ("report_due", {"nominee"}),
    "plan": ("plan_due", {"nominee"}),
    "finish": ("follow_up", DESK),
    "lapse": ("draft", set()),
    "cancel": ("draft", set()),
    "depart": ("confirmed", set()),
    "ask_again": ("confirmed", set()),
}
BROUGHT = {"complete": "apo_certificate", "report": "report", "plan": "action_plan", "finish": "six_month_report"}


def cast_of(nomination):
    """One of each kind of person round a nomination."""
    other = a_house()
    insider = an_employee(nomination.organisation)
    people.give_role(insider.pk, "officer", by=SYSTEM)
    return {
        "nominee": nomination.nominee,
        "manager": nomination.opened_by,
        "other manager": other.manager,
        "colleague": an_employee(nomination.organisation),
        "officer": with_role("officer"),
        "insider": insider,
        "leadership": with_role("leadership"),
        "auditor": with_role("auditor"),
        "trainer": with_role("trainer"),
    }


def trace():
    rows = Nomination.objects.order_by("pk").values_list("pk", "state", "rank", "letter", "due_on", "submitted")
    return list(rows), NominationMove.objects.count(), Entry.objects.count(), Letter.objects.count()


def refused(error, call):
    before = trace()
    with pytest.raises(error) as said, transaction.atomic():
        call()
    assert trace() == before
    return said.value


def test_every_move_of_the_table_is_tried_below_or_by_name():
    assert {move.verb for move in NOMINATION.moves} - set(MAY) == {"forward", "admit", "await_report"}


@pytest.mark.parametrize("verb", MAY)
def test_who_may_moves_it_once_and_nobody_else_does(verb):
    state, may = MAY[verb]
    nomination = a_nomination(state)
    if verb in BROUGHT:
        papers.keep(nomination.pk, BROUGHT[verb], "a.pdf", b"%PDF-1.4", by=SYSTEM)
    cast = cast_of(nomination)
    said = {"reason": "Lý do", "letter": letter() if verb in guards.WITH_LETTER else None}

    for who in cast.keys() - may:
        refused(NotAllowed, lambda who=who: actions.move(nomination.pk, verb, by=cast[who], **said))
    for who in sorted(may):
        before = trace()
        with transaction.atomic():
            moved = actions.move(nomination.pk, verb, by=cast[who], **said)
            assert moved.state == next(move.target for move in NOMINATION.moves if move.verb == verb) or (
                verb == "complete" and moved.state == "report_due"
            )
            extra = verb == "complete"  # what is owed begins by itself
            letters = Letter.objects.count() - before[3]
            assert NominationMove.objects.count() == before[1] + 1 + extra
            assert Entry.objects.count() == before[2] + 1 + extra + letters
            assert NominationMove.objects.filter(verb=verb).last().actor_id == cast[who].pk
            transaction.set_rollback(True)


@pytest.mark.parametrize("verb", sorted(guards.WITH_REASON & set(MAY) - {"cancel"}))
def test_a_reason_is_asked_for_and_kept(verb):
    nomination = a_nomination(MAY[verb][0])
    given = {"letter": letter() if verb in guards.WITH_LETTER else None}
    by = cast_of(nomination)[sorted(MAY[verb][1])[-1]]

    refused(BadInput, lambda: actions.move(nomination.pk, verb, by=by, reason=" \n ", **given))
    actions.move(nomination.pk, verb, by=by, reason="  Không đủ giấy tờ  ", **given)

    assert queries.reasons(nomination)[verb] == "Không đủ giấy tờ"


@pytest.mark.parametrize("verb", sorted(set(guards.WITH_LETTER) & set(MAY) - {"cancel"}))
def test_a_letter_is_asked_for_and_kept(verb):
    nomination = a_nomination(MAY[verb][0])
    officer = with_role("officer")

    refused(BadInput, lambda: actions.move(nomination.pk, verb, by=officer, reason="Lý do"))
    refused(BadInput, lambda: actions.move(nomination.pk, verb, by=officer, reason="Lý do", letter=letter("  ")))
    refused(BadInput, lambda: actions.move(nomination.pk, verb, by=officer, reason="Lý do", letter=letter("x" * 61)))
    moved = actions.move(nomination.pk, verb, by=officer, reason="Lý do", letter=letter(" 99 /CV "))

    assert (moved.letter.number, moved.letter.kind) == ("99 /CV", guards.WITH_LETTER[verb])


@pytest.mark.parametrize("state", [*NOMINATION_ROUTES])
def test_from_a_wrong_state_nothing_moves(state):
    nomination, officer = a_nomination(state), with_role("officer")
    here = {move.verb for move in NOMINATION.moves if state in move.sources}
    last = nomination.moves.order_by("pk").last().verb

    for verb in {move.verb for move in NOMINATION.moves} - here - {last, "forward"}:
        refused(Refused, lambda v=verb: actions.move(nomination.pk, v, by=officer, reason="x", letter=letter()))
    for verb in ("draft", "forward", "", "DROP TABLE"):
        refused(Unknown, lambda v=verb: actions.move(nomination.pk, v, by=officer, reason="x"))


def test_a_letter_given_where_none_is_needed_is_no_error():
    nomination = a_nomination("screening")

    moved = actions.move(nomination.pk, "accept", by=with_role("officer"), letter=letter())

    assert (moved.state, moved.letter) == ("ranking", None)


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


def ranks(programme):
    return {each.pk: (each.state, each.rank) for each in Nomination.objects.filter(programme=programme)}


def test_ranks_follow_one_another_and_close_up(officer):
    programme = a_programme(quota=3)
    first, second, third = (a_nomination("nominated", programme=programme) for _each in range(3))
    assert [each.rank for each in (first, second, third)] == [1, 2, 3]

    actions.move(first.pk, "withdraw", by=first.nominee, reason="Bận")
    assert (ranks(programme)[second.pk][1], ranks(programme)[third.pk][1]) == (1, 2)
    actions.move(second.pk, "unrank", by=officer)
    assert ranks(programme) == {
        first.pk: ("withdrawn_before", None),
        second.pk: ("ranking", None),
        third.pk: ("nominated", 1),
    }


def test_the_nominated_stand_before_the_alternates_whoever_was_listed_first(officer):
    programme = a_programme(quota=1, alternates=2)
    spare, other = (a_nomination("city_reserve", programme=programme) for _each in range(2))

    chosen = a_nomination("nominated", programme=programme)

    assert [ranks(programme)[each.pk][1] for each in (chosen, spare, other)] == [1, 2, 3]
    actions.move(chosen.pk, "withdraw", by=chosen.nominee, reason="Bận")
    assert actions.move(other.pk, "rank", by=officer).rank == 1
    assert ranks(programme)[spare.pk] == ("city_reserve", 2)


def test_places_and_alternates_end(officer):
    programme = a_programme(quota=1, alternates=1)
    for state, verb in (("nominated", "rank"), ("city_reserve", "reserve")):
        a_nomination(state, programme=programme)
        spare = a_nomination("ranking", programme=programme)
        refused(WrongState, lambda v=verb, s=spare: actions.move(s.pk, v, by=officer))


def test_two_officers_who_move_one_up_move_it_once(officer):
    programme = a_programme(quota=2)
    first, second = (a_nomination("nominated", programme=programme) for _each in range(2))
    spare = a_nomination("city_reserve", programme=programme)
    entries = Entry.objects.count()

    actions.swap_up(second.pk, by=officer, above_id=first.pk)
    refused(WrongState, lambda: actions.swap_up(second.pk, by=officer, above_id=first.pk))
    refused(WrongState, lambda: actions.swap_up(spare.pk, by=officer, above_id=first.pk))
    refused(NotAllowed, lambda: actions.swap_up(first.pk, by=first.opened_by, above_id=second.pk))

    assert (ranks(programme)[second.pk][1], ranks(programme)[first.pk][1]) == (1, 2)
    assert Entry.objects.count() == entries + 2


def test_the_list_is_forwarded_between_two_deadlines(officer):
    nomination = a_nomination("nominated")
    programme, facts = nomination.programme, letter("2218/SKHCN")
    send = {"by": officer, "last": True}

    refused(WrongState, lambda: actions.forward(programme.pk, [nomination.pk], facts, **send))
    with clock.moved_to(clock.at(programme.city_closing + timedelta(1), 0)):
        clocks.tick()
    with clock.moved_to(clock.at(programme.national_closing + timedelta(1), 0)):
        refused(WrongState, lambda: actions.forward(programme.pk, [nomination.pk], facts, **send))
    with clock.moved_to(clock.at(programme.national_closing, 23, 59)):
        refused(NotAllowed, lambda: actions.forward(programme.pk, [nomination.pk], facts, by=nomination.opened_by))
        refused(BadInput, lambda: actions.forward(programme.pk, [], facts, by=officer))
        refused(BadInput, lambda: actions.forward(programme.pk, [nomination.pk], letter(" "), by=officer))
        refused(Unknown, lambda: actions.forward(programme.pk, [nomination.pk, 0], facts, by=officer))
        sent = actions.forward(programme.pk, [nomination.pk], letter(" 2218/SKHCN ", facts.dated), **send)
        before = trace()
        again = actions.forward(programme.pk, [nomination.pk], facts, **send)

    assert (again, trace()) == (sent, before)
    assert Programme.objects.get(pk=programme.pk).state == "sent"
    nomination.refresh_from_db()
    assert (nomination.state, nomination.letter, nomination.rank) == ("sent", sent, 1)


def test_a_file_of_another_programme_is_not_forwarded_along(officer):
    mine, other = a_nomination("nominated"), a_nomination("nominated")
    with clock.moved_to(clock.at(mine.programme.city_closing + timedelta(1))):
        clocks.tick()
        both = [mine.pk, other.pk]
        refused(Unknown, lambda: actions.forward(mine.programme_id, both, letter(), by=officer))


def test_who_withdraws_after_forwarding_keeps_the_number_and_leaves_the_place(officer):
    programme = a_programme(quota=1)
    waiting = a_nomination("ranking", programme=programme)
    sent = a_nomination("sent", programme=programme)

    actions.move(sent.pk, "withdraw", by=sent.nominee, reason="Ốm")
    actions.move(waiting.pk, "rank", by=officer)

    assert ranks(programme) == {sent.pk: ("withdrawn_before", 1), waiting.pk: ("nominated", 2)}


def test_once_the_list_has_gone_its_order_stays(officer):
    programme = a_programme(quota=2, alternates=2)
    spare, other = (a_nomination("city_reserve", programme=programme) for _each in range(2))
    a_nomination("sent", programme=programme)
    programmes.move(programme.pk, "finish_list", by=officer)

    for verb in ("unrank", "rank"):
        refused(WrongState, lambda v=verb: actions.move(spare.pk, v, by=officer))
    refused(WrongState, lambda: actions.swap_up(other.pk, by=officer, above_id=spare.pk))


def test_a_replacement_takes_a_free_place_and_says_whose(officer):
    programme = a_programme(quota=1, alternates=2)
    spare, other = (a_nomination("city_reserve", programme=programme) for _each in range(2))
    facts = {"by": officer, "letter": letter()}
    refused(WrongState, lambda: actions.move(spare.pk, "replace", **facts))  # the list has not gone
    chosen = a_nomination("selected", programme=programme)
    refused(WrongState, lambda: actions.move(spare.pk, "replace", **facts))  # the place is taken

    actions.move(chosen.pk, "step_back", by=chosen.nominee, reason="Không được cấp thị thực")
    refused(WrongState, lambda: actions.move(spare.pk, "replace", replaces=other, **facts))  # whose place is not free
    with clock.moved_to(clock.at(programme.starts_on)):
        refused(WrongState, lambda: actions.move(spare.pk, "replace", **facts))  # too late for a visa
    taken = actions.move(spare.pk, "replace", **facts)

    assert (taken.state, taken.replaces) == ("replacing", chosen)
    refused(WrongState, lambda: actions.move(other.pk, "replace", **facts))
    actions.move(spare.pk, "step_back", by=spare.nominee, reason="Ốm")
    assert actions.move(other.pk, "replace", replaces=taken, **facts).replaces == taken


def test_an_alternate_does_not_take_the_place_of_who_still_waits_for_the_apo(officer):
    programme = a_programme(quota=1)
    spare = a_nomination("city_reserve", programme=programme)
    a_nomination("with_apo", programme=programme)

    refused(WrongState, lambda: actions.move(spare.pk, "replace", by=officer, letter=letter()))


def test_a_self_paced_course_admits_and_does_not_rank(officer):
    day = clock.today()
    facts = {"mode": "online_self_paced", "documents": [], "starts_on": day, "ends_on": day + timedelta(30), "quota": 1}
    none = dict.fromkeys(("city_closing", "national_closing", "apo_closing"))
    programme = a_programme(state="running", **facts, **none)
    first, second = (a_nomination("screening", programme=programme) for _each in range(2))

    refused(WrongState, lambda: actions.move(first.pk, "accept", by=officer))
    assert actions.move(first.pk, "admit", by=officer).state == "attending"
    refused(WrongState, lambda: actions.move(second.pk, "admit", by=officer))
    refused(WrongState, lambda: actions.move(a_nomination("screening").pk, "admit", by=officer))


def test_a_letter_from_the_future_is_refused(officer):
    nomination = a_nomination("with_apo")
    tomorrow = letter(dated=clock.today().fromordinal(clock.today().toordinal() + 1))

    before = trace()
    refused(BadInput, lambda: actions.move(nomination.pk, "select", by=officer, letter=tomorrow))

    assert trace() == before
