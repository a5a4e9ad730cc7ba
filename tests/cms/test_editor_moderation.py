"""Two readers before a page is published: nobody approves their own words, and a small branch is not stuck."""

import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page, PageLogEntry, TaskState

from cms import groups
from cms import tasks as cms_tasks
from cms.editing import moderation
from cms.editing.models import ReadingTask, Step
from cms.models import BranchPage, LessonPage
from courses.catalog.models import Branch
from lms.kernel import clock
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import NotAllowed
from lms.people import actions as roles
from lms.people.states import RoleKind
from tests.cms.pages import BRANCH, a_course_page, add_lessons
from tests.factories import with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    (lesson,) = add_lessons(a_course_page(), 1)
    return lesson


@pytest.fixture
def people(lesson):
    """The author, a colleague and an officer, as users."""
    author, colleague = (with_role(RoleKind.TRAINER, branch=BRANCH).user for _each in range(2))
    return author, colleague, with_role(RoleKind.OFFICER).user


def submit(lesson, by, title="Tên mới"):
    """The author's draft goes to its first reader."""
    page = LessonPage.objects.get(pk=lesson.pk)
    page.title = title
    page.save_revision(user=by)
    page.get_workflow().start(page, by)
    return page


def waiting(lesson):
    return TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, workflow_state__object_id=str(lesson.pk)).get()


def verb(client, lesson, name, user):
    client.force_login(user)
    task = waiting(lesson)
    return client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, name, task.pk]), {"comment": "Đã đọc."}
    )


def live_title(lesson):
    return Page.objects.get(pk=lesson.pk).title


def test_a_page_is_read_by_a_colleague_then_published_by_an_officer(client, lesson, people, mailoutbox):
    author, colleague, officer = people

    submit(lesson, author)
    first = waiting(lesson).task.specific
    verb(client, lesson, "approve", colleague)
    second, between = waiting(lesson).task.specific, live_title(lesson)
    verb(client, lesson, "approve", officer)

    assert (first.step, second.step, between) == (Step.COLLEAGUE, Step.OFFICER, "Bài 1")
    assert live_title(lesson) == "Tên mới"
    assert [mail.to for mail in mailoutbox] == [[colleague.email], [officer.email], [author.email]]


def test_nobody_approves_their_own_words(client, lesson, people):
    author, _colleague, _officer = people
    submit(lesson, author)

    verb(client, lesson, "approve", author)

    assert waiting(lesson).task.specific.step == Step.COLLEAGUE
    assert not TaskState.objects.reviewable_by(author).exists()


def test_who_corrects_while_reading_has_become_an_author(client, lesson, people):
    author, colleague, officer = people
    page = submit(lesson, author)
    assert waiting(lesson).task.specific.may_read(page, colleague)

    page.title = "Tên do đồng nghiệp sửa"
    page.save_revision(user=colleague)

    page = LessonPage.objects.get(pk=lesson.pk)
    assert not waiting(lesson).task.specific.may_read(page, colleague)


def test_who_only_comments_has_written_nothing(lesson, people):
    author, colleague, _officer = people
    page = submit(lesson, author)

    page.save_revision(user=colleague)

    page = LessonPage.objects.get(pk=lesson.pk)
    assert waiting(lesson).task.specific.may_read(page, colleague)


def test_what_the_reader_changes_and_approves_at_once_is_saved_and_not_approved(client, lesson, people):
    author, colleague, _officer = people
    submit(lesson, author)
    client.force_login(colleague)
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    form = {name: value for name, value in client.get(address).context["form"].initial.items() if value is not None}
    sent = {**form, "title": "Tự sửa, tự duyệt", "action-workflow-action": "1", "workflow-action-name": "approve",
            "body-count": "0", "workflow-action-extra-data": "{}"}  # fmt: skip
    sent |= {f"comments-{n}": "0" for n in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}

    answer = client.post(address, {name: value for name, value in sent.items() if isinstance(value, str | int)})

    assert (answer.status_code, waiting(lesson).task.specific.step) == (409, Step.COLLEAGUE)
    assert "người khác" in answer.content.decode()
    assert LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object().title == "Tự sửa, tự duyệt"


def test_who_read_as_a_colleague_does_not_read_again_as_an_officer(client, lesson, people):
    author, _colleague, officer = people
    both = with_role(RoleKind.TRAINER, branch=BRANCH)
    roles.give_role(both.pk, RoleKind.OFFICER, by=SYSTEM)
    submit(lesson, author)

    verb(client, lesson, "approve", both.user)
    verb(client, lesson, "approve", both.user)

    assert waiting(lesson).task.specific.step == Step.OFFICER
    assert live_title(lesson) == "Bài 1"


def test_a_branch_with_one_trainer_is_read_by_the_officer_alone(client, lesson):
    author, officer = with_role(RoleKind.TRAINER, branch=BRANCH).user, with_role(RoleKind.OFFICER).user

    submit(lesson, author)
    step = waiting(lesson).task.specific.step
    verb(client, lesson, "approve", officer)

    assert (step, live_title(lesson)) == (Step.OFFICER, "Tên mới")


def test_a_page_sent_back_says_why_and_goes_the_same_way_again(client, lesson, people, mailoutbox):
    author, colleague, _officer = people
    page = submit(lesson, author)

    verb(client, lesson, "reject", colleague)
    page = LessonPage.objects.get(pk=lesson.pk)
    state = page.current_workflow_state
    sent_back = state.status
    state.resume(author)

    assert sent_back == "needs_changes"
    assert ["Đã đọc." in mail.body for mail in mailoutbox if mail.to == [author.email]] == [True]
    assert waiting(lesson).task.specific.step == Step.COLLEAGUE


def test_where_two_readers_are_required_trainers_publish_no_more_and_officers_do(client, lesson, people):
    author, _colleague, officer = people
    section = BranchPage.objects.get(branch__code=BRANCH)
    page = LessonPage.objects.get(pk=lesson.pk)
    before = page.permissions_for_user(author).can_publish()

    moderation.moderate(section.pk, True, by=officer.person)

    author, officer = type(author).objects.get(pk=author.pk), type(officer).objects.get(pk=officer.pk)
    assert (before, page.permissions_for_user(author).can_publish()) == (True, False)
    assert page.permissions_for_user(officer).can_publish()
    assert page.permissions_for_user(author).can_submit_for_moderation()
    assert PageLogEntry.objects.filter(action=moderation.MODERATED, user=officer).count() == 1


def test_an_old_draft_of_the_section_decides_nothing(lesson, people):
    section = BranchPage.objects.get(branch__code=BRANCH)
    revision = section.save_revision()
    moderation.moderate(section.pk, True, by=people[2].person)

    type(revision).objects.get(pk=revision.pk).publish()

    assert BranchPage.objects.get(pk=section.pk).moderated


def test_only_officers_decide_it(client, lesson, people):
    author, _colleague, officer = people
    section = BranchPage.objects.get(branch__code=BRANCH)
    address = reverse("moderate_branch", args=[section.pk])

    with pytest.raises(NotAllowed):
        moderation.moderate(section.pk, True, by=author.person)
    client.force_login(author)
    assert client.get(address).status_code == 404
    client.force_login(officer)
    assert address in client.get(reverse("wagtailadmin_explore", args=[section.pk])).content.decode()
    assert client.post(address, {"required": "1"}).status_code == 302
    assert BranchPage.objects.get(pk=section.pk).moderated


def test_laying_the_workflows_twice_makes_none_twice(lesson):
    groups.lay_all()
    groups.lay_all()

    assert ReadingTask.objects.filter(branch=Branch.objects.get(code=BRANCH)).count() == 2
    assert lesson.get_workflow().name == "Duyệt bài: Khoa Cơ khí"


def test_what_is_scheduled_is_published_by_the_clock(lesson, people):
    page = LessonPage.objects.get(pk=lesson.pk)
    page.title, page.go_live_at = "Tên hẹn giờ", clock.now() + timedelta(seconds=1)
    page.save_revision(user=people[0]).publish()
    cms_tasks.publish_scheduled()
    before = live_title(lesson)

    time.sleep(1.1)  # Wagtail looks at the clock on the wall
    cms_tasks.publish_scheduled()

    assert (before, live_title(lesson)) == ("Bài 1", "Tên hẹn giờ")
    call_command("publish_scheduled")  # twice changes nothing
