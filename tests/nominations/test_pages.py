"""The pages of the nominations: who sees what, numbers that equal their lists, words that are not lost."""

import io
import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from lms.kernel import clock
from lms.kernel.models import Entry
from lms.nominations.models import Nomination, Programme
from lms.nominations.states import Stage
from lms.people.models import Membership, Person
from lms.people.states import RoleKind
from tests.factories import a_nomination, a_programme, an_employee, an_organisation, with_role

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def rows_in(response) -> int:
    return response.content.decode().count("data-row")


def a_crowd(programme: Programme, number: int, organisation) -> None:
    """That many nominations in screening, written at once."""
    people = [
        Person(full_name=f"Nguyễn Văn Số {n}", sort_key=f"{n:04}", folded=f"nguyen van so {n}") for n in range(number)
    ]
    made = Person.objects.bulk_create(people)
    today = clock.today()
    Membership.objects.bulk_create(
        Membership(person=each, organisation=organisation, valid_from=today) for each in made
    )
    rows = [
        Nomination(programme=programme, nominee=each, organisation=organisation, state="screening") for each in made
    ]
    Nomination.objects.bulk_create(rows)


def test_each_number_of_the_board_opens_a_list_of_that_many_files() -> None:
    officer = with_role(RoleKind.OFFICER)
    programme = a_programme(quota=5)
    for state in ("draft", "screening", "screening", "ranking", "withdrawn_before"):
        a_nomination(state, programme=programme)
    client = signed_in(officer)

    board = client.get(reverse("nominations")).content.decode()
    links = re.findall(r'href="([^"]*chang=[^"]*)"><b>(\d+)</b>', board)

    assert [int(number) for _href, number in links] == [1, 2, 1, 1]
    for href, number in links:
        assert rows_in(client.get(href.replace("&amp;", "&"))) == int(number)


def test_leadership_sees_the_numbers_and_no_file() -> None:
    leader = with_role(RoleKind.LEADERSHIP)
    nomination = a_nomination("screening")
    client = signed_in(leader)

    board = client.get(reverse("nominations")).content.decode()

    assert "<b>1</b>" in board
    assert nomination.nominee.full_name not in board
    assert "chang=" not in board
    assert client.get(reverse("nomination", args=[nomination.pk])).status_code == 404
    assert rows_in(client.get(reverse("nomination_files"))) == 0
    assert client.get(reverse("nominations_export")).status_code == 404


def test_an_auditor_reads_a_file_and_changes_nothing() -> None:
    nomination = a_nomination("screening")
    client = signed_in(with_role(RoleKind.AUDITOR))
    address = reverse("nomination", args=[nomination.pk])

    page = client.get(address)
    answers = [
        client.post(reverse("move_nomination", args=[nomination.pk]), {"verb": verb, f"{verb}-reason": "x"}).status_code
        for verb in ("accept", "reject", "withdraw")
    ]
    upload = client.post(
        reverse("add_paper", args=[nomination.pk]),
        {"kind": "other", "paper": SimpleUploadedFile("a.pdf", b"%PDF-1.4 a")},
    )

    assert page.status_code == 200
    assert "verb" not in page.content.decode()
    assert answers == [403, 403, 403]
    assert upload.status_code == 403


def test_another_organisations_manager_gets_404_everywhere() -> None:
    nomination = a_nomination("awaiting_endorsement")
    stranger = with_role(RoleKind.MANAGER, organisation_id=an_organisation().pk)
    client = signed_in(stranger)
    paper = nomination.papers.first()

    got = [
        client.get(reverse("nomination", args=[nomination.pk])),
        client.get(reverse("paper", args=[nomination.pk, paper.pk])),
        client.post(reverse("move_nomination", args=[nomination.pk]), {"verb": "endorse"}),
        client.post(reverse("add_paper", args=[nomination.pk]), {}),
        client.post(reverse("take_out_paper", args=[nomination.pk, paper.pk])),
        client.post(reverse("consent_nomination", args=[nomination.pk]), {"dong-y": "on"}),
        client.post(reverse("raise_nomination", args=[nomination.pk])),
    ]

    assert {each.status_code for each in got} == {404}
    assert nomination.nominee.full_name not in client.get(reverse("nominations")).content.decode()


def test_an_employees_own_draft_is_hidden_from_the_manager_until_it_is_sent() -> None:
    organisation = an_organisation()
    manager = with_role(RoleKind.MANAGER, organisation_id=organisation.pk)
    employee = an_employee(organisation, "Hoàng Thị Hòa")
    programme = a_programme()
    signed_in(employee).post(reverse("begin_nomination", args=[programme.code]))
    client = signed_in(manager)
    member = Membership.objects.get(person=employee)

    page = client.get(reverse("nominations"))
    again = client.post(reverse("begin_nomination", args=[programme.code]), {"member": member.pk})

    assert rows_in(page) == 0
    assert again.status_code == 409
    assert Nomination.objects.count() == 1


def test_a_manager_nominates_an_employee_through_the_pages() -> None:
    organisation = an_organisation()
    manager = with_role(RoleKind.MANAGER, organisation_id=organisation.pk)
    member = Membership.objects.get(person=an_employee(organisation))
    programme = a_programme(documents=["biodata", "employer_endorsement"])
    client = signed_in(manager)

    client.post(reverse("begin_nomination", args=[programme.code]), {"member": member.pk})
    nomination = Nomination.objects.get()
    early = client.post(reverse("move_nomination", args=[nomination.pk]), {"verb": "endorse"})
    for kind in ("biodata", "employer_endorsement", "consent"):
        sent = {"kind": kind, "paper": SimpleUploadedFile(f"{kind}.pdf", f"%PDF-1.4 {kind}".encode())}
        client.post(reverse("add_paper", args=[nomination.pk]), sent)
    done = client.post(reverse("move_nomination", args=[nomination.pk]), {"verb": "endorse"})
    nomination.refresh_from_db()

    assert early.status_code == 409
    assert "phiếu lý lịch của APO" in early.content.decode()
    assert done.status_code == 303
    assert nomination.state == "screening"


def test_what_was_typed_stays_when_something_is_missing() -> None:
    nomination = a_nomination("with_apo")
    client = signed_in(with_role(RoleKind.OFFICER))

    sent = {"verb": "select", "select-number": "APO-2026-17", "select-dated": "31/02/2026"}
    page = client.post(reverse("move_nomination", args=[nomination.pk]), sent)
    nomination.refresh_from_db()

    assert page.status_code == 422
    assert 'value="APO-2026-17"' in page.content.decode()
    assert nomination.state == "with_apo"


def test_a_day_is_read_as_it_is_written_here() -> None:
    nomination = a_nomination("with_apo")
    client = signed_in(with_role(RoleKind.OFFICER))

    sent = {"verb": "select", "select-number": "APO-17", "select-dated": "03/04/2026"}
    client.post(reverse("move_nomination", args=[nomination.pk]), sent)
    nomination.refresh_from_db()

    assert nomination.letter.dated.isoformat() == "2026-04-03"


def test_a_file_that_is_no_paper_is_refused_beside_the_form() -> None:
    nomination = a_nomination("draft")
    client = signed_in(nomination.nominee)

    sent = {"kind": "biodata", "paper": SimpleUploadedFile("virus.exe", b"MZ\x90\x00")}
    page = client.post(reverse("add_paper", args=[nomination.pk]), sent)

    assert page.status_code == 422
    assert "Hãy gửi tệp PDF, Word (.docx) hoặc ảnh (JPEG, PNG)." in page.content.decode()


def test_consent_is_never_given_without_the_tick() -> None:
    organisation = an_organisation()
    employee = an_employee(organisation)
    programme = a_programme()
    client = signed_in(employee)
    client.post(reverse("begin_nomination", args=[programme.code]))
    nomination = Nomination.objects.get()
    page = client.get(reverse("nomination", args=[nomination.pk])).content.decode()

    without = client.post(reverse("consent_nomination", args=[nomination.pk]), {})
    nomination.refresh_from_db()
    before = nomination.consented_at
    client.post(reverse("consent_nomination", args=[nomination.pk]), {"dong-y": "on"})
    nomination.refresh_from_db()

    assert 'name="dong-y" required>' in page
    assert without.status_code == 422
    assert before is None
    assert nomination.consented_at is not None


def test_the_officer_orders_the_list_and_forwards_it_under_a_letter(at) -> None:
    programme = a_programme(quota=2)
    first = a_nomination("nominated", programme=programme)
    second = a_nomination("nominated", programme=programme)
    client = signed_in(with_role(RoleKind.OFFICER))

    client.post(reverse("raise_nomination", args=[second.pk]), {"tren": first.pk})
    too_early = client.post(
        reverse("forward_nominations", args=[programme.code]),
        {"ho-so": [first.pk, second.pk], "forward-number": "2218/SKHCN", "forward-dated": "24/11/2026"},
    )
    day = clock.local(clock.at(programme.city_closing)).date()
    with clock.moved_to(clock.at(day.fromordinal(day.toordinal() + 1))):
        from lms.nominations import clocks

        clocks.tick()
        empty = client.post(reverse("forward_nominations", args=[programme.code]), {"ho-so": [first.pk]})
        sent = client.post(
            reverse("forward_nominations", args=[programme.code]),
            {
                "ho-so": [first.pk, second.pk],
                "forward-number": "2218/SKHCN",
                "forward-dated": "24/11/2026",
                "chot": "1",
            },
        )
    first.refresh_from_db()
    second.refresh_from_db()
    programme.refresh_from_db()

    assert too_early.status_code == 409
    assert empty.status_code == 422
    assert sent.status_code == 303
    assert [(first.state, first.rank), (second.state, second.rank)] == [("sent", 2), ("sent", 1)]
    assert programme.state == "sent"


def test_an_officer_announces_a_programme_and_wrong_days_are_named() -> None:
    client = signed_in(with_role(RoleKind.OFFICER))
    facts = {
        "code": "27-CP-09-GE-TRC-A", "kind": "TRC", "mode": "face_to_face", "title_vi": "Khóa thử",
        "issued_on": "24/11/2026",
        "opens_on": "24/11/2026", "city_closing": "20/12/2026", "national_closing": "10/01/2027",
        "apo_closing": "01/02/2027", "starts_on": "08/03/2027", "ends_on": "19/03/2027", "quota": "2",
        "alternates": "1",
        "documents": ["biodata"], "duties": "on",
    }  # fmt: skip

    wrong = client.post(reverse("announce_programme"), {**facts, "city_closing": "20/02/2027"})
    right = client.post(reverse("announce_programme"), facts)
    again = client.post(reverse("announce_programme"), facts)
    other = client.post(reverse("announce_programme"), {**facts, "title_vi": "Tên khác"})

    assert wrong.status_code == 422
    assert "Các mốc phải nối tiếp nhau" in wrong.content.decode()
    assert other.status_code == 422
    assert 'value="Tên khác"' in other.content.decode()
    assert right.url == again.url == reverse("programme", args=["27-CP-09-GE-TRC-A"])
    assert Programme.objects.get().documents == ["biodata"]


def test_a_revision_changes_what_is_written_and_not_below_the_places_given() -> None:
    nomination = a_nomination("nominated")
    client = signed_in(with_role(RoleKind.OFFICER))
    address = reverse("correct_programme", args=[nomination.programme.code])
    facts = {"kind": "TRC", "title_vi": "Tên mới", "issued_on": "25/11/2026", "revision": "1"}
    facts |= {"opens_on": f"{nomination.programme.opens_on:%d/%m/%Y}", "duties": "on", "documents": ["biodata"]}

    wrong = client.post(address, {**facts, "quota": "0"})
    right = client.post(address, {**facts, "quota": "1"})
    programme = Programme.objects.get()

    assert client.get(address).status_code == 200
    assert (wrong.status_code, right.status_code) == (422, 303)
    assert (programme.title_vi, programme.revision, programme.documents) == ("Tên mới", 1, ["biodata"])


def test_the_spreadsheet_holds_the_same_files_and_computes_nothing() -> None:
    nomination = a_nomination("screening")
    Programme.objects.update(title_vi="=HYPERLINK(1)")
    client = signed_in(with_role(RoleKind.OFFICER))

    book = load_workbook(io.BytesIO(client.get(reverse("nominations_export")).content))
    rows = list(book.active.iter_rows(values_only=True))

    assert [rows[1][0], rows[1][2], rows[1][3]] == [str(nomination), "'=HYPERLINK(1)", nomination.nominee.full_name]
    assert len(rows) == 2


@pytest.mark.parametrize("number", [3, 300])
def test_the_pages_cost_the_same_for_three_files_and_for_three_hundred(number, django_assert_num_queries) -> None:
    organisation = an_organisation()
    programme = a_programme(quota=1)
    a_crowd(programme, number, organisation)
    officer = with_role(RoleKind.OFFICER)
    manager = with_role(RoleKind.MANAGER, organisation_id=organisation.pk)
    first = Nomination.objects.order_by("pk")[0]
    costs = {
        (officer, reverse("nominations")): 6,
        (officer, reverse("nomination_files") + f"?chang={Stage.SCREENING}"): 9,  # with the entry it writes
        (officer, reverse("programme", args=[programme.code])): 9,
        (officer, reverse("nomination", args=[first.pk])): 11,
        (manager, reverse("nominations")): 7,
        (manager, reverse("programme", args=[programme.code])): 9,
    }

    for (person, address), cost in costs.items():
        client = signed_in(person)
        cache.clear()  # the session is read from the database too
        with django_assert_num_queries(cost):
            assert client.get(address).status_code == 200


def test_opening_and_taking_away_a_list_of_names_is_on_the_record() -> None:
    a_nomination("screening")
    auditor = with_role(RoleKind.AUDITOR)
    client = signed_in(auditor)

    client.get(reverse("nomination_files"))
    client.get(reverse("nominations_export"))

    assert list(Entry.objects.filter(actor_id=auditor.pk).values_list("verb", flat=True)) == ["open_list", "open_list"]


def test_numbers_that_are_no_ids_and_days_that_are_no_days_get_a_sentence() -> None:
    nomination = a_nomination("nominated")
    client = signed_in(with_role(RoleKind.OFFICER))
    code, long = nomination.programme.code, "9" * 5000

    answers = [
        client.post(reverse("forward_nominations", args=[code]), {"ho-so": long, "forward-number": "1"}),
        client.post(reverse("raise_nomination", args=[nomination.pk]), {"tren": long}),
        client.post(reverse("correct_programme", args=[code]), {"quota": "9" * 23, "revision": "9" * 30}),
        client.post(
            reverse("move_programme", args=[code]),
            {"verb": "cancel", "cancel-reason": "x", "cancel-number": "1", "cancel-dated": "01/01/0001"},
        ),
    ]

    assert [each.status_code for each in answers] == [422, 409, 422, 422]


def test_an_address_that_takes_forms_only_says_where_it_belongs() -> None:
    nomination = a_nomination("screening")
    client = signed_in(nomination.nominee)

    page = client.get(reverse("move_nomination", args=[nomination.pk]))

    assert page.status_code == 405
    assert f'href="{reverse("nomination", args=[nomination.pk])}"' in page.content.decode()


def test_the_letter_is_offered_when_the_list_can_go() -> None:
    nomination = a_nomination("nominated")
    client = signed_in(with_role(RoleKind.OFFICER))
    address = reverse("programme", args=[nomination.programme.code])

    early = client.get(address).content.decode()
    with clock.moved_to(clock.at(nomination.programme.city_closing)):
        last_day = client.get(address).content.decode()

    assert 'name="forward-number"' not in early + last_day
    assert f"{nomination.programme.city_closing:%d/%m/%Y}" in early


def test_a_programme_that_should_be_open_opens_when_it_is_announced() -> None:
    client = signed_in(with_role(RoleKind.OFFICER))
    today = clock.today()
    later = [today.fromordinal(today.toordinal() + days) for days in (20, 40, 60, 90, 95)]
    names = ("city_closing", "national_closing", "apo_closing", "starts_on", "ends_on")
    facts = {name: f"{day:%d/%m/%Y}" for name, day in zip(names, later, strict=True)}
    facts |= {"code": "27-CP-08-GE-TRC-A", "kind": "TRC", "mode": "face_to_face", "title_vi": "Khóa thử"}
    facts |= {"issued_on": f"{today:%d/%m/%Y}", "opens_on": f"{today.fromordinal(today.toordinal() - 5):%d/%m/%Y}"}

    client.post(reverse("announce_programme"), facts)

    assert Programme.objects.get().state == "open"
