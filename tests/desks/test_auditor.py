"""The auditor's room: found, opened, proved, drawn; nobody else sees it, and nothing is changed from it."""

import ast
import hashlib
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate
from courses.learning.models import Enrolment, ItemResult
from courses.quizzes.models import Attempt
from lms.desks.auditor import actions, queries, sampling, tasks
from lms.desks.auditor.models import SampleDraw, SampleRequest, Verification
from lms.desks.auditor.states import SampleOf
from lms.desks.auditor.words import KINDS, verb_choices
from lms.kernel import audit, frozen, jobs
from lms.kernel.errors import BadInput, NotAllowed
from lms.kernel.flow import Flow
from lms.kernel.models import Detail, Entry, Job, JobState
from lms.people.models import Person
from lms.people.states import RoleKind
from tests.conftest import race
from tests.factories import a_course, a_nomination, a_person, a_quiz, a_run, a_user, finished, with_role

pytestmark = pytest.mark.django_db
YEAR = (date(2020, 1, 1), date(2100, 12, 31))


@pytest.fixture
def auditor() -> Person:
    return with_role(RoleKind.AUDITOR)


@pytest.fixture
def enrolment() -> Any:
    made = finished(a_run(a_course(quiz=a_quiz()), code="5s-101-k01"), a_person("Nguyễn Thị Ánh Tuyết"), wrong=0)
    while audit.seal():
        pass
    return made


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def seen(person: Person, name: str, *args: Any, **asked: str) -> str:
    page = signed_in(person).get(reverse(name, args=args), asked)
    assert page.status_code == 200
    return page.content.decode()


def sql(statement: str, *given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def verified(auditor: Person, known_head: str = "") -> Verification:
    job = actions.ask_verification(known_head, by=auditor)
    assert jobs.run(job.pk) == JobState.DONE
    return Verification.objects.get(job_id=job.pk)


# Who comes in


def addresses(enrolment: Any, auditor: Person) -> list[str]:
    entry, attempt = Entry.objects.order_by("pk")[0], Attempt.objects.get()
    sample = actions.ask_sample(SampleOf.CERTIFICATES, *YEAR, 1, by=auditor)
    return [
        reverse("audit"),
        reverse("audit_entry", args=[entry.pk]),
        reverse("audit_find_evidence"),
        reverse("audit_evidence", args=[enrolment.pk]),
        reverse("audit_attempt", args=[attempt.pk]),
        reverse("audit_chain"),
        reverse("audit_verification", args=[verified(auditor).pk]),
        reverse("audit_samples"),
        reverse("audit_sample", args=[sample.pk]),
    ]


def test_the_room_exists_for_auditors_and_administrators_only(enrolment: Any, auditor: Person) -> None:
    others = [with_role(kind) for kind in (RoleKind.TRAINER, RoleKind.OFFICER, RoleKind.LEADERSHIP)]
    others += [enrolment.person if hasattr(enrolment.person, "user") else a_user(enrolment.person).person]
    administrator = with_role(RoleKind.ADMINISTRATOR)

    for address in addresses(enrolment, auditor):
        assert signed_in(auditor).get(address).status_code == 200
        assert signed_in(administrator).get(address).status_code == 200
        assert {signed_in(person).get(address).status_code for person in others} == {404}
        assert {signed_in(person).post(address).status_code for person in others} <= {404, 405}
        assert Client().get(address).status_code == 302


def test_only_who_may_audit_verifies_or_draws(enrolment: Any) -> None:
    officer = with_role(RoleKind.OFFICER)

    with pytest.raises(NotAllowed):
        actions.ask_verification("", by=officer)
    with pytest.raises(NotAllowed):
        actions.ask_sample(SampleOf.CERTIFICATES, *YEAR, 1, by=officer)
    assert (Job.objects.filter(kind="auditor.verify").count(), SampleRequest.objects.count()) == (0, 0)


# The record


def ids(page: str) -> list[int]:
    return [int(found) for found in re.findall(r"/kiem-tra/dong/(\d+)/", page)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"viec": "issue"}, {"verb": "issue"}),
        ({"loai": "courses.attempt"}, {"kind": "courses.attempt"}),
        ({"nguoi": "nguyen thi anh tuyet"}, {"actor_id__isnull": False, "kind__startswith": "courses."}),
        ({"viec": "submit", "loai": "courses.completion"}, {"pk": 0}),
        ({"tu": "2100-01-01"}, {"pk": 0}),
        ({"nguoi": "99999999999999999999999"}, {"pk": 0}),
    ],
)
def test_the_record_is_searched_by_what_stands_in_the_address(
    asked: Any, found: Any, auditor: Person, enrolment: Any
) -> None:
    expected = list(Entry.objects.filter(**found).order_by("-pk").values_list("pk", flat=True))

    page = seen(auditor, "audit", **asked)

    assert ids(page) == expected


def test_a_day_begins_and_ends_in_hai_phong(auditor: Person, at: Any) -> None:
    with at(2026, 11, 24, 0, 30), audit.transaction.atomic():
        early = audit.record("write", auditor, by=auditor)
    with at(2026, 11, 24, 23, 30), audit.transaction.atomic():
        late = audit.record("write", auditor, by=auditor)
    with at(2026, 11, 25, 0, 30), audit.transaction.atomic():
        audit.record("write", auditor, by=auditor)

    page = seen(auditor, "audit", tu="24/11/2026", den="2026-11-24", viec="write")

    assert ids(page) == [late.pk, early.pk]


def test_a_day_that_cannot_be_read_is_said_beside_its_field(auditor: Person) -> None:
    page = signed_in(auditor).get(reverse("audit"), {"tu": "hôm qua"})

    assert page.status_code == 422
    assert 'id="id_tu_error"' in page.content.decode()


@pytest.mark.parametrize("many", [3, 300])
def test_the_record_costs_the_same_for_any_number_of_entries(
    many: int, auditor: Person, django_assert_num_queries: Any
) -> None:
    for person in [a_person() for _each in range(many)]:
        audit.looked(person, by=person)
    client = signed_in(auditor)

    with django_assert_num_queries(5):
        page = client.get(reverse("audit"))

    assert page.status_code == 200


def test_the_words_of_an_entry_are_shown_while_they_stand_and_opening_them_is_recorded(
    auditor: Person, enrolment: Any
) -> None:
    certificate, officer = Certificate.objects.get(), with_role(RoleKind.OFFICER)
    from certificates.actions import revoke

    revoke(certificate.pk, by=officer, reason="In sai tên của học viên.")
    entry = Entry.objects.get(verb="revoke")

    with_words = seen(auditor, "audit_entry", entry.pk)
    Detail.objects.filter(entry=entry).delete()
    without = seen(auditor, "audit_entry", entry.pk)

    assert "In sai tên của học viên." in with_words
    assert "In sai tên của học viên." not in without
    looks = Entry.objects.filter(verb="look", kind="kernel.entry", object_id=str(entry.pk))
    assert [look.actor_id for look in looks] == [auditor.pk]


def test_looking_at_a_row_does_not_vouch_for_it(auditor: Person, enrolment: Any) -> None:
    with frozen.lifted():
        sql("UPDATE courses_enrolment SET state = 'withdrawn' WHERE id = %s", enrolment.pk)

    seen(auditor, "audit_evidence", enrolment.pk)

    assert queries.check_object("courses.enrolment", str(enrolment.pk)).state == "differs"
    assert verified(auditor).fault_count == 1


def test_an_entry_says_whether_its_row_is_as_recorded(auditor: Person, enrolment: Any) -> None:
    result = ItemResult.objects.get()
    entry = Entry.objects.get(kind="courses.itemresult")
    untouched = seen(auditor, "audit_entry", entry.pk)

    with frozen.lifted():
        sql("UPDATE courses_itemresult SET percent = 12 WHERE id = %s", result.pk)
    changed = seen(auditor, "audit_entry", entry.pk)
    with frozen.lifted():
        sql("UPDATE courses_completion SET evidence = '{}'")
        sql("DELETE FROM courses_itemresult")
    gone = seen(auditor, "audit_entry", entry.pk)

    assert ("badge ok" in untouched, "badge bad" in untouched) == (True, False)
    assert "badge bad" in changed
    assert "badge bad" in gone
    assert queries.check_object("courses.itemresult", str(result.pk)).state == "missing"


def test_every_verb_and_kind_of_the_record_has_words(enrolment: Any) -> None:
    verbs: set[str] = set()
    kinds = {model._meta.label_lower for model in audit.digested_models()}
    root = Path(settings.BASE_DIR)
    for path in [each for top in ("lms", "courses", "certificates", "cms") for each in (root / top).rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            verbs |= _verbs_of(node)
    from lms.drawn import FLOWS

    for name in FLOWS:
        module = __import__(name, fromlist=["states"])
        for flow in vars(module).values():
            verbs |= {move.verb for move in flow.moves} if isinstance(flow, Flow) else set()

    assert sorted(verbs - set(verb_choices())) == []
    assert sorted(kinds - set(KINDS)) == []


def _verbs_of(node: ast.AST) -> set[str]:
    """The literal verbs of audit.record(…), record_many(…), verb=…, and the rosters' _turn and _finish."""
    if not isinstance(node, ast.Call):
        return set()
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    place = {"record": 0, "record_many": 0, "_turn": 2, "_finish": 3}.get(name)
    said = [node.args[place]] if place is not None and len(node.args) > place else []
    said += [each.value for each in node.keywords if each.arg == "verb" and name in ("begin", "begin_many", "looked")]
    parts = [part for each in said for part in ast.walk(each) if not isinstance(part, ast.Compare)]
    return {each.value for each in parts if isinstance(each, ast.Constant) and isinstance(each.value, str)}


# Evidence


def test_a_certificate_opens_down_to_the_answers(auditor: Person, enrolment: Any) -> None:
    certificate, attempt = Certificate.objects.get(), Attempt.objects.get()

    found = signed_in(auditor).get(reverse("audit_find_evidence"), {"so-hieu": f" {certificate.serial.lower()} "})
    chain = seen(auditor, "audit_evidence", enrolment.pk)
    answers = seen(auditor, "audit_attempt", attempt.pk)

    assert found.headers["Location"] == reverse("audit_evidence", args=[enrolment.pk])
    links = re.findall(r'data-link="(\w+)"', chain)
    assert links == ["certificate", "completion", "attempts", "lessons", "enrolment", "version"]
    assert reverse("audit_attempt", args=[attempt.pk]) in chain
    assert "badge bad" not in chain
    assert len(re.findall("<tr data-row>", answers)) == attempt.answers.count()
    looks = Entry.objects.filter(verb="look").order_by("pk").values_list("kind", "object_id", "row_digest")
    assert list(looks) == [
        ("courses.enrolment", str(enrolment.pk), ""),
        ("courses.attempt", str(attempt.pk), ""),
    ]


def test_an_entry_of_a_nomination_opens_its_file(auditor: Person) -> None:
    nomination = a_nomination("screening")
    entries = Entry.objects.filter(kind__in=("nominations.nomination", "nominations.paper"))

    pages = [seen(auditor, "audit_entry", entry.pk) for entry in entries]

    address = reverse("nomination", args=[nomination.pk])
    assert len(pages) > 5
    assert all(f'href="{address}"' in page for page in pages)
    assert signed_in(auditor).get(address).status_code == 200


def test_an_unknown_serial_number_is_said(auditor: Person) -> None:
    page = signed_in(auditor).get(reverse("audit_find_evidence"), {"so-hieu": "HPNS-2026-999999-9"})

    assert page.status_code == 404
    assert "HPNS-2026-999999-9" in page.content.decode()


def test_an_answer_changed_after_it_was_handed_in_is_told(auditor: Person, enrolment: Any) -> None:
    attempt = Attempt.objects.get()

    with frozen.lifted():
        sql("UPDATE courses_answerevent SET response = '[\"b\"]'")
    page = seen(auditor, "audit_attempt", attempt.pk)

    assert "badge bad" in page


@pytest.mark.parametrize("many", [3, 30])
def test_evidence_costs_the_same_however_much_was_read(
    many: int, auditor: Person, django_assert_num_queries: Any
) -> None:
    run = a_run(a_course(lessons=many), rule={"lessons": "all"})
    made = finished(run, a_person())
    client = signed_in(auditor)

    with django_assert_num_queries(10):
        page = client.get(reverse("audit_evidence", args=[made.pk]))

    assert page.status_code == 200


# The chain


def test_a_sound_record_is_said_to_be_sound(auditor: Person, enrolment: Any) -> None:
    made = verified(auditor)

    page = seen(auditor, "audit_verification", made.pk)

    assert (made.fault_count, made.by, made.sealed > 10, made.rows > 10) == (0, auditor, True, True)
    assert (made.head, "data-row" in page) == (audit.head()[1], False)
    assert Entry.objects.get(verb="verify").object_id == str(made.pk)


def test_tampering_by_sql_is_found_and_names_its_row(auditor: Person, enrolment: Any) -> None:
    certificate = Certificate.objects.get()
    with frozen.lifted():
        sql('UPDATE certificates_certificate SET facts = \'{"full_name": "Kẻ khác"}\' WHERE id = %s', certificate.pk)
        third = Entry.objects.order_by("pk")[2]
        sql("UPDATE kernel_entry SET verb = 'other' WHERE id = %s", third.pk)

    made = verified(auditor)
    page = seen(auditor, "audit_verification", made.pk)

    assert made.fault_count == 2
    assert reverse("audit_entry", args=[third.pk]) in page
    assert f"?loai=certificates.certificate&amp;ma={certificate.pk}" in page
    assert [fault["facts"].get("object_id") for fault in made.faults][1] == str(certificate.pk)


def test_a_head_kept_outside_proves_that_nothing_was_cut_off(auditor: Person, enrolment: Any) -> None:
    _number, kept = audit.head()
    client = signed_in(auditor)

    client.post(reverse("audit_chain"), {"head": f" {kept[:32].upper()} {kept[32:]} "})
    job = Job.objects.get(kind="auditor.verify")
    jobs.run(job.pk)
    with frozen.lifted():
        sql("DELETE FROM kernel_seal WHERE number = (SELECT max(number) FROM kernel_seal)")
    cut = verified(auditor, kept)

    assert Verification.objects.get(job_id=job.pk).fault_count == 0
    assert [fault["facts"]["head"] for fault in cut.faults] == [kept]


def test_what_is_no_head_is_refused_with_a_sentence(auditor: Person) -> None:
    page = signed_in(auditor).post(reverse("audit_chain"), {"head": "abc"})

    assert page.status_code == 422
    assert Job.objects.count() == 0


def test_asking_twice_verifies_once_and_running_twice_keeps_one(auditor: Person) -> None:
    first, second = actions.ask_verification("", by=auditor), actions.ask_verification("", by=auditor)

    jobs.run(first.pk)
    tasks.verify(Job.objects.get(pk=first.pk))

    assert first.pk == second.pk
    assert Verification.objects.count() == 1


def test_the_progress_of_a_verification_is_told(auditor: Person, enrolment: Any) -> None:
    job = actions.ask_verification("", by=auditor)
    of = audit.size()

    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.done, job.of) == (of, of)


def test_the_command_proves_the_record_as_before(capsys: Any, enrolment: Any) -> None:
    call_command("audit", "verify", "--json")

    import json

    said = json.loads(capsys.readouterr().out)
    assert set(said) == {
        "sound", "entries", "sealed", "unsealed", "oldest_unsealed_s", "rows", "head", "faults",
    }  # fmt: skip
    assert (said["sound"], said["faults"]) == (True, [])


# Samples


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


def test_a_page_of_the_room_is_not_kept_by_the_browser(auditor: Person) -> None:
    page = signed_in(auditor).get(reverse("audit"))

    assert "no-store" in page.headers["Cache-Control"]


def test_tickets_are_what_the_page_says() -> None:
    assert sampling.ticket("ab", 7) == hashlib.sha256(b"ab:7").hexdigest()
    assert sampling.drawn("ab", [3, 1, 2], 5) == sorted([1, 2, 3], key=lambda pk: sampling.ticket("ab", pk))
