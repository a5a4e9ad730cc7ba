"""Whom a row means, what undoing leaves, which sheets are read (docs/decisions/11)."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from courses.learning import actions as learning
from courses.learning.models import Enrolment
from lms.desks.roster import actions, queries, sheets, working
from lms.desks.roster.columns import Unreadable, looks_like_formula, read_tax_code
from lms.desks.roster.models import BatchState, RosterBatch, Verdict
from lms.desks.roster.template import filled
from lms.kernel import clock
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput
from lms.notices.models import Notice
from lms.people import actions as people
from lms.people import members
from lms.people.members import MemberFacts
from lms.people.models import Membership, Person, User
from lms.people.states import RoleKind
from tests.factories import a_course, a_person, a_run, a_user, an_organisation, with_role

pytestmark = pytest.mark.django_db
NAME = "Nguyễn Văn Nam"


@pytest.fixture
def place() -> Any:
    return people.found_organisation("dn06", "Nhựa", by=SYSTEM, tax_code="9900009594")


@pytest.fixture
def manager(place: Any) -> Person:
    return with_role(RoleKind.MANAGER, organisation_id=place.pk)


def read(place: Any, by: Any, *rows: dict[str, str], run: Any = None) -> RosterBatch:
    return actions.read_sheet("x.xlsx", filled(rows), organisation=place, run=run, by=by)


def load(place: Any, by: Any, *rows: dict[str, str], run: Any = None) -> RosterBatch:
    batch = read(place, by, *rows, run=run)
    actions.load(batch.pk, by=by)
    return working.work_through(batch.pk)


def undo(batch: RosterBatch, by: Any) -> RosterBatch:
    actions.undo(batch.pk, by=by)
    return working.work_through(batch.pk)


def verdicts(batch: RosterBatch) -> list[str]:
    return list(batch.rows.order_by("number").values_list("verdict", flat=True))


def row(name: str = NAME, **cells: str) -> dict[str, str]:
    return {"full_name": name, **cells}


def known(place: Any, name: str = NAME, **facts: Any) -> Membership:
    return members.register_member(place.pk, MemberFacts(name, **facts), by=SYSTEM)


BY_NAME = [
    ({}, {}, ["same"]),
    ({}, {"staff_code": "A1"}, ["changed"]),
    ({}, {"birth_year": "1980"}, ["changed"]),
    ({"birth_year": 1979}, {"birth_year": "1980"}, ["new"]),
    ({"birth_year": 1980}, {"staff_code": "A1", "birth_year": "1980"}, ["changed"]),
    ({"staff_code": "A9"}, {"staff_code": "A1"}, ["new"]),
    ({"email": "nam@demo.example"}, {"email": "khac@demo.example"}, ["new"]),
    ({"email": "nam@demo.example"}, {"staff_code": "A1"}, ["changed"]),
    ({}, {"email": "nam@demo.example"}, ["changed"]),
]


@pytest.mark.parametrize(("there", "said", "verdict"), BY_NAME)
def test_a_name_means_who_is_here_unless_something_contradicts(
    there: dict[str, Any], said: dict[str, str], verdict: list[str], place: Any, manager: Person
) -> None:
    known(place, **there)

    batch = load(place, manager, row(**said))

    assert verdicts(batch) == verdict
    assert Person.objects.filter(full_name=NAME).count() == (2 if verdict == ["new"] else 1)
    assert verdicts(read(place, manager, row(**said))) == ["same"]


def test_two_of_one_name_are_not_guessed(place: Any, manager: Person) -> None:
    known(place, birth_year=1970)
    known(place, birth_year=1980)

    batch = read(place, manager, row(staff_code="A1"), row(birth_year="1980"), row(birth_year="1990"))

    assert verdicts(batch) == [Verdict.REFUSED, Verdict.SAME, Verdict.NEW]


def test_two_rows_that_mean_one_person_are_refused_at_the_second(place: Any, manager: Person) -> None:
    known(place, email="nam@demo.example", staff_code="A1")

    batch = read(place, manager, row(email="nam@demo.example"), row(staff_code="A1"))

    assert verdicts(batch) == [Verdict.SAME, Verdict.REFUSED]


def test_names_alone_that_stand_in_different_parts_stay_different_people(
    place: Any, manager: Person, monkeypatch: Any
) -> None:
    monkeypatch.setattr(working, "AT_A_TIME", 1)

    load(place, manager, row(), row(birth_year="1980"), row(birth_year="1981"))

    assert sorted(str(each.birth_year) for each in Person.objects.filter(full_name=NAME)) == ["1980", "1981", "None"]


@pytest.mark.parametrize("way", ["email", "staff_code"])
def test_what_was_taken_back_comes_again_as_the_same_person_with_the_name_mended(
    way: str, place: Any, manager: Person
) -> None:
    said = {way: "nam@demo.example" if way == "email" else "A1"}
    undo(load(place, manager, row("Nguyễn Văn Nan", **said)), manager)
    before = Person.objects.count()

    load(place, manager, row("Nguyễn Văn Nam", **said))

    assert Membership.objects.get(void=False, organisation=place).person.full_name == "Nguyễn Văn Nam"
    assert Person.objects.count() - before == (0 if way == "email" else 1)  # a staff code is given to somebody else


def test_undoing_takes_an_address_back_until_it_is_confirmed(place: Any, manager: Person) -> None:
    worker = known(place, staff_code="A1").person
    first = load(place, manager, row(staff_code="A1", email="nam@demo.example"))
    undo(first, manager)
    taken = User.objects.get(person=worker).email
    second = load(place, manager, row(staff_code="A1", email="nam@demo.example"))
    User.objects.get(person=worker).emailaddress_set.update(verified=True)

    undo(second, manager)

    assert taken is None
    assert User.objects.get(person=worker).email == "nam@demo.example"
    assert queries.kept_rows(second).count() == 1


def test_undoing_keeps_who_was_enrolled_elsewhere_since(place: Any, manager: Person) -> None:
    course = a_course()
    batch = load(place, manager, row(staff_code="A1"), row("Lê Thị Hoa", staff_code="A2"), run=a_run(course))
    stays = Membership.objects.get(staff_code="A1").person
    learning.enrol_others(a_run(course).pk, [stays], by=manager)

    undo(batch, manager)

    assert [each.person for each in Membership.objects.filter(void=False)] == [stays]
    assert set(Enrolment.objects.filter(person=stays).values_list("state", flat=True)) == {"enrolled"}


def test_an_officer_takes_on_a_stranger_only_under_their_own_name(place: Any) -> None:
    a_user(a_person("Hồ Thị Lạ"), email="la@demo.example")
    User.objects.update(last_login=clock.now())

    batch = read(place, with_role(RoleKind.OFFICER), row("Hồ Thị Lạ", email="la@demo.example"))
    other = read(place, with_role(RoleKind.OFFICER), row("Hồ Thị Quen", email="la@demo.example"))

    assert (verdicts(batch), verdicts(other)) == ([Verdict.NEW], [Verdict.REFUSED])


def test_a_sheet_gives_no_address_to_who_holds_a_role(place: Any, manager: Person) -> None:
    auditor = a_person("Thái Minh Quân")
    people.join_organisation(auditor.pk, place.pk, by=SYSTEM, since=clock.today())
    people.give_role(auditor.pk, RoleKind.AUDITOR, by=SYSTEM)

    batch = read(place, manager, row("Thái Minh Quân", email="cua.toi@demo.example"))

    assert verdicts(batch) == [Verdict.REFUSED]


def test_a_manager_who_lost_the_role_meanwhile_loads_nobody(place: Any, manager: Person) -> None:
    batch = read(place, manager, row())
    actions.load(batch.pk, by=manager)
    role = manager.roles.get()
    people.end_role(role.pk, by=SYSTEM, last_day=role.valid_from)

    done = working.work_through(batch.pk)

    assert (done.state, done.error != "") == (BatchState.READ, True)
    assert not Membership.objects.exists()


def test_a_row_refused_only_while_loading_counts_as_refused_and_the_rest_is_undone(
    place: Any, manager: Person, monkeypatch: Any
) -> None:
    monkeypatch.setattr(working, "AT_A_TIME", 1)
    batch = read(place, manager, row(staff_code="A1"), row("Lê Thị Hoa", email="hoa@demo.example"))
    actions.load(batch.pk, by=manager)

    done = working.work_through(batch.pk, lambda done, of: done == 1 and a_user(email="hoa@demo.example"))

    assert (done.state, verdicts(batch)) == (BatchState.LOADED, [Verdict.NEW, Verdict.REFUSED])
    assert undo(batch, manager).state == BatchState.UNDONE
    assert not Membership.objects.filter(void=False).exists()


def test_a_load_that_can_go_no_further_says_so_and_is_undone(place: Any, manager: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr(working, "AT_A_TIME", 1)
    batch = read(place, manager, row(staff_code="A1"), row("Lê Thị Hoa", staff_code="A2"))
    actions.load(batch.pk, by=manager)

    def killed(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        working.work_through(batch.pk, killed)
    role = manager.roles.get()
    people.end_role(role.pk, by=SYSTEM, last_day=role.valid_from)
    stopped = working.work_through(batch.pk)

    assert (stopped.state, stopped.error != "") == (BatchState.LOADED, True)
    assert verdicts(batch) == [Verdict.NEW, Verdict.REFUSED]
    assert undo(batch, with_role(RoleKind.OFFICER)).state == BatchState.UNDONE
    assert not Membership.objects.filter(void=False).exists()


def test_fifty_are_told_once_each_and_their_manager_once_for_all_without_mail(place: Any, manager: Person) -> None:
    rows = [row(f"Lê Thị {chr(65 + n)}", staff_code=f"A{n}") for n in range(3)]
    rows.append(row("Vũ Văn Thư", email="thu@demo.example"))
    run = a_run(a_course())

    load(place, manager, *rows, run=run)
    load(place, manager, row("Lê Thị Mới", staff_code="B1"), run=run)

    assert Notice.objects.exclude(person=manager).count() == 5
    assert Notice.objects.exclude(person=manager).exclude(mail_to="").get().mail_to == "thu@demo.example"
    assert Notice.objects.filter(person=manager).count() == 1


def test_a_list_nobody_confirmed_in_ninety_days_is_left(place: Any, manager: Person, at: Any) -> None:
    with at(2026, 1, 1):
        batch = read(an_organisation(), SYSTEM, row(staff_code="A1"))
    with at(2026, 6, 1):
        actions.tidy()

    assert RosterBatch.objects.get(pk=batch.pk).state == BatchState.DISCARDED


@pytest.mark.parametrize(("text", "code"), [("200123457", "0200123457"), ("200123457-001", "0200123457-001")])
def test_a_zero_that_a_spreadsheet_dropped_comes_back_to_a_tax_code(text: str, code: str) -> None:
    assert read_tax_code(text) == code


@pytest.mark.parametrize("text", ["200123458", "12345678", "02001234577", "02001234a7"])
def test_what_is_no_tax_code_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_tax_code(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("=1+1", True), ("+84", True), ("@SUM(A1)", True), ("-2+3", True), ("-x", True), ("-5", False), ("- Tổ 1", False)],
)
def test_a_formula_is_known(text: str, is_one: bool) -> None:
    assert looks_like_formula(text) == is_one


def test_an_array_formula_is_a_formula() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Họ và tên", "Mã nhân viên", "Chức vụ"])
    book.active.append([NAME, "A1", None])
    book.active["C2"] = ArrayFormula("C2", "=SUM(A1:A2)")
    out = io.BytesIO()
    book.save(out)

    assert looks_like_formula(sheets.read(out.getvalue())[0].cells["position"])


def test_a_small_file_that_unpacks_to_a_very_large_one_is_refused_unread() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(sheets.MOST_UNPACKED + 1))

    with pytest.raises(BadInput) as refused:
        sheets.read(out.getvalue())

    assert len(out.getvalue()) < 200_000
    assert str(refused.value) == "Tệp này quá lớn sau khi giải nén."


def test_a_semicolon_divides_though_the_cells_hold_more_commas() -> None:
    text = "Họ và tên;Mã nhân viên;Bộ phận\r\n" + f"{NAME};A1;Tổ 1, chuyền 2, ca 3, kho 4\r\n" * 3

    assert [each.cells["department"] for each in sheets.read(text.encode())] == ["Tổ 1, chuyền 2, ca 3, kho 4"] * 3


def test_a_row_is_counted_as_the_spreadsheet_shows_it() -> None:
    text = f'Danh sách\r\n\r\nHọ và tên,Mã nhân viên,Bộ phận\r\n{NAME},A1,"Tổ\r\n1"\r\nLê Thị Hoa,A2,\r\n'

    assert [(each.number, each.cells["staff_code"]) for each in sheets.read(text.encode())] == [(4, "A1"), (5, "A2")]


@pytest.mark.parametrize("sign", ["\x00", "\x1b"])
def test_a_sign_that_no_text_has_makes_it_no_spreadsheet(sign: str) -> None:
    text = "Họ và tên,Mã nhân viên\r\n" + f"{NAME},A1\r\n" * 900 + f"{NAME},B{sign}\r\n"

    with pytest.raises(BadInput):
        sheets.read(text.encode())
