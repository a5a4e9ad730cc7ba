"""Anybody tries any verb in any order: a refusal leaves no trace, a success one line and one entry."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates.models import CertificateMove
from certificates.queries import of_enrolment
from certificates.states import CERTIFICATE
from courses.learning import actions as learning
from courses.learning.models import EnrolmentMove
from courses.learning.states import ENROLMENT
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import Refused
from lms.kernel.flow import Flow, Move
from lms.kernel.models import Entry
from lms.people.states import RoleKind
from tests.factories import a_course, a_person, a_quiz, a_run, finished, with_role

pytestmark = pytest.mark.django_db
FLOWS = {"enrolment": (ENROLMENT, EnrolmentMove), "certificate": (CERTIFICATE, CertificateMove)}


def a_row(name, person):
    if name == "enrolment":
        return learning.enrol(a_run(a_course()).pk, by=person)
    return of_enrolment(finished(a_run(a_course(quiz=a_quiz())), person))


@pytest.mark.parametrize("name", FLOWS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_state_is_the_last_line_of_the_history(name, data):
    flow, lines = FLOWS[name]
    with transaction.atomic():
        person = a_person()
        row = a_row(name, person)
        actors = [person, a_person(), with_role(RoleKind.OFFICER), with_role(RoleKind.AUDITOR), SYSTEM]
        verbs = [move.verb for move in flow.moves]
        for verb, who in data.draw(st.lists(st.tuples(st.sampled_from(verbs), st.sampled_from(actors)), max_size=6)):
            before = (row.state, lines.objects.filter(subject=row).count(), Entry.objects.count())
            open_now = {move.verb for move in flow.open_to(who, row)}
            try:
                with transaction.atomic():
                    flow.apply(verb, row, by=who, reason="thử")
            except Refused:
                row.refresh_from_db()
                assert verb not in open_now
                assert (row.state, lines.objects.filter(subject=row).count(), Entry.objects.count()) == before
            else:
                assert verb in open_now
                assert lines.objects.filter(subject=row).count() == before[1] + 1
                assert Entry.objects.count() == before[2] + 1
            assert lines.objects.filter(subject=row).order_by("pk").last().target == row.state
        transaction.set_rollback(True)


def test_a_flow_refuses_two_moves_of_one_verb():
    move = Move("go", frozenset({"a"}), "b", lambda by, thing: True)

    with pytest.raises(ValueError, match="same verb"):
        Flow("twice", move, move, history="x.Y")
