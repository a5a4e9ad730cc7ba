import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cms.models import CoursePage
from courses.catalog.models import CourseVersion
from lms.i18n.vietnamese import foreign_words
from lms.i18n.wording import allowed_words
from lms.management.words import NAMES
from lms.people.states import RoleKind
from tests.cms.versions.conftest import edit
from tests.factories import a_user, with_role
from tests.test_commands import _names

pytestmark = pytest.mark.django_db


def said(*command: str) -> Any:
    out = io.StringIO()
    call_command("catalog", *command, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def trainer(course_page: CoursePage) -> Any:
    return with_role(RoleKind.TRAINER, branch="khoa-co-khi")


def change(page: CoursePage) -> None:
    """A fact, a title and a word of a block."""
    lesson = edit(page, "Tên mới")
    raw = list(lesson.body.raw_data)
    place = next(index for index, block in enumerate(raw) if block["type"] == "text")
    raw[place]["value"] = "<p>Mười hai chữ khác hẳn.</p>" + raw[place]["value"]
    lesson.body = json.dumps([dict(block) for block in raw])
    lesson.save_revision().publish()
    page.summary = "Tóm tắt khác"
    page.save_revision().publish()


def test_a_release_by_command_is_somebodys_and_says_what_it_made(
    course_page: CoursePage, version: CourseVersion, trainer: Any
) -> None:
    change(course_page)
    command = ("release", "5S-101", "--by", trainer.user.email, "--note", "Sửa bài đầu", "--learners", "offer")

    first, again = said(*command), said(*command)

    made = CourseVersion.objects.get(number=2)
    assert (first["number"], first["released"], again["released"]) == (2, True, False)
    assert (made.released_by_id, made.note, made.for_learners) == (trainer.pk, "Sửa bài đầu", "offer")


def test_what_a_release_would_change_is_told_and_then_what_it_changed(
    course_page: CoursePage, version: CourseVersion, trainer: Any
) -> None:
    change(course_page)
    edit(course_page, "Bản nháp", number=1, publish=False)

    before = said("diff", "5S-101")
    said("release", "5S-101", "--by", trainer.user.email)
    after = said("diff", "5S-101", "--versions", "2", "1")

    (lesson,) = before["lessons"]
    assert [each["fact"] for each in before["facts"]] == ["summary"]
    assert (lesson["lesson"], lesson["state"], lesson["facts"][0]["after"]) == ("Tên mới", "changed", "Tên mới")
    assert lesson["blocks"][0]["words"][0]["added"].startswith("Mười hai chữ khác hẳn.")
    assert len(before["left_out"]) == 1
    assert (after["from_version"], after["number"]) == (1, 2)
    assert (after["facts"], after["lessons"]) == (before["facts"], before["lessons"])
    assert said("diff", "5S-101")["lessons"] == []


def test_a_comparison_is_told_to_people_in_vietnamese(course_page: CoursePage, version: CourseVersion) -> None:
    change(course_page)
    out = io.StringIO()

    call_command("catalog", "diff", "5S-101", stdout=out)

    assert foreign_words(out.getvalue(), allowed_words()) == []
    assert "Mười hai chữ khác hẳn." in out.getvalue()


def test_every_name_of_these_reports_has_its_words(
    course_page: CoursePage, version: CourseVersion, trainer: Any
) -> None:
    change(course_page)
    by = ("--by", trainer.user.email)
    reports = [said("verify"), said("diff", "5S-101"), said("release", "5S-101", *by), said("rebuild", "5S-101", *by)]
    facts = {"summary", "title"}  # names of facts are values of a fact

    assert set().union(*map(_names, reports)) - set(NAMES) - facts == set()


@pytest.mark.parametrize(
    "command",
    [
        ("release", "5S-101"),
        ("release", "5S-101", "--by", "khong@demo.example"),
        ("release", "5S-101", "--by", "OF A LEARNER"),
        ("diff", "5S-101", "--versions", "1", "1"),
        ("diff", "5S-101", "--versions", "1", "9"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_nothing_is_released(
    command: tuple[str, ...], course_page: CoursePage, version: CourseVersion
) -> None:
    change(course_page)
    learner = a_user()

    with pytest.raises(CommandError) as wrong:
        said(*(learner.email if word == "OF A LEARNER" else word for word in command))

    assert wrong.value.returncode == 2
    assert CourseVersion.objects.count() == 1
