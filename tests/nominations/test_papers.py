"""Papers: known by what they hold, kept once, read on the record, health kept from the employer, removed in time."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import storages

from lms.kernel import clock
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput, NotAllowed, Unknown, WrongState
from lms.kernel.models import Entry
from lms.nominations import actions, auditing, papers, programmes
from lms.nominations.models import Paper
from lms.nominations.states import OF_HEALTH_OR_IDENTITY
from tests.factories import a_nomination, a_programme, an_employee, with_role
from tests.nominations.conftest import a_house, letter

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 giay"


def a_zip(name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "known"),
    [
        (PDF, "application/pdf"),
        (b"\xff\xd8\xff\xe0JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (a_zip("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_a_file_is_what_it_holds_whatever_its_name(content, known):
    nomination = a_nomination()

    paper = papers.keep(nomination.pk, "other", "ảnh.exe", content, by=nomination.nominee)

    assert (paper.content_type, paper.title, paper.size) == (known, "ảnh.exe", len(content))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("other", b""),
        ("other", b"MZ\x90"),
        ("other", b"<html>"),
        ("other", a_zip("xl/workbook.xml")),
        ("other", b"GIF89a"),
        ("no such kind", PDF),
        ("other", PDF + b"x" * papers.MOST_BYTES),
    ],
)
def test_what_is_no_paper_is_refused_and_nothing_is_kept(kind, content):
    nomination = a_nomination()
    before = (Paper.objects.count(), Entry.objects.count())

    with pytest.raises(BadInput):
        papers.keep(nomination.pk, kind, "a.pdf", content, by=nomination.nominee)

    assert (Paper.objects.count(), Entry.objects.count()) == before


def test_a_paper_of_the_most_bytes_is_kept():
    nomination = a_nomination()

    paper = papers.keep(nomination.pk, "other", "a", PDF.ljust(papers.MOST_BYTES, b" "), by=nomination.nominee)

    assert paper.size == papers.MOST_BYTES


@pytest.mark.parametrize(
    ("sent", "title"),
    [
        ("C:\\giấy tờ\\ly lich.pdf", "ly lich.pdf"),
        ("../../etc/passwd", "passwd"),
        ("", "giấy tờ khác"),
        ("Hoà.pdf", "Hoà.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_title_is_the_files_own_name_and_the_storage_chooses_its_own(sent, title):
    nomination = a_nomination()

    paper = papers.keep(nomination.pk, "other", sent, PDF, by=nomination.nominee)

    assert paper.title == title
    assert paper.name.startswith(f"de-cu/{nomination.pk}/")


def test_the_same_file_twice_is_kept_once():
    nomination = a_nomination()

    first, second = (papers.keep(nomination.pk, "other", name, PDF, by=nomination.nominee) for name in ("a", "b"))

    assert first == second
    assert Entry.objects.filter(verb="keep_paper", object_id=str(first.pk)).count() == 1


def test_who_puts_papers_in(house):
    nomination = a_nomination("screening", manager=house.manager)

    for by in (a_house().manager, an_employee(house.organisation), with_role("leadership"), with_role("auditor")):
        with pytest.raises(NotAllowed):
            papers.keep(nomination.pk, "other", "a", PDF, by=by)
    made = {
        papers.keep(nomination.pk, "other", "a", PDF + str(by.pk).encode(), by=by).by
        for by in (nomination.nominee, house.manager, with_role("officer"))
    }

    assert len(made) == 3


@pytest.mark.parametrize("state", ["withdrawn_before", "not_selected", "cancelled"])
def test_nothing_is_added_to_a_closed_file(state):
    nomination = a_nomination(state)

    with pytest.raises(WrongState):
        papers.keep(nomination.pk, "other", "a", PDF, by=nomination.nominee)


@pytest.mark.parametrize("kind", sorted(OF_HEALTH_OR_IDENTITY))
def test_health_and_passport_are_for_the_nominee_and_officers(kind, house):
    nomination = a_nomination(manager=house.manager)
    paper = nomination.papers.get(kind=kind)

    for by in (house.manager, with_role("auditor"), with_role("leadership"), a_house().manager):
        with pytest.raises(NotAllowed):
            papers.opened(paper, by=by)
    with pytest.raises(NotAllowed):
        papers.take_out(paper.pk, by=house.manager)

    for by in (nomination.nominee, with_role("officer")):
        with papers.opened(paper, by=by) as file:
            assert file.read() == f"%PDF-1.4 {kind}".encode()


def test_reading_anothers_paper_is_on_the_record_and_no_fault(house, officer):
    nomination = a_nomination(manager=house.manager)
    paper = nomination.papers.get(kind="biodata")

    for by in (nomination.nominee, house.manager, officer):
        papers.opened(paper, by=by).close()

    read = Entry.objects.filter(verb="read_paper", object_id=str(paper.pk))
    assert list(read.order_by("pk").values_list("actor_id", flat=True)) == [house.manager.pk, officer.pk]
    assert auditing.prove([nomination.programme]).faults == []


def test_a_paper_is_taken_out_once_and_only_before_it_was_looked_at(django_capture_on_commit_callbacks):
    nomination = a_nomination()
    paper, other = nomination.papers.order_by("pk")[:2]
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            papers.take_out(paper.pk, by=nomination.nominee)

    assert not storages["private"].exists(paper.name)
    assert Entry.objects.filter(verb="remove_paper").count() == 1
    paper.refresh_from_db()
    with pytest.raises(Unknown):
        papers.opened(paper, by=nomination.nominee)
    again = papers.keep(nomination.pk, paper.kind, "a", f"%PDF-1.4 {paper.kind}".encode(), by=nomination.nominee)
    assert again.pk != paper.pk
    actions.move(nomination.pk, "endorse", by=nomination.opened_by)
    with pytest.raises(WrongState):
        papers.take_out(other.pk, by=nomination.nominee)


def test_papers_of_health_go_ninety_days_after_the_file_was_closed(django_capture_on_commit_callbacks):
    nomination = a_nomination("ineligible")
    ended = nomination.moved_at

    with clock.moved_to(ended + timedelta(days=90)):
        assert papers.tidy() == 0
    with clock.moved_to(ended + timedelta(days=90, seconds=1)), django_capture_on_commit_callbacks(execute=True):
        assert (papers.tidy(), papers.tidy()) == (2, 0)

    assert {each.kind for each in papers.papers_in(nomination)} == {"biodata", "employer_endorsement"}
    assert set(Paper.objects.exclude(removed_at=None).values_list("kind", flat=True)) == set(OF_HEALTH_OR_IDENTITY)
    gone = Paper.objects.exclude(removed_at=None)
    assert not any(storages["private"].exists(each.name) for each in gone)
    assert Entry.objects.filter(verb="remove_paper", actor_id=None).count() == 2


@pytest.mark.parametrize("state", ["report_due", "follow_up", "selected"])
def test_a_duty_left_open_keeps_no_papers_of_health(state):
    nomination = a_nomination(state)
    last = nomination.programme.ends_on + timedelta(90)

    with clock.moved_to(clock.at(last, 23, 59)):
        assert papers.tidy() == 0
    with clock.moved_to(clock.at(last + timedelta(1), 0)):
        assert papers.tidy() == 2


def test_a_postponed_programme_is_not_over():
    nomination = a_nomination("selected")
    programme = nomination.programme
    programmes.move(programme.pk, "postpone", by=SYSTEM, reason="PN 1", letter=letter())

    with clock.moved_to(clock.at(programme.ends_on + timedelta(300))):
        assert papers.tidy() == 0


def test_papers_lie_in_the_order_of_their_kinds():
    nomination = a_nomination(programme=a_programme(documents=["passport_copy", "biodata"]))

    assert [each.kind for each in papers.papers_in(nomination)] == ["biodata", "passport_copy"]
