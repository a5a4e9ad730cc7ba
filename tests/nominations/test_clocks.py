"""The clocks: until 23:59 of its last day a thing is open, at 00:00 it is over; a day that was missed is caught up."""

from datetime import date, timedelta

import pytest

from lms.kernel import clock, workdays
from lms.kernel.errors import WrongState
from lms.kernel.models import Entry
from lms.nominations import actions, clocks
from lms.nominations.deadlines import due_in, months_after
from lms.nominations.models import NominationMove, Programme
from tests.factories import a_nomination, a_programme, with_role
from tests.nominations.conftest import letter

pytestmark = pytest.mark.django_db


def look(day, hour, minute=0):
    with clock.moved_to(clock.at(day, hour, minute)):
        clocks.tick()


def state_of(row):
    row.refresh_from_db()
    return row.state


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 6, date(2028, 8, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
    ],
)
def test_months_later_is_the_same_day_or_the_last(day, months, then):
    assert months_after(day, months) == then


def test_a_programme_opens_on_its_day():
    programme = a_programme(state="announced", opens_on=clock.today() + timedelta(3))

    look(programme.opens_on - timedelta(1), 23, 59)
    assert state_of(programme) == "announced"
    look(programme.opens_on, 0)
    assert state_of(programme) == "open"


@pytest.mark.parametrize("state", ["draft", "awaiting_endorsement", "returned"])
def test_what_was_not_sent_lapses_with_the_citys_deadline(state):
    nomination = a_nomination(state)
    programme = nomination.programme

    look(programme.city_closing, 23, 59)
    assert (state_of(programme), state_of(nomination)) == ("open", state)
    look(programme.city_closing + timedelta(1), 0)
    assert (state_of(programme), state_of(nomination)) == ("closed", "overdue")


@pytest.mark.parametrize("verb", ["submit", "endorse"])
def test_the_day_counts_before_the_clock_has_looked(verb):
    nomination = a_nomination("draft")
    by = nomination.nominee if verb == "submit" else nomination.opened_by

    with (
        clock.moved_to(clock.at(nomination.programme.city_closing + timedelta(1), 0)),
        pytest.raises(WrongState),
    ):
        actions.move(nomination.pk, verb, by=by)

    with clock.moved_to(clock.at(nomination.programme.city_closing, 23, 59)):
        actions.move(nomination.pk, verb, by=by)


def test_a_file_to_complete_lapses_after_three_working_days(at):
    workdays.keep_holidays([(date(2026, 11, 30), "Ngày nghỉ thử nghiệm")])
    with at(2026, 11, 26):
        nomination = a_nomination("incomplete", programme=a_programme())
    assert nomination.due_on == date(2026, 12, 2)  # Friday, Tuesday, Wednesday

    look(date(2026, 12, 2), 23, 59)
    assert state_of(nomination) == "incomplete"
    with at(2026, 12, 3, 0), pytest.raises(WrongState):
        actions.move(nomination.pk, "supply", by=nomination.nominee)
    look(date(2026, 12, 3), 0)
    assert state_of(nomination) == "overdue"


def test_the_day_for_papers_is_never_past_the_citys_deadline(at):
    with at(2026, 11, 26):
        programme = a_programme(city_closing=date(2026, 11, 27))
        assert due_in("incomplete", programme) == date(2026, 11, 27)
    with at(2026, 11, 28):
        assert due_in("incomplete", programme) == date(2026, 12, 2)
    with at(2026, 12, 30):
        assert due_in("incomplete", programme) == programme.national_closing


@pytest.mark.parametrize("state", ["screening", "ranking", "nominated"])
def test_what_was_not_forwarded_lapses_with_the_national_deadline_and_keeps_no_rank(state):
    nomination = a_nomination(state)
    programme = nomination.programme

    look(programme.national_closing, 23, 59)
    assert (state_of(programme), state_of(nomination)) == ("closed", state)
    look(programme.national_closing + timedelta(1), 0)
    assert (state_of(programme), state_of(nomination), nomination.rank) == ("closed", "overdue", None)


def test_a_list_that_went_in_part_is_closed_with_the_national_deadline_and_alternates_stay():
    programme = a_programme()
    spare = a_nomination("city_reserve", programme=programme)
    chosen = a_nomination("confirmed", programme=programme)

    look(programme.national_closing, 23, 59)
    assert state_of(programme) == "closed"
    look(programme.national_closing + timedelta(1), 0)
    assert (state_of(programme), state_of(spare), state_of(chosen)) == ("sent", "city_reserve", "confirmed")


def test_who_confirmed_leaves_on_the_day_it_begins_and_alternates_are_free():
    programme = a_programme()
    spare = a_nomination("city_reserve", programme=programme)
    chosen = a_nomination("confirmed", programme=programme)

    look(programme.starts_on - timedelta(1), 23, 59)
    assert state_of(chosen) == "confirmed"
    look(programme.starts_on, 0)
    assert (state_of(programme), state_of(chosen)) == ("running", "attending")
    assert (state_of(spare), spare.rank) == ("not_nominated", None)


def test_who_confirms_only_when_it_has_begun_still_attends():
    nomination = a_nomination("selected")
    programme = nomination.programme
    look(programme.starts_on, 0)
    actions.move(nomination.pk, "confirm", by=nomination.nominee)

    look(programme.starts_on, 9)

    assert state_of(nomination) == "attending"


def test_a_programme_ends_after_its_last_day():
    programme = a_programme()
    look(programme.starts_on, 0)
    assert state_of(programme) == "running"
    look(programme.ends_on, 23, 59)
    assert state_of(programme) == "running"
    look(programme.ends_on + timedelta(1), 0)
    assert state_of(programme) == "ended"


def test_days_that_were_missed_are_caught_up_in_one_look():
    programme = a_programme(state="announced", opens_on=clock.today() + timedelta(1))

    look(programme.ends_on + timedelta(30), 12)

    assert [line.verb for line in programme.moves.order_by("pk")] == ["announce", "open", "close", "start", "end"]
    assert state_of(programme) == "ended"


@pytest.mark.parametrize("state", ["draft", "incomplete", "nominated", "confirmed"])
def test_a_second_look_changes_nothing(state):
    nomination = a_nomination(state)
    for day in ("city_closing", "national_closing", "apo_closing", "starts_on", "ends_on"):
        moment = clock.at(getattr(nomination.programme, day) + timedelta(1), 0)
        with clock.moved_to(moment):
            clocks.tick()
            before = (NominationMove.objects.count(), Entry.objects.count())
            assert clocks.tick() == 0
            assert (NominationMove.objects.count(), Entry.objects.count()) == before


def test_a_self_paced_course_takes_files_until_it_ends():
    day = clock.today()
    none = {"city_closing": None, "national_closing": None, "apo_closing": None, "quota": None, "documents": []}
    programme = a_programme(
        state="running", mode="online_self_paced", starts_on=day, ends_on=day + timedelta(30), **none
    )
    late = a_nomination("screening", programme=programme)
    learner = a_nomination("screening", programme=programme)
    actions.move(learner.pk, "admit", by=with_role("officer"))

    look(programme.ends_on, 23, 59)
    assert state_of(late) == "screening"
    look(programme.ends_on + timedelta(1), 0)
    assert (state_of(late), state_of(learner)) == ("overdue", "attending")


def test_the_days_of_what_is_owed_follow_the_programme(at):
    nomination = a_nomination("selected")
    programme = nomination.programme
    assert nomination.due_on == clock.today() + timedelta(7)

    with clock.moved_to(clock.at(programme.ends_on + timedelta(5))):
        assert due_in("report_due", programme) == programme.ends_on + timedelta(30)
        assert due_in("plan_due", programme) == programme.ends_on + timedelta(60)
        assert due_in("follow_up", programme) == months_after(programme.ends_on, 6) + timedelta(30)
    soon = Programme(starts_on=clock.today() + timedelta(2), ends_on=clock.today() + timedelta(3))
    assert due_in("selected", soon, answered_on=letter().dated) == soon.starts_on
