"""Sending a roster through its pages: what is wrong beside the form, look, load, undo; and who may do it."""

import csv
import io
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from courses.learning.models import Enrolment
from lms.desks.roster import actions, sheets, working
from lms.desks.roster.models import BatchState, RosterBatch
from lms.desks.roster.template import filled
from lms.kernel.actors import SYSTEM
from lms.kernel.models import Job, JobState
from lms.people import actions as people
from lms.people.models import Membership, Person
from lms.people.states import RoleKind
from tests.desks.test_organisation import KINDS, MAY_LOAD, MAY_READ, of_kind, seen_by
from tests.factories import a_course, a_run, an_organisation, with_role

pytestmark = pytest.mark.django_db
TAX = "9900009594"
PEOPLE = [
    {"full_name": "Nguyễn Thị Ánh Tuyết", "email": "tuyet@demo.example", "staff_code": "A1"},
    {"full_name": "Đỗ Thị Hoà", "staff_code": "A2"},
]


@pytest.fixture
def place() -> Any:
    return people.found_organisation("dn06", "Công ty Cổ phần Nhựa Bạch Đằng Việt", by=SYSTEM, tax_code=TAX)


@pytest.fixture
def manager(place: Any) -> Person:
    return with_role(RoleKind.MANAGER, organisation_id=place.pk)


def a_batch(place: Any, rows: list[dict[str, str]] | None = None) -> RosterBatch:
    return actions.read_sheet("danh-sach.xlsx", filled(rows or PEOPLE), organisation=place, run=None, by=SYSTEM)


def send(client: Client, content: bytes, name: str = "danh-sach.xlsx", **more: Any) -> Any:
    return client.post(reverse("roster_upload", args=["dn06"]), {"sheet": SimpleUploadedFile(name, content), **more})


def act(client: Client, batch_id: int, verb: str, **more: Any) -> Any:
    return client.post(reverse("roster_act", args=["dn06", batch_id, verb]), more)


@pytest.mark.parametrize("kind", KINDS)
def test_only_who_may_load_loads_and_auditors_read(kind: str, place: Any) -> None:
    client = seen_by(of_kind(kind, place))
    batch, other = a_batch(place), a_batch(place)
    reading = [reverse(name, args=["dn06", batch.pk]) for name in ("roster", "roster_refused")]
    upload = reverse("roster_upload", args=["dn06"])

    read = [client.get(page).status_code for page in reading]
    changed = [client.get(upload).status_code, send(client, filled(PEOPLE)).status_code]
    for batch_id, verb in ((batch.pk, "nap-vao"), (batch.pk, "hoan-tac"), (other.pk, "thoi")):
        changed.append(act(client, batch_id, verb).status_code)
        working.work_through(batch_id)

    refused = 302 if kind == "anonymous" else 403 if kind == "auditor" else 404
    assert read == [200 if kind in MAY_READ else refused] * 2
    assert changed == ([200, 303, 303, 303, 303] if kind in MAY_LOAD else [refused] * 5)
    assert RosterBatch.objects.count() == (3 if kind in MAY_LOAD else 2)
    assert RosterBatch.objects.get(pk=batch.pk).state == ("undone" if kind in MAY_LOAD else "read")


def test_a_batch_of_another_organisation_is_not_here(place: Any, manager: Person) -> None:
    theirs = a_batch(an_organisation(code="khac"))
    client = seen_by(manager)
    pages = [
        reverse(name, args=[code, theirs.pk]) for name in ("roster", "roster_refused") for code in ("dn06", "khac")
    ]
    orders = [
        reverse("roster_act", args=[code, theirs.pk, verb])
        for verb in ("nap-vao", "thoi", "hoan-tac")
        for code in ("dn06", "khac")
    ]

    answers = [client.get(page).status_code for page in pages] + [client.post(order).status_code for order in orders]

    assert set(answers) == {404}
    assert RosterBatch.objects.get().state == BatchState.READ


def test_a_roster_goes_its_whole_way(place: Any, manager: Person, django_capture_on_commit_callbacks: Any) -> None:
    run, client = a_run(a_course()), seen_by(manager)

    look = client.get(send(client, filled(PEOPLE), run=run.pk).headers["Location"])
    with django_capture_on_commit_callbacks(execute=True):
        load = act(client, look.context["batch"].pk, "nap-vao")
    loaded = client.get(load.headers["Location"])
    enrolled = Enrolment.objects.filter(run=run, state="enrolled").count()
    with django_capture_on_commit_callbacks(execute=True):
        undo = act(client, look.context["batch"].pk, "hoan-tac")
    undone = client.get(undo.headers["Location"])

    assert (look.context["counts"], look.context["classes"], look.context["cards"]) == (
        {"new": 2, "changed": 0, "same": 0, "refused": 0}, [(run.code, 2)], 1,
    )  # fmt: skip
    assert [each.context["batch"].state for each in (look, loaded, undone)] == ["read", "loaded", "undone"]
    assert enrolled == 2
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert not Membership.objects.filter(organisation=place, void=False).exclude(person=manager).exists()


def test_refused_rows_are_shown_taken_away_and_left_out_only_when_told(place: Any, manager: Person) -> None:
    client = seen_by(manager)
    sheet = filled([*PEOPLE, {"full_name": "Lê Văn Ba", "email": "tuyet@demo.example", "position": "-2+3"}])

    look = client.get(send(client, sheet).headers["Location"])
    batch = look.context["batch"]
    refused = act(client, batch.pk, "nap-vao")
    away = client.get(reverse("roster_refused", args=["dn06", batch.pk]))

    (row,) = look.context["refused_rows"]
    assert (row.number, row.heading, row.cell) == (4, "Chức vụ", "-2+3")
    assert (refused.status_code, Membership.objects.filter(organisation=place).count()) == (409, 0)
    table = list(csv.reader(io.StringIO(away.content.decode("utf-8-sig"))))
    assert table[1][:2] == ["4", "Chức vụ"]
    assert table[1][9] == "'-2+3"
    assert away.headers["Content-Disposition"] == f'attachment; filename="dong-can-sua-{batch.pk}.csv"'
    act(client, batch.pk, "nap-vao", **{"bo-dong-loi": "on"})
    assert RosterBatch.objects.get(pk=batch.pk).state == BatchState.LOADING


def test_what_is_wrong_with_the_file_stands_beside_it_and_the_class_stays_chosen(place: Any, manager: Person) -> None:
    run, client = a_run(a_course()), seen_by(manager)

    answer = send(client, b"\x89PNG\r\n\x1a\n" + bytes(99), name="anh <b>.png", run=run.pk)

    assert [error.split(":")[0] for error in answer.context["form"].errors["sheet"]] == ["anh <b>.png"]
    assert answer.context["form"]["run"].value() == str(run.pk)
    assert answer.content.decode().count("anh &lt;b&gt;.png") == 1
    assert not RosterBatch.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"sheet": "no file"}, {"run": "x"}, {"run": "9" * 30}])
def test_an_upload_without_a_file_is_said(sent: dict[str, str], place: Any, manager: Person) -> None:
    answer = seen_by(manager).post(reverse("roster_upload", args=["dn06"]), sent)

    assert (answer.status_code, [*answer.context["form"].errors][0]) == (200, "sheet")


def test_a_file_that_is_too_large_is_not_even_read(place: Any, manager: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr("lms.desks.roster.forms.MOST_BYTES", 100)
    monkeypatch.setattr(sheets, "read", None)

    assert [*send(seen_by(manager), bytes(101)).context["form"].errors] == ["sheet"]


def test_an_unknown_order_and_an_unknown_batch_are_404(place: Any, manager: Person) -> None:
    client, batch = seen_by(manager), a_batch(place)

    assert [act(client, pk, verb).status_code for pk, verb in ((batch.pk, "x"), (10**15, "thoi"))] == [404, 404]
    assert client.get(reverse("roster_act", args=["dn06", batch.pk, "thoi"])).status_code == 405


def test_the_page_asks_again_while_the_worker_is_at_it(place: Any, manager: Person) -> None:
    batch, client = a_batch(place), seen_by(manager)
    act(client, batch.pk, "nap-vao")
    page = reverse("roster", args=["dn06", batch.pk])

    whole = client.get(page).content.decode()
    fragment = client.get(page, headers={"HX-Request": "true"}).content.decode()
    RosterBatch.objects.update(state=BatchState.LOADED)
    after = client.get(page, headers={"HX-Request": "true"})

    assert fragment.strip().startswith("<section")
    assert fragment.count(f'hx-get="{page}"') == whole.count(f'hx-get="{page}"') == 1
    assert fragment.count(f'<noscript><p><a href="{page}">') == 1
    assert after.headers["HX-Refresh"] == "true"


def test_work_that_died_is_said_and_can_go_on(
    place: Any, manager: Person, django_capture_on_commit_callbacks: Any
) -> None:
    batch, client = a_batch(place), seen_by(manager)
    act(client, batch.pk, "nap-vao")
    Job.objects.update(state=JobState.FAILED)

    page = client.get(reverse("roster", args=["dn06", batch.pk]))
    with django_capture_on_commit_callbacks(execute=True):
        act(client, batch.pk, "nap-vao")

    assert (page.context["stuck"], page.content.decode().count('hx-trigger="every')) == (True, 0)
    assert RosterBatch.objects.get().state == BatchState.LOADED


@pytest.mark.parametrize("number", [3, 300])
def test_the_page_of_a_batch_costs_the_same_for_any_number_of_rows(
    number: int, place: Any, manager: Person, django_assert_num_queries: Any
) -> None:
    rows = [{"full_name": "Nguyễn Văn Nam", "staff_code": f"A{k}"} for k in range(number)]
    rows += [{"full_name": "Nam", "staff_code": f"B{k}"} for k in range(number)]
    batch, client = a_batch(place, rows), seen_by(manager)
    cache.clear()

    with django_assert_num_queries(10):
        client.get(reverse("roster", args=["dn06", batch.pk]))


@pytest.mark.parametrize("number", [3, 30])
def test_the_page_to_send_a_list_costs_the_same_for_any_number_of_classes_and_lists(
    number: int, place: Any, manager: Person, django_assert_num_queries: Any
) -> None:
    course = a_course()
    for _each in range(number):
        a_run(course)
        a_batch(place)
    client = seen_by(manager)
    cache.clear()

    with django_assert_num_queries(7):
        answer = client.get(reverse("roster_upload", args=["dn06"]))

    assert len(answer.context["form"].fields["run"].queryset) == number


def test_lists_that_wait_are_the_list_behind_the_number(place: Any, manager: Person) -> None:
    waiting, left = a_batch(place), a_batch(place)
    actions.discard(left.pk, by=manager)

    answer = seen_by(manager).get(reverse("roster_upload", args=["dn06"]), {"tt": "read"})

    assert [each.pk for each in answer.context["batches"]] == [waiting.pk]


def test_samples_are_there_for_visitors_of_the_demonstration_only(place: Any, manager: Person, settings: Any) -> None:
    client = seen_by(manager)
    page = reverse("roster_sample", args=["danh-sach-50-nguoi"])
    settings.DEMO = False
    hidden = client.get(page).status_code, client.get(reverse("roster_upload", args=["dn06"])).context["samples"]
    settings.DEMO = True

    assert hidden == (404, False)
    assert client.get(reverse("roster_sample", args=["khong-co"])).status_code == 404
    assert client.get(reverse("roster_upload", args=["dn06"])).content.decode().count(page) == 1
    look = client.get(send(client, client.get(page).content).headers["Location"])
    assert look.context["counts"]["refused"] == 50  # its class is not there
    bad = client.get(reverse("roster_sample", args=["danh-sach-co-dong-sai"])).content
    assert len(sheets.read(bad)) == 12


def test_the_blank_sheet_is_for_whoever_signs_in(place: Any) -> None:
    answer = seen_by(of_kind("member", place)).get(reverse("roster_template"))

    assert answer.content.startswith(b"PK")


def test_reasons_come_in_the_language_of_who_sent_the_sheet(place: Any, manager: Person) -> None:
    client = Client()
    client.force_login(manager.user)
    rows = filled([{"full_name": "Minh", "staff_code": "A1"}])

    sent = client.post("/en/don-vi/dn06/nap/", {"sheet": SimpleUploadedFile("list.xlsx", rows)})
    english, vietnamese = (client.get(f"{prefix}{sent['Location'].removeprefix('/en')}") for prefix in ("/en", ""))

    reason = "Please give family name and given name."
    assert f">{reason}</td>" in english.content.decode()
    assert f'<span lang="en">{reason}</span>' in vietnamese.content.decode()


def test_the_worker_gives_its_reasons_in_that_language_too(place: Any, manager: Person) -> None:
    with override("en"):
        batch = a_batch(place)
    actions.load(batch.pk, by=manager)
    taken = with_role(RoleKind.TRAINER)
    taken.user.email = "tuyet@demo.example"
    taken.user.save()

    working.work_through(batch.pk)

    batch.refresh_from_db()
    assert batch.error.startswith("Things have changed since the file was read")
