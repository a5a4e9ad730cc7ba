"""The roster: what a sheet means, loaded once, undone; bad sheets name their row and load nothing."""

import csv
import io
import json
import unicodedata
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from courses.learning import actions as learning
from courses.learning.models import Enrolment
from lms.desks.roster import actions, queries, working
from lms.desks.roster.columns import COLUMNS, read_tax_code
from lms.desks.roster.models import BatchState, RosterBatch, RosterRow, Verdict
from lms.desks.roster.template import blank, filled, refused_csv
from lms.kernel import audit
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput, NotAllowed, WrongState
from lms.people import actions as people
from lms.people.models import Membership, Person, User
from lms.people.states import RoleKind
from tests.factories import a_course, a_person, a_run, a_user, finished, with_role

pytestmark = pytest.mark.django_db
TAX = "9900009594"


@pytest.fixture
def place() -> Any:
    return people.found_organisation("dn06", "Công ty Cổ phần Nhựa Bạch Đằng Việt", by=SYSTEM, tax_code=TAX)


@pytest.fixture
def manager(place: Any) -> Person:
    return with_role(RoleKind.MANAGER, organisation_id=place.pk)


@pytest.fixture
def run() -> Any:
    return a_run(a_course(), code="5s-101-k07")


def rows(n: int = 5, **same: str) -> list[dict[str, str]]:
    made = [
        {"full_name": f"Nguyễn Thị Ánh Tuyết {chr(65 + k // 26)}{chr(97 + k % 26)}", "staff_code": f"BD{k:03}"}
        for k in range(n)
    ]
    for k, row in enumerate(made):
        row.update(same)
        if k % 2 == 0:
            row["email"] = f"bd{k}@demo.example"
    return made


def as_csv(table: list[dict[str, str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow([column.heading for column in COLUMNS])
    writer.writerows([[row.get(column.name, "") for column in COLUMNS] for row in table])
    if encoding == "cp1258":
        return b"".join(_as_1258(sign) for sign in out.getvalue())
    return out.getvalue().encode(encoding)


def _as_1258(sign: str) -> bytes:
    """Windows-1258 writes most vowels with their tone as a second sign."""
    try:
        return sign.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", sign)
        tone = next(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
        shape = unicodedata.normalize("NFC", parts.replace(tone, ""))
        return shape.encode("cp1258") + tone.encode("cp1258")


def loaded(content: bytes, place: Any, run: Any, by: Any, **how: Any) -> RosterBatch:
    batch = actions.read_sheet("danh-sach.xlsx", content, organisation=place, run=run, by=by)
    actions.load(batch.pk, by=by, **how)
    return working.work_through(batch.pk)


def everything() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (Person, User, Membership, Enrolment)}


def test_fifty_people_are_enrolled_and_the_same_file_again_changes_nothing(
    place: Any, manager: Person, run: Any
) -> None:
    content = filled(rows(50, tax_code=TAX, run=run.code))

    batch = loaded(content, place, None, manager)
    after = everything()
    again = actions.read_sheet("danh-sach.xlsx", content, organisation=place, run=None, by=manager)

    assert batch.state == BatchState.LOADED
    assert queries.counts(batch) == {"new": 50, "changed": 0, "same": 0, "refused": 0}
    assert Enrolment.objects.filter(run=run).count() == 50
    assert User.objects.exclude(code=None).count() == 25
    assert queries.counts(again) == {"new": 0, "changed": 0, "same": 50, "refused": 0}
    actions.load(again.pk, by=manager)
    assert working.work_through(again.pk).state == BatchState.LOADED
    assert everything() == after


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1258", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_csv_in_every_encoding_spells_names_alike(encoding: str, delimiter: str, place: Any, manager: Person) -> None:
    batch = loaded(as_csv(rows(3), encoding, delimiter), place, None, manager)

    assert queries.counts(batch)["new"] == 3
    assert Person.objects.filter(full_name="Nguyễn Thị Ánh Tuyết Ab").exists()


def test_a_phone_writes_names_decomposed_and_they_are_the_same(place: Any, manager: Person) -> None:
    loaded(filled(rows(3)), place, None, manager)
    decomposed = [{name: unicodedata.normalize("NFD", text) for name, text in row.items()} for row in rows(3)]

    again = actions.read_sheet("x.csv", as_csv(decomposed), organisation=place, run=None, by=manager)

    assert queries.counts(again)["same"] == 3


def bad(row: int, **cells: str) -> list[dict[str, str]]:
    table = rows(12)
    table[row - 2].update(cells)
    return table


BAD_ROWS = [
    ({"tax_code": "9900009595"}, "Mã số thuế", "9900009594"),
    ({"tax_code": "9900012332"}, "Mã số thuế", ""),
    ({"email": "bd0@demo.example"}, "Thư điện tử", "2"),
    ({"staff_code": "BD000"}, "Mã nhân viên", "2"),
    ({"position": '=HYPERLINK("http://x")'}, "Chức vụ", ""),
    ({"full_name": ""}, "Họ và tên", ""),
    ({"full_name": "Tuyết"}, "Họ và tên", ""),
    ({"email": "khong-phai-thu"}, "Thư điện tử", ""),
    ({"birth_year": "85"}, "Năm sinh", ""),
    ({"gender": "khác gì"}, "Giới tính", ""),
    ({"run": "khong-co"}, "Mã lớp", ""),
    ({"position": "x" * 300}, "Chức vụ", ""),
]


@pytest.mark.parametrize(("cells", "column", "said"), BAD_ROWS)
def test_a_bad_cell_is_named_and_nothing_is_loaded(
    cells: dict[str, str], column: str, said: str, place: Any, tmp_path: Path, capsys: Any
) -> None:
    sheet, before = tmp_path / "xau.xlsx", everything()
    sheet.write_bytes(filled(bad(7, **cells)))

    with pytest.raises(CommandError) as refused:
        call_command("roster", "load", str(sheet), "--organisation", "dn06", "--json")

    report = json.loads(capsys.readouterr().out)
    assert refused.value.returncode == 1
    assert [*report] == ["batch", "new", "changed", "same", "refused", "rows"]
    assert (report["refused"], report["rows"][0]["row"], report["rows"][0]["column"]) == (1, 7, column)
    assert said in report["rows"][0]["reason"]
    assert everything() == before


def _book(*lines: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


NO_ROSTERS = {
    "missing column": _book(["Email", "Chức vụ"], ["a@demo.example", "Thợ"]),
    "missing key": _book(["Họ và tên", "Chức vụ"], ["Nguyễn Văn Nam", "Thợ"]),
    "twice": _book(["Họ và tên", "Email", "E-mail"], ["Nguyễn Văn Nam", "", ""]),
    "nobody": blank(),
    "empty": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "a zip": b"PK\x03\x04 no archive at all",
    "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "a letter": "Kính gửi phòng đào tạo, danh sách gửi sau.".encode(),
    "10,001 rows": as_csv([{"full_name": "Nguyễn Văn Nam", "staff_code": str(n)} for n in range(10_001)]),
}


@pytest.mark.parametrize("kind", NO_ROSTERS)
def test_what_is_no_roster_is_one_sentence_and_nothing_is_kept(kind: str, place: Any, tmp_path: Path) -> None:
    sheet, before = tmp_path / "tep", everything()
    sheet.write_bytes(NO_ROSTERS[kind])

    with pytest.raises(CommandError) as refused:
        call_command("roster", "load", str(sheet), "--organisation", "dn06")

    assert refused.value.returncode == 2
    assert len(str(refused.value)) < 200
    assert everything() == before
    assert not RosterBatch.objects.exists()
    if kind == "10,001 rows":
        assert "10002" in str(refused.value)


def test_the_command_finds_organisation_and_class_in_the_rows(
    place: Any, run: Any, tmp_path: Path, capsys: Any
) -> None:
    sheet = tmp_path / "danh-sach.xlsx"
    sheet.write_bytes(filled(rows(4, tax_code=TAX, run=run.code)))

    call_command("roster", "load", str(sheet), "--dry-run", "--json")
    dry = json.loads(capsys.readouterr().out)
    nothing = Enrolment.objects.count()
    call_command("roster", "load", str(sheet), "--json")
    said = json.loads(capsys.readouterr().out)
    call_command("roster", "undo", str(said["batch"]), "--json")
    undone = json.loads(capsys.readouterr().out)

    assert (dry["new"], dry["batch"], nothing) == (4, None, 0)
    assert said == {"batch": said["batch"], "new": 4, "changed": 0, "same": 0, "refused": 0, "rows": []}
    assert undone == said
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_undoing_keeps_who_has_begun_and_loading_again_finds_the_same_persons(
    place: Any, manager: Person, run: Any
) -> None:
    content = filled(rows(4))
    batch = loaded(content, place, run, manager)
    begun = Enrolment.objects.order_by("pk")[0]
    learning.open_lesson(begun.pk, run.course.current.lessons.first().lesson.key, by=begun.person)

    actions.undo(batch.pk, by=manager)
    undone = working.work_through(batch.pk)
    persons = everything()["Person"]

    assert undone.state == BatchState.UNDONE
    assert [row.person for row in queries.kept_rows(batch)] == [begun.person]
    assert Enrolment.objects.exclude(state="withdrawn").get() == begun
    assert User.objects.filter(is_active=False).count() == 3
    again = loaded(content, place, run, manager)
    assert queries.counts(again) == {"new": 3, "changed": 0, "same": 1, "refused": 0}
    assert everything()["Person"] == persons
    assert Enrolment.objects.exclude(state="withdrawn").count() == 4
    assert not User.objects.filter(is_active=False).exists()
    while audit.seal():
        pass
    assert audit.verify().faults == []


def test_a_change_is_shown_made_and_undone(place: Any, manager: Person) -> None:
    loaded(filled(rows(2, position="Kỹ sư")), place, None, manager)

    batch = loaded(filled(rows(2, position="Trưởng nhóm")), place, None, manager)

    assert [row.changes for row in queries.rows_of(batch, Verdict.CHANGED)] == [
        {"position": ["Kỹ sư", "Trưởng nhóm"]}
    ] * 2
    assert set(Membership.objects.values_list("position", flat=True)) == {"Trưởng nhóm"}
    actions.undo(batch.pk, by=manager)
    working.work_through(batch.pk)
    assert set(Membership.objects.values_list("position", flat=True)) == {"Kỹ sư"}


def test_a_manager_draws_no_stranger_in_by_their_address_and_an_officer_may(place: Any, manager: Person) -> None:
    stranger = a_user(a_person("Hồ Thị Lạ"), email="nguoi.la@demo.example").person
    sheet = filled([{"full_name": stranger.full_name, "email": "nguoi.la@demo.example"}])

    batch = actions.read_sheet("x.xlsx", sheet, organisation=place, run=None, by=manager)

    (row,) = queries.rows_of(batch, Verdict.REFUSED)
    assert (row.column, stranger.full_name in row.reason) == ("email", False)
    officer = with_role(RoleKind.OFFICER)
    loaded(sheet, place, None, officer)
    assert Membership.objects.get(organisation=place).person == stranger


def test_another_manager_and_a_learner_may_not(place: Any, run: Any) -> None:
    for person in (with_role(RoleKind.MANAGER, organisation_id=_other().pk), a_user().person):
        with pytest.raises(NotAllowed):
            actions.read_sheet("x.xlsx", filled(rows(1)), organisation=place, run=run, by=person)


def _other() -> Any:
    return people.found_organisation("khac", "Công ty Khác", by=SYSTEM)


def test_a_class_without_enough_places_refuses_the_rows_beyond(place: Any, manager: Person) -> None:
    run = a_run(a_course(), places=3)

    batch = actions.read_sheet("x.xlsx", filled(rows(5)), organisation=place, run=run, by=manager)

    assert [row.number for row in queries.rows_of(batch, Verdict.REFUSED)] == [5, 6]
    with pytest.raises(WrongState):
        actions.load(batch.pk, by=manager)
    actions.load(batch.pk, by=manager, without_refused=True)
    working.work_through(batch.pk)
    assert Enrolment.objects.filter(run=run).count() == 3


def test_what_changed_between_reading_and_loading_stops_the_load(place: Any, manager: Person) -> None:
    batch = actions.read_sheet("x.xlsx", filled(rows(2)), organisation=place, run=None, by=manager)
    a_user(email="bd0@demo.example")
    before = everything()

    actions.load(batch.pk, by=manager)
    done = working.work_through(batch.pk)

    assert (done.state, "2" in done.error) == (BatchState.READ, True)
    assert everything() == before


def test_a_load_that_was_killed_goes_on_where_it_stopped(place: Any, manager: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr(working, "AT_A_TIME", 2)
    batch = actions.read_sheet("x.xlsx", filled(rows(6)), organisation=place, run=None, by=manager)
    actions.load(batch.pk, by=manager)

    def killed(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        working.work_through(batch.pk, killed)
    half = Membership.objects.count()

    assert half == 2
    assert working.work_through(batch.pk).state == BatchState.LOADED
    assert Membership.objects.count() == 6


def test_refused_rows_go_back_as_a_sheet_in_which_nothing_computes(place: Any, manager: Person) -> None:
    batch = actions.read_sheet("x.xlsx", filled(bad(3, position="=1+1")), organisation=place, run=None, by=manager)

    text = refused_csv(queries.rows_of(batch, Verdict.REFUSED))

    assert text.startswith("\ufeffDòng,Cột,Lý do,Họ và tên")
    assert ",'=1+1," in text
    assert not any(cell.startswith("=") for line in csv.reader(io.StringIO(text)) for cell in line)


def test_what_a_sheet_said_of_people_goes_after_ninety_days(place: Any, manager: Person, at: Any) -> None:
    with at(2026, 1, 1):
        batch = loaded(filled(rows(2)), place, None, manager)
    with at(2026, 3, 1):
        assert actions.tidy() == 0
    with at(2026, 6, 1):
        assert actions.tidy() == 2

    assert list(RosterRow.objects.filter(batch=batch).values_list("facts", flat=True)) == [{}, {}]
    assert Membership.objects.count() == 2


@pytest.mark.parametrize(("text", "code"), [("9900009594", "9900009594"), ("9900009594-001", "9900009594-001")])
def test_a_tax_code_is_read(text: str, code: str) -> None:
    assert read_tax_code(text) == code


def test_the_template_is_read_as_a_sheet_with_nobody() -> None:
    from lms.desks.roster import sheets

    with pytest.raises(BadInput):
        sheets.read(blank())


def test_a_completed_learner_is_not_taken_back(place: Any, manager: Person) -> None:
    run = a_run(a_course(), rule={"lessons": "all", "quiz": None})
    batch = loaded(filled(rows(1)), place, run, manager)
    finished(run, Person.objects.get(pk=Membership.objects.get().person_id))

    actions.undo(batch.pk, by=manager)
    working.work_through(batch.pk)

    assert Enrolment.objects.get().state == "completed"
    assert Membership.objects.get().void is False
