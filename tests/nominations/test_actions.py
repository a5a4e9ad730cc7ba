"""Moves of nominations: who may, what they need, what they write; and that a refusal leaves no trace."""

import pytest
from django.db import transaction

from lms.kernel import clock
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput, NotAllowed, Refused, Unknown
from lms.kernel.models import Entry
from lms.nominations import actions, guards, papers, queries
from lms.nominations.models import Letter, NominationMove
from lms.nominations.states import NOMINATION
from lms.people import actions as people
from tests.factories import NOMINATION_ROUTES, a_nomination, an_employee, with_role
from tests.nominations.conftest import a_house, letter, refused, trace

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


def test_a_letter_from_the_future_is_refused(officer):
    nomination = a_nomination("with_apo")
    tomorrow = letter(dated=clock.today().fromordinal(clock.today().toordinal() + 1))

    before = trace()
    refused(BadInput, lambda: actions.move(nomination.pk, "select", by=officer, letter=tomorrow))

    assert trace() == before
