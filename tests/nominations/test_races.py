"""Two at once: first the proof that without the lock too much is given, then the lock."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, transaction

from lms.kernel import clock
from lms.kernel.errors import Refused
from lms.nominations import actions, auditing, clocks, guards, programmes
from lms.nominations.models import Letter, Nomination, NominationMove, Programme
from tests.conftest import race
from tests.factories import a_nomination, a_programme, with_role
from tests.nominations.conftest import a_house, letter


def in_state(state):
    return Nomination.objects.filter(state=state).count()


def sound():
    return auditing.prove(Programme.objects.all()).faults == []


def two(state, quota=1):
    """Two files of one programme, both in `state`."""
    programme = a_programme(quota=quota)
    return [a_nomination(state, programme=programme) for _each in range(2)]


def together(monkeypatch, name):
    """Both calls finish looking before either writes: the worst moment, made certain."""
    meet, asked = Barrier(2), getattr(guards, name)

    def looked(*given):
        full = asked(*given)
        meet.wait(timeout=10)
        return full

    monkeypatch.setattr(guards, name, looked)


def without_the_lock(monkeypatch):
    monkeypatch.setattr(actions, "locked_programme", lambda pk: Programme.objects.get(pk=pk))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_one_place_is_given_twice(monkeypatch):
    """If this fails, the tests below prove nothing."""
    pair, officer = two("ranking"), with_role("officer")
    without_the_lock(monkeypatch)
    together(monkeypatch, "_full")
    ranks = iter((1, 2))
    monkeypatch.setattr(actions, "_next_rank", lambda programme: next(ranks))  # the constraint would catch one of two
    monkeypatch.setattr(actions, "settle", lambda programme: None)

    race(*(lambda n=n: actions.move(n.pk, "rank", by=officer) for n in pair))

    assert in_state("nominated") == 2


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_constraint_holds_where_the_lock_is_forgotten(monkeypatch):
    pair, officer = two("ranking"), with_role("officer")
    without_the_lock(monkeypatch)
    together(monkeypatch, "_full")

    results = race(*(lambda n=n: actions.move(n.pk, "rank", by=officer) for n in pair))

    assert sum(isinstance(each, IntegrityError) for each in results) == 1
    assert in_state("nominated") == 1


@pytest.mark.django_db
def test_no_two_of_a_programme_have_one_rank():
    first, second = two("nominated", quota=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=second.pk).update(rank=first.rank)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one():
    pair, officers = two("ranking"), [with_role("officer") for _each in range(2)]

    results = race(*(lambda n=n, o=o: actions.move(n.pk, "rank", by=o) for n, o in zip(pair, officers, strict=True)))

    assert (in_state("nominated"), in_state("ranking")) == (1, 1)
    assert sum(isinstance(each, Refused) for each in results) == 1
    assert sound()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_alternates_at_once_are_one():
    programme = a_programme(alternates=1)
    pair, officer = [a_nomination("ranking", programme=programme) for _each in range(2)], with_role("officer")

    race(*(lambda n=n: actions.move(n.pk, "reserve", by=officer) for n in pair))

    assert (in_state("city_reserve"), in_state("ranking")) == (1, 1)
    assert sound()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_free_place_is_taken_over_by_one():
    programme, officer = a_programme(quota=1, alternates=2), with_role("officer")
    spare = [a_nomination("city_reserve", programme=programme) for _each in range(2)]
    stepped = a_nomination("withdrawn_after", programme=programme)
    facts = letter()

    race(*(lambda n=n: actions.move(n.pk, "replace", by=officer, letter=facts) for n in spare))

    assert (in_state("replacing"), in_state("city_reserve")) == (1, 1)
    assert Nomination.objects.get(state="replacing").replaces_id == stepped.pk
    assert sound()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_selected_at_once_for_one_place_are_one():
    programme, officer = a_programme(quota=2), with_role("officer")
    pair = [a_nomination("nominated", programme=programme) for _each in range(2)]
    with clock.moved_to(clock.at(programme.city_closing + timedelta(1))):
        clocks.tick()
        actions.forward(programme.pk, [each.pk for each in pair], letter("2218/SKHCN"), by=officer)
    for each in pair:
        actions.move(each.pk, "pass_on", by=officer, letter=letter())
    Programme.objects.filter(pk=programme.pk).update(quota=1)

    race(*(lambda n=n: actions.move(n.pk, "select", by=officer, letter=letter()) for n in pair))

    assert (in_state("selected"), in_state("with_apo")) == (1, 1)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_double_click_begins_one_file():
    house, programme = a_house(), a_programme()

    made = race(*[lambda: actions.draft(programme.pk, by=house.manager, nominee=house.employee)] * 3)

    assert {each.pk for each in made} == {Nomination.objects.get().pk}
    assert NominationMove.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_manager_and_employee_begin_one_file():
    house, programme = a_house(), a_programme()

    race(
        lambda: actions.draft(programme.pk, by=house.manager, nominee=house.employee),
        lambda: actions.draft(programme.pk, by=house.employee),
    )

    assert Nomination.objects.count() == 1
    assert sound()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("state", "verb"), [("draft", "endorse"), ("selected", "confirm")])
def test_a_double_click_moves_once(state, verb):
    house = a_house()
    nomination = a_nomination(state, manager=house.manager)
    by = house.manager if verb == "endorse" else nomination.nominee

    results = race(*[lambda: actions.move(nomination.pk, verb, by=by)] * 3)

    assert all(isinstance(each, Nomination) for each in results)
    assert nomination.moves.filter(verb=verb).count() == 1
    assert sound()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_double_click_forwards_once_under_one_letter():
    nomination, officer = a_nomination("nominated"), with_role("officer")
    programme = nomination.programme
    moment = clock.at(programme.city_closing + timedelta(1))
    with clock.moved_to(moment):
        clocks.tick()

    def forward():
        with clock.moved_to(moment):
            return actions.forward(programme.pk, [nomination.pk], letter("2218/SKHCN"), by=officer, last=True)

    results = race(*[forward] * 3)

    assert {each.pk for each in results} == {Letter.objects.get().pk}
    assert nomination.moves.filter(verb="forward").count() == 1
    assert sound()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_file_is_accepted_or_rejected():
    nomination, officers = a_nomination("screening"), [with_role("officer") for _each in range(2)]

    results = race(
        lambda: actions.move(nomination.pk, "accept", by=officers[0]),
        lambda: actions.move(nomination.pk, "reject", by=officers[1], reason="Tiếng Anh B1"),
    )

    assert sum(isinstance(each, Nomination) for each in results) == 1
    assert nomination.moves.filter(verb__in=("accept", "reject")).count() == 1
    assert sound()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_clock_closes_while_a_manager_endorses():
    house = a_house()
    nomination = a_nomination("awaiting_endorsement", manager=house.manager)
    programme = nomination.programme

    def close():
        with clock.moved_to(clock.at(programme.city_closing + timedelta(1), 0)):
            return clocks.look_at(programme.pk)

    endorsed, _closed = race(lambda: actions.move(nomination.pk, "endorse", by=house.manager), close)

    nomination.refresh_from_db()
    assert nomination.state == ("screening" if isinstance(endorsed, Nomination) else "overdue")
    assert sound()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_many_clocks_and_moves_at_once_wait_for_one_another_in_one_order():
    programme, officer = a_programme(quota=1), with_role("officer")
    files = [a_nomination("ranking", programme=programme) for _each in range(3)]

    calls = [lambda n=n: actions.move(n.pk, "rank", by=officer) for n in files]
    calls += [lambda n=n: actions.move(n.pk, "reserve", by=officer) for n in reversed(files)]
    calls += [clocks.tick, lambda: programmes.move(programme.pk, "cancel", by=officer, reason="x", letter=letter())]
    results = race(*calls)

    assert [each for each in results if isinstance(each, Exception) and not isinstance(each, Refused)] == []
    assert in_state("cancelled") == 3
    assert sound()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_officers_announce_one_programme():
    day = clock.today()
    facts = {"kind": "SEL", "mode": "online_self_paced", "title_vi": "Khóa tự học", "issued_on": day, "opens_on": day}
    facts |= {"starts_on": day, "ends_on": day + timedelta(30)}
    officers = [with_role("officer") for _each in range(3)]

    made = race(*(lambda o=o: programmes.announce("27-SL-01-GE-SEL-A", by=o, **facts) for o in officers))

    assert {each.pk for each in made} == {Programme.objects.get().pk}
    assert sound()
