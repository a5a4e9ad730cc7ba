"""Sealed samples: drawn so that nobody could steer them, computed again by anybody."""

import hashlib
import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from courses.learning.models import Enrolment
from lms.desks.auditor import actions, queries
from lms.desks.auditor.models import SampleDraw, SampleRequest
from lms.desks.auditor.states import SampleOf
from lms.kernel import audit, frozen
from lms.kernel.errors import BadInput
from lms.kernel.models import Entry
from lms.people.models import Person
from lms.people.states import RoleKind
from tests.conftest import race
from tests.desks.auditor.conftest import seen, signed_in, sql, verified
from tests.factories import a_course, a_nomination, a_person, a_run, finished, with_role

pytestmark = pytest.mark.django_db
YEAR = (date(2020, 1, 1), date(2100, 12, 31))


def asked(auditor: Person, what: SampleOf = SampleOf.ENROLMENTS, size: int = 3) -> SampleRequest:
    return actions.ask_sample(what, *YEAR, size, by=auditor, note="Quyết định 12/QĐ-TTr")


@pytest.fixture
def ten(enrolment: Any) -> list[int]:
    from courses.learning import actions as learning

    for _each in range(9):
        learning.enrol(enrolment.run_id, by=a_person())
    return list(Enrolment.objects.order_by("pk").values_list("pk", flat=True))


def test_a_sample_is_drawn_only_after_its_request_is_sealed(auditor: Person, ten: list[int]) -> None:
    request = asked(auditor)
    before = actions.draw_sealed()
    waiting = seen(auditor, "audit_sample", request.pk)

    while audit.seal():
        pass
    drawn = actions.draw_sealed()

    made = SampleDraw.objects.get()
    seal = queries.seal_of_request(request)
    assert (before, drawn, "data-row" in waiting) == (0, 1, False)
    assert seal is not None
    assert (made.seed, made.seal) == (seal.hash, seal.number)
    assert seal.at >= request.at
    page = seen(auditor, "audit_sample", request.pk)
    assert [int(pk) for pk in re.findall(r'data-row data-id="(\d+)"', page)] == made.drawn
    assert "Quyết định 12/QĐ-TTr" in page


def test_anybody_computes_the_same_sample(auditor: Person, ten: list[int]) -> None:
    request = asked(auditor)
    audit.seal()
    actions.draw_sealed()

    made = SampleDraw.objects.get()
    by_hand = sorted(ten, key=lambda pk: hashlib.sha256(f"{made.seed}:{pk}".encode()).hexdigest())

    assert request.ids == ten
    assert made.drawn == by_hand[:3]
    assert queries.recount(request, made).sound


def test_the_same_list_asked_for_twice_gives_different_seeds(auditor: Person, ten: list[int]) -> None:
    asked(auditor)
    asked(auditor)
    audit.seal()
    actions.draw_sealed()

    seeds = set(SampleDraw.objects.values_list("seed", flat=True))

    assert len(seeds) == 2


def test_what_comes_after_the_request_is_not_in_the_list(auditor: Person, ten: list[int], enrolment: Any) -> None:
    from courses.learning import actions as learning

    request = asked(auditor, size=50)
    learning.enrol(enrolment.run_id, by=a_person())
    audit.seal()
    actions.draw_sealed()

    assert (request.of, request.size) == (10, 10)
    assert sorted(SampleDraw.objects.get().drawn) == ten


@pytest.mark.parametrize(
    ("tampered", "told"),
    [
        ("UPDATE desks_samplerequest SET ids = '[1, 2]'", "list_is_the_same"),
        ("UPDATE desks_samplerequest SET size = 2", "request_is_the_same"),
        ("UPDATE desks_sampledraw SET seed = 'f'", "seed_is_the_seal"),
        ("UPDATE desks_sampledraw SET drawn = '[1, 2, 3]'", "draw_is_the_same"),
        ("UPDATE kernel_entry SET actor_id = NULL WHERE verb = 'ask_sample'", "seal_holds"),
    ],
)
def test_computing_a_sample_again_finds_what_was_tampered_with(
    tampered: str, told: str, auditor: Person, ten: list[int]
) -> None:
    request = asked(auditor)
    audit.seal()
    actions.draw_sealed()
    with frozen.lifted():
        sql(tampered)

    request = SampleRequest.objects.get(pk=request.pk)
    counted = queries.recount(request, SampleDraw.objects.get())

    assert not getattr(counted, told)
    assert not counted.sound
    page = signed_in(auditor).get(reverse("audit_sample", args=[request.pk]), {"kiem-lai": "1"})
    assert 'role="alert"' in page.content.decode()


def test_a_request_and_a_draw_cannot_be_changed(auditor: Person, ten: list[int]) -> None:
    asked(auditor)
    audit.seal()
    actions.draw_sealed()
    from django.db import DatabaseError, transaction

    verified(auditor)
    for statement in (
        "UPDATE desks_samplerequest SET size = 1",
        "DELETE FROM desks_sampledraw",
        "UPDATE desks_sampledraw SET drawn = '[1]'",
        "UPDATE desks_verification SET fault_count = 5",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            sql(statement)


def test_opening_a_sample_is_on_the_record(auditor: Person, ten: list[int]) -> None:
    request = asked(auditor)
    audit.seal()
    actions.draw_sealed()

    seen(auditor, "audit_sample", request.pk)

    looks = Entry.objects.filter(verb="look").values_list("kind", "object_id", "actor_id")
    assert list(looks) == [("desks.samplerequest", str(request.pk), auditor.pk)]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"size": "0"}, "size"),
        ({"size": "201"}, "size"),
        ({"until": "2019-01-01"}, "until"),
        ({"since": "hôm qua"}, "since"),
        ({"what": "people"}, "what"),
        ({"since": "2001-01-01", "until": "2001-12-31"}, "since"),
    ],
)
def test_a_sample_that_cannot_be_is_refused_with_a_sentence(
    given: dict[str, str], field: str, auditor: Person, ten: list[int]
) -> None:
    sent = {"what": "enrolments", "since": "2020-01-01", "until": "2100-01-01", "size": "3", **given}

    page = signed_in(auditor).post(reverse("audit_samples"), sent)

    assert page.status_code == 422
    assert SampleRequest.objects.count() == 0


def test_every_kind_of_sample_opens_its_rows(auditor: Person, ten: list[int]) -> None:
    a_nomination("screening")
    for what in SampleOf:
        asked(auditor, what, size=200)
    audit.seal()
    actions.draw_sealed()

    for request in SampleRequest.objects.all():
        page = seen(auditor, "audit_sample", request.pk)
        rows = re.findall(r"<tr data-row.*?</tr>", page, re.DOTALL)
        links = [re.search(r'href="([^"]+)"', row)[1] for row in rows]  # type: ignore[index]
        assert len(rows) == request.size
        assert {signed_in(auditor).get(link).status_code for link in links[:5]} == {200}


@pytest.mark.parametrize("many", [3, 200])
def test_a_sample_costs_the_same_for_any_number_of_rows(
    many: int, auditor: Person, ten: list[int], enrolment: Any, django_assert_num_queries: Any
) -> None:
    for _each in range(many):
        audit.looked(enrolment, by=auditor)
    request = asked(auditor, SampleOf.ENTRIES, size=many)
    audit.seal()
    actions.draw_sealed()
    client = signed_in(auditor)

    with django_assert_num_queries(7):
        page = client.get(reverse("audit_sample", args=[request.pk]))

    assert page.status_code == 200


def test_a_period_that_holds_too_much_is_refused(auditor: Person, ten: list[int], monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "LONGEST_LIST", 9)

    with pytest.raises(BadInput):
        asked(auditor)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_bells_at_once_draw_one_sample() -> None:
    auditor = with_role(RoleKind.AUDITOR)
    request = asked(auditor, SampleOf.ENTRIES)
    audit.seal()

    race(*[lambda: actions.draw(request.pk)] * 4)

    assert SampleDraw.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_verifying_outside_a_transaction_sees_no_fault_while_others_write() -> None:
    run = a_run(a_course(lessons=1), rule={"lessons": "all"})
    people = [a_person() for _each in range(20)]

    def write() -> None:
        for person in people:
            finished(run, person)

    found = race(write, *[lambda: audit.verify().faults] * 3)

    assert found == [None, [], [], []]
