"""The list: ranks, places, alternates, the letter, replacements."""

from datetime import timedelta

import pytest

from lms.kernel import clock
from lms.kernel.errors import BadInput, NotAllowed, Unknown, WrongState
from lms.kernel.models import Entry
from lms.nominations import actions, clocks, programmes
from lms.nominations.models import Nomination, Programme
from tests.factories import a_nomination, a_programme
from tests.nominations.conftest import letter, refused, trace

pytestmark = pytest.mark.django_db


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
