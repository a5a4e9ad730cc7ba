"""The record: searched, an entry opened with its words and its row."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from certificates.models import Certificate
from courses.learning.models import ItemResult
from lms.desks.auditor import queries
from lms.desks.auditor.words import KINDS, verb_choices, verb_words
from lms.kernel import audit, frozen
from lms.kernel.flow import Flow
from lms.kernel.models import Detail, Entry
from lms.people.models import Person
from lms.people.states import RoleKind
from tests.desks.auditor.conftest import seen, signed_in, sql, verified
from tests.factories import a_person, with_role

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    ("verb", "kind", "words"),
    [
        ("submit", "courses.attempt", "nộp bài"),
        ("submit", "nominations.nomination", "nộp cho đơn vị"),
        ("submit", "", "nộp bài, hoặc nộp hồ sơ"),
        ("cancel", "nominations.nomination", "đóng hồ sơ vì chương trình bị hủy"),
        ("draw", "certificates.drawing", "tạo tệp giấy chứng nhận"),
    ],
)
def test_what_was_done_is_said_for_the_thing_it_was_done_to(verb: str, kind: str, words: str) -> None:
    assert verb_words(verb, kind) == words


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
