"""Anybody tries any move in any order on the files of one programme with one place and one alternate.

A refusal leaves no trace; a success leaves one line and one entry, besides the followers that are written down here;
nobody who may not moves anything; no rank, place or alternate too many; and the proof finds no fault.
"""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lms.kernel import clock
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import Refused
from lms.kernel.models import Entry
from lms.nominations import actions, auditing, clocks, guards, papers, programmes
from lms.nominations.actions import LetterFacts
from lms.nominations.models import Nomination, NominationMove, Programme
from lms.nominations.states import HOLDS_PLACE, HOLDS_RANK, NOMINATION, PROGRAMME
from tests.factories import a_programme, an_employee, with_role
from tests.nominations.conftest import a_house

VERBS = [move.verb for move in NOMINATION.moves]
FOLLOWERS = {"set_rank", "record_letter"}  # ranks that close up behind a move, and the letter it came with
SCREENING = {"ask", "reject", "accept", "admit", "rank", "reserve", "unrank", "decline"}
WHO = ("first", "second", "boss", "other boss", "officer", "insider", "learner", "system")
BROUGHT = ("apo_certificate", "report", "action_plan", "six_month_report")
ENDING = ("withdraw", "forward", "step_back", "reject", "decline", "stop", "refuse")  # left to `anybody_tries_anything`
_SENT = ("endorse", "accept", "rank", "close", "forward", "pass_on")
WAYS = (
    (),
    ("endorse", "accept"),
    ("endorse", "accept", "reserve"),
    ("endorse", "accept", "rank"),
    _SENT,
    (*_SENT, "select"),
    (*_SENT, "select", "confirm"),
    (*_SENT, "select", "step_back"),
)
cast = {}


class Anybody(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.proven = None
        self.moment = clock.at(clock.today(), 9)
        self.clock = clock.moved_to(self.moment)
        self.clock.__enter__()
        self.programme = a_programme(quota=1, alternates=1, documents=["biodata", "employer_endorsement"])
        for by, nominee in (("boss", "first"), ("second", "second"), ("boss", "boss")):
            self._begin(cast[by], cast[nominee])

    def teardown(self):
        self.clock.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def _begin(self, by, nominee):
        given = {} if by == nominee else {"nominee": nominee}
        nomination = actions.draft(self.programme.pk, by=by, **given)
        for kind in self.programme.documents:
            papers.keep(nomination.pk, kind, "a.pdf", b"%PDF-1.4", by=nominee)
        actions.consent(nomination.pk, by=nominee)

    def _files(self):
        return list(Nomination.objects.filter(programme=self.programme).order_by("pk"))

    def _trace(self):
        rows = [(each.pk, each.state, each.rank, each.letter_id, each.due_on) for each in self._files()]
        return rows, NominationMove.objects.count(), Entry.objects.count()

    def _try(self, verb, call):
        """Returns whether something moved; insists on what a refusal and a success may leave."""
        before = self._trace()
        try:
            with transaction.atomic():
                call()
        except Refused:
            assert self._trace() == before
            return False
        lines = list(NominationMove.objects.order_by("pk").values_list("verb", flat=True)[before[1] :])
        entries = Counter(Entry.objects.order_by("pk").values_list("verb", flat=True)[before[2] :])
        if not lines:
            assert self._trace() == before  # made already
            return False
        follows = ["await_report"] if verb == "complete" else []
        assert lines == [verb, *follows]
        assert {name: times for name, times in entries.items() if name not in FOLLOWERS} == dict.fromkeys(lines, 1)
        return True

    def _move(self, nomination, verb, who):
        letter = LetterFacts("7/CV", clock.today()) if verb in guards.WITH_LETTER else None
        by = SYSTEM if who == "system" else cast[who]
        moved = self._try(verb, lambda: actions.move(nomination.pk, verb, by=by, reason="Lý do", letter=letter))
        if moved:
            assert who not in ("learner", "other boss")
            assert not (who == "insider" and verb in SCREENING)
            assert not (verb == "endorse" and by == nomination.nominee)

    @initialize(way=st.sampled_from(WAYS), way_of_second=st.sampled_from(WAYS))
    def some_are_on_their_way(self, way, way_of_second):
        """So that short runs, too, reach the far end of the table."""
        first, second = self._files()[:2]
        for file, verbs in ((first, way), (second, ("submit", *way_of_second) if way_of_second else ())):
            for verb in verbs:
                self._one(file, verb)

    def _one(self, file, verb):
        if verb == "close":
            self._pass(21)
        elif verb == "forward":
            letter = LetterFacts("2218/SKHCN", clock.today())
            self._try(verb, lambda: actions.forward(self.programme.pk, [file.pk], letter, by=cast["officer"]))
        else:
            who = {"submit": "second", "endorse": "boss", "confirm": "officer"}.get(verb, "officer")
            self._move(file, verb, who)

    @rule(data=st.data(), tries=st.lists(st.tuples(st.sampled_from(VERBS), st.sampled_from(WHO[:-1])), max_size=4))
    def anybody_tries_anything(self, data, tries):
        for verb, who in tries:
            self._move(data.draw(st.sampled_from(self._files())), verb, who)

    def _open(self):
        everybody = [(file, who) for file in self._files() for who in WHO[:-1]]
        found = {(file, move.verb): who for file, who in everybody for move in NOMINATION.open_to(cast[who], file)}
        return [(file, verb, who) for (file, verb), who in found.items() if verb not in ENDING]

    @rule(data=st.data(), times=st.integers(1, 3))
    def somebody_does_what_is_open(self, data, times):
        for _time in range(times):
            if doable := self._open():
                self._move(*data.draw(st.sampled_from(doable)))

    @rule(data=st.data(), who=st.sampled_from(("officer", "insider", "boss")), last=st.booleans())
    def somebody_forwards(self, data, who, last):
        file = data.draw(st.sampled_from(self._files()))
        letter = LetterFacts("2218/SKHCN", clock.today())
        moved = self._try(
            "forward", lambda: actions.forward(self.programme.pk, [file.pk], letter, by=cast[who], last=last)
        )
        assert not (moved and who == "boss")

    @rule(data=st.data(), who=st.sampled_from(("officer", "insider", "boss")))
    def somebody_swaps(self, data, who):
        file, above = (data.draw(st.sampled_from(self._files())) for _each in range(2))
        before = self._trace()
        try:
            with transaction.atomic():
                actions.swap_up(file.pk, by=cast[who], above_id=above.pk)
        except Refused:
            assert self._trace() == before
        else:
            assert (self._trace()[1], self._trace()[2]) == (before[1], before[2] + 2)

    @rule(data=st.data())
    def a_paper_comes(self, data):
        file, kind = data.draw(st.sampled_from(self._files())), data.draw(st.sampled_from(BROUGHT))
        if not file.ended:
            papers.keep(file.pk, kind, "b.pdf", b"%PDF-1.4", by=SYSTEM)

    @rule(by=st.sampled_from(("first", "second", "boss")), for_whom=st.sampled_from(("first", "second", "boss")))
    def somebody_begins_again(self, by, for_whom):
        given = {} if by == for_whom else {"nominee": cast[for_whom]}
        self._try("draft", lambda: actions.draft(self.programme.pk, by=cast[by], **given))

    @rule(data=st.data(), who=st.sampled_from(("officer", "boss", "learner")), later=st.integers(20, 60))
    @precondition(lambda self: self._changed_little())
    def the_programme_moves(self, data, who, later):
        verb = data.draw(st.sampled_from([move.verb for move in PROGRAMME.moves if move.verb != "no_quota"]))
        letter = LetterFacts("9/PN", clock.today()) if verb in guards.WITH_LETTER else None
        programme = Programme.objects.get(pk=self.programme.pk)
        dates = {name: getattr(programme, name) + timedelta(later) for name in programmes.DATES}
        before = self._trace()
        try:
            with transaction.atomic():
                programmes.move(programme.pk, verb, by=cast[who], reason="PN", letter=letter, dates=dates)
        except Refused:
            assert self._trace() == before
        else:
            assert who == "officer"
            assert Programme.objects.get(pk=programme.pk).state == next(
                m.target for m in PROGRAMME.moves if m.verb == verb
            )

    def _changed_little(self):
        return self.programme.moves.filter(verb__in=("postpone", "cancel", "extend")).count() < 3

    @rule(days=st.sampled_from((1, 5, 21, 17, 70)))
    def days_pass(self, days):
        self._pass(days)

    def _pass(self, days):
        self.moment += timedelta(days)
        self.clock.__exit__(None, None, None)
        self.clock = clock.moved_to(self.moment)
        self.clock.__enter__()
        clocks.tick()
        before = self._trace()
        assert clocks.tick() == 0
        assert self._trace() == before

    @invariant()
    def nothing_is_given_twice(self):
        files = self._files()
        ranks = [each.rank for each in files if each.rank is not None]
        assert len(ranks) == len(set(ranks))
        assert sum(each.state in HOLDS_RANK for each in files) <= 1
        assert sum(each.state in HOLDS_PLACE for each in files) <= 1
        assert sum(each.state == "city_reserve" for each in files) <= 1
        if self._trace() != self.proven:
            assert auditing.prove(Programme.objects.all()).faults == []
            self.proven = self._trace()


@pytest.mark.django_db
def test_anybody_tries_anything():
    house, other = a_house(), a_house()
    cast.update({"first": house.employee, "second": an_employee(house.organisation), "boss": house.manager})
    cast.update({"other boss": other.manager, "officer": with_role("officer"), "learner": other.employee})
    cast["insider"] = an_employee(house.organisation)
    from lms.people import actions as people

    people.join_organisation(house.manager.pk, house.organisation.pk, by=SYSTEM, since=clock.today())
    people.give_role(cast["insider"].pk, "officer", by=SYSTEM, since=clock.today())
    bounded = settings(max_examples=20, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))

    run_state_machine_as_test(Anybody, settings=bounded)
