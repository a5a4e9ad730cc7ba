"""Wagtail's own mails to authors: each in the language of its reader, in the frame of our mails."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from wagtail.admin.mail import send_notification
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from cms import actions as pages
from lms.i18n.vietnamese import foreign_words, has_vietnamese_letters
from lms.i18n.wording import allowed_words
from lms.kernel.actors import SYSTEM
from lms.people import actions as people
from lms.people.models import User
from lms.people.states import RoleKind
from tests.factories import a_person, a_user

pytestmark = pytest.mark.django_db

READER, AUTHOR = "Trần Văn Đọc", "Lê Thị Viết"
TITLE, TASK, WORKFLOW = "Trang thử", "Duyệt bài", "Thẩm định"
CONTENT = (READER, AUTHOR, TITLE, TASK, WORKFLOW, "Hải Phòng", settings.ISSUING_UNIT, "Cần sửa câu đầu")


def _author(name: str, language: str, email: str) -> User:
    user = a_user(a_person(name), email=email)
    assert user.person is not None
    people.give_role(user.person.pk, RoleKind.OFFICER, by=SYSTEM)
    people.choose_language(language, by=user.person)
    return user


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def scene(language: str) -> dict[str, Any]:
    """A page that waits for its approval; the reader is who approves, the author reads the other language."""
    page = pages.ensure_site(by=SYSTEM)
    page.title = TITLE
    page.save()
    reader = _author(READER, language, "doc@demo.example")
    author = _author(AUTHOR, "en" if language == "vi" else "vi", "viet@demo.example")
    task = GroupApprovalTask.objects.create(name=TASK)
    task.groups.set(Group.objects.filter(user=reader))
    workflow = Workflow.objects.create(name=WORKFLOW)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    page.save_revision(user=author)
    return {"page": page, "reader": reader, "author": author, "workflow": workflow}


def assert_reads(mail: Any, language: str) -> None:
    text = f"{mail.subject}\n{mail.body}"
    for content in CONTENT:
        text = text.replace(content, "")
    if language == "vi":
        assert foreign_words(text, allowed_words()) == [], text
        assert "Kính gửi ông/bà" in text
    else:
        assert not has_vietnamese_letters(text), text
        assert "Dear" in text
    assert "account" not in mail.body  # no way to a screen that there is not
    assert "http" in mail.body[: mail.body.index("/quan-tri/" if "/quan-tri/" in mail.body else "/khoa-hoc/")]


def test_who_approves_reads_of_a_submission_in_their_language(
    scene: dict[str, Any], language: str, mailoutbox: list[Any]
) -> None:
    scene["workflow"].start(scene["page"], scene["author"])

    (mail,) = mailoutbox
    assert mail.to == ["doc@demo.example"]
    assert_reads(mail, language)


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_the_author_reads_of_the_answer_in_their_language(
    scene: dict[str, Any], verb: str, language: str, mailoutbox: list[Any]
) -> None:
    state = scene["workflow"].start(scene["page"], scene["reader"])
    mailoutbox.clear()

    getattr(state.current_task_state.specific, verb)(user=scene["author"], comment="Cần sửa câu đầu")

    (mail,) = mailoutbox
    assert mail.to == ["doc@demo.example"]
    assert_reads(mail, language)


def test_comments_come_in_the_language_of_who_follows_the_page(
    scene: dict[str, Any], language: str, mailoutbox: list[Any]
) -> None:
    context = {"page": scene["page"], "editor": scene["author"], "new_comments": [], "resolved_comments": [],
               "deleted_comments": [], "replied_comments": []}  # fmt: skip

    send_notification([scene["reader"]], "updated_comments", context)

    (mail,) = mailoutbox
    assert_reads(mail, language)
