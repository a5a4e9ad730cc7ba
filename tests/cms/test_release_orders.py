from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from cms import actions as pages
from cms.models import CoursePage, LessonPage
from cms.orders import actions, queries
from cms.orders.actions import Wish
from cms.orders.models import ReleaseOrder
from cms.release import Changed, plan, release
from courses.catalog import actions as catalog
from courses.catalog.models import CourseVersion, LessonSuccession
from courses.learning import actions as learning
from courses.learning.models import VersionMove, VersionOffer
from courses.quizzes import actions as quizzes
from lms.demo.courses import facts
from lms.demo.data import content
from lms.kernel import audit, clock, jobs
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import NotAllowed
from lms.kernel.models import Job
from lms.notices.models import Notice
from lms.people.states import RoleKind
from tests.conftest import race
from tests.factories import a_quiz, a_run, a_user, with_role

BRANCH = "khoa-co-khi"


def a_page(lessons: int = 2, *, quiz=None, blocks: int = 1) -> CoursePage:
    """A live course of so many lessons of so many blocks, the last with `quiz`, not yet released."""
    branch = catalog.open_branch(BRANCH, "Khoa Cơ khí", by=SYSTEM)
    row = next(each for each in content("courses")["courses"] if each["code"] == "5S-101")
    section = pages.ensure_branch_page(branch, by=SYSTEM)
    page = pages.write_course_page(section, {**facts(row), "min_quiz": None, "prerequisites": []}, by=SYSTEM)
    for number in range(1, lessons + 1):
        text = [{"text": f"<p>Bài {number}, đoạn {at}: sàng lọc rồi sắp xếp.</p>"} for at in range(blocks)]
        lesson = {"slug": f"bai-{number}", "title": f"Bài {number}", "summary": "", "minutes": 5, "module": 1}
        made = pages.write_lesson_page(page, {**lesson, "blocks": text}, None, by=SYSTEM)
        if quiz and number == lessons:
            pages.add_quiz(made, quiz.quiz, by=SYSTEM)
    return page


def lessons_of(page: CoursePage) -> list[LessonPage]:
    return list(LessonPage.objects.child_of(page).order_by("path"))


def retitle(lesson: LessonPage, title: str) -> None:
    lesson.title = title
    lesson.save_revision().publish()


def asked(page: CoursePage, by=SYSTEM, **wish):
    """Asked for as it stands now, and carried out where it has no time."""
    now = plan(page)
    order = actions.ask(page.pk, Wish(now.digest, **wish), by=by)
    return actions.hand_on(order, len(now.texts))


def learner_of(version, *read: int):
    run = a_run(version.course, rule={"lessons": "all", "quiz": None})
    enrolment = learning.enrol(run.pk, by=a_user().person)
    keys = list(version.lessons.order_by("position").values_list("lesson__key", flat=True))
    for at in read:
        learning.finish_lesson(enrolment.pk, keys[at], by=enrolment.person)
    return enrolment


def work() -> None:
    """Do the jobs that wait."""
    for pk in list(Job.objects.filter(state="waiting", kind__startswith="cms.").values_list("pk", flat=True)):
        jobs.run(pk)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db
class TestAsking:
    def test_what_was_seen_is_released_with_its_note(self):
        page, trainer = a_page(), with_role(RoleKind.TRAINER, branch=BRANCH)

        order = asked(page, trainer, note="Bản đầu tiên")

        assert (order.state, order.version.number, order.version.note) == ("done", 1, "Bản đầu tiên")
        assert order.version.released_by_id == trainer.pk
        assert audit.verify().sound

    def test_nothing_is_released_that_nobody_saw(self):
        page = a_page()
        seen = plan(page).digest
        retitle(lessons_of(page)[0], "Đổi sau khi xem")

        with pytest.raises(Changed):
            actions.ask(page.pk, Wish(seen), by=SYSTEM)

        assert not ReleaseOrder.objects.exists()
        assert not CourseVersion.objects.exists()

    def test_a_double_click_is_one_order(self):
        page = a_page()
        seen = plan(page).digest

        first = actions.ask(page.pk, Wish(seen), by=SYSTEM)

        assert actions.ask(page.pk, Wish(seen), by=SYSTEM) == first
        actions.carry_out(first.pk)
        actions.carry_out(first.pk)
        assert CourseVersion.objects.count() == 1

    def test_a_trainer_of_another_branch_asks_in_vain(self):
        page = a_page()
        catalog.open_branch("khoa-khac", "Khoa khác", by=SYSTEM)

        with pytest.raises(NotAllowed):
            asked(page, with_role(RoleKind.TRAINER, branch="khoa-khac"))

        assert not ReleaseOrder.objects.exists()

    def test_the_same_words_again_make_no_version_and_say_so(self):
        page = a_page()
        asked(page)

        order = asked(page)

        assert (order.state, order.version.number, CourseVersion.objects.count()) == ("done", 1, 1)
        assert order.said

    def test_a_long_course_is_released_by_the_worker(self):
        page = a_page(lessons=actions.LONG + 1)

        order = asked(page)

        assert order.state == "waiting"
        work()
        order.refresh_from_db()
        assert (order.state, order.version.lessons.count()) == ("done", actions.LONG + 1)

    def test_an_order_whose_worker_died_is_done_later_and_once(self):
        page = a_page()
        order = actions.ask(page.pk, Wish(plan(page).digest), by=SYSTEM)
        ReleaseOrder.objects.filter(pk=order.pk).update(state="running")

        actions.release_due()
        work()

        order.refresh_from_db()
        assert (order.state, CourseVersion.objects.count()) == ("done", 1)


@pytest.mark.django_db
class TestAtATime:
    def test_it_waits_for_its_time_and_tells_who_asked(self):
        page, trainer = a_page(), with_role(RoleKind.TRAINER, branch=BRANCH)
        order = asked(page, trainer, at=clock.now() + timedelta(hours=2))

        actions.release_due()
        work()
        assert not CourseVersion.objects.exists()
        with clock.moved_to(clock.now() + timedelta(hours=3)):
            actions.release_due()
            work()

        order.refresh_from_db()
        assert order.state == "done"
        assert Notice.objects.get(person=trainer, about=f"release:{order.pk}").path == reverse(
            "release_course", args=[page.pk]
        )

    def test_pages_that_changed_meanwhile_are_not_released_and_who_asked_is_told(self):
        page, trainer = a_page(), with_role(RoleKind.TRAINER, branch=BRANCH)
        order = asked(page, trainer, at=clock.now() + timedelta(hours=2))
        retitle(lessons_of(page)[0], "Đổi sau khi hẹn")

        with clock.moved_to(clock.now() + timedelta(hours=3)):
            actions.release_due()
            work()

        order.refresh_from_db()
        assert (order.state, CourseVersion.objects.count()) == ("refused", 0)
        assert order.said in Notice.objects.get(person=trainer, about=f"release:{order.pk}").text

    def test_it_can_be_taken_back_by_who_may_release_and_by_nobody_else(self):
        page, trainer = a_page(), with_role(RoleKind.TRAINER, branch=BRANCH)
        catalog.open_branch("khoa-khac", "Khoa khác", by=SYSTEM)
        order = asked(page, trainer, at=clock.now() + timedelta(hours=2))

        with pytest.raises(NotAllowed):
            actions.cancel(order.pk, by=with_role(RoleKind.TRAINER, branch="khoa-khac"))
        actions.cancel(order.pk, by=trainer)
        actions.cancel(order.pk, by=trainer)

        with clock.moved_to(clock.now() + timedelta(hours=3)):
            actions.release_due()
            work()
        order.refresh_from_db()
        assert (order.state, CourseVersion.objects.count()) == ("cancelled", 0)

    def test_who_lost_the_role_meanwhile_releases_nothing(self):
        from lms.people import actions as people

        page, trainer = a_page(), with_role(RoleKind.TRAINER, branch=BRANCH)
        order = asked(page, trainer, at=clock.now() + timedelta(days=5))
        people.end_role(trainer.roles.get().pk, by=SYSTEM)

        with clock.moved_to(clock.now() + timedelta(days=6)):
            actions.release_due()
            work()

        order.refresh_from_db()
        assert (order.state, CourseVersion.objects.count()) == ("refused", 0)


@pytest.mark.django_db
class TestLearnersUnderWay:
    def released(self, **facts):
        page = a_page(3, **facts)
        return page, release(page.pk, by=SYSTEM)

    def test_they_stay_unless_it_is_said(self):
        page, first = self.released()
        enrolment = learner_of(first, 0)
        retitle(lessons_of(page)[0], "Đổi tên")

        asked(page)
        work()

        enrolment.refresh_from_db()
        assert enrolment.version_id == first.pk
        assert not VersionOffer.objects.exists()

    def test_they_are_moved_with_what_they_read(self):
        page, first = self.released()
        enrolments = [learner_of(first, 0), learner_of(first)]
        retitle(lessons_of(page)[0], "Đổi tên")

        order = asked(page, for_learners="move")
        work()
        actions.tell_learners(order.pk, lambda done, of: None)

        for enrolment in enrolments:
            enrolment.refresh_from_db()
        assert {enrolment.version_id for enrolment in enrolments} == {order.version_id}
        assert VersionMove.objects.count() == 2
        assert queries.learners_of(order) == {"moved": 2, "offered": 0}
        job = queries.job_of(order)
        assert (job.state, job.done, job.of) == ("done", 2, 2)

    def test_who_sits_a_quiz_that_leaves_is_offered_the_version_and_keeps_the_attempt(self):
        quiz = a_quiz()
        page, first = self.released(quiz=quiz)
        sitting, other = learner_of(first), learner_of(first)
        attempt = quizzes.start(sitting.pk, str(quiz.quiz.key), by=sitting.person)
        last = lessons_of(page)[-1]
        del last.body[-1]
        last.save_revision().publish()

        asked(page, for_learners="move")
        work()

        sitting.refresh_from_db()
        other.refresh_from_db()
        assert (sitting.version_id, other.version.number) == (first.pk, 2)
        assert VersionOffer.objects.get().enrolment_id == sitting.pk
        attempt.refresh_from_db()
        assert attempt.state == "open"

    def test_a_vanished_lesson_has_its_successor_and_the_reader_of_it_has_read_that(self):
        page, first = self.released()
        enrolment = learner_of(first, 0)
        old = lessons_of(page)[0]
        new = LessonPage(title=old.title, slug="bai-moi", minutes=5, module=1, body=old.body, locale=old.locale)
        page.add_child(instance=new)
        new.save_revision().publish()
        LessonPage.objects.get(pk=old.pk).delete()
        page = CoursePage.objects.get(pk=page.pk)

        guessed = plan(page).guesses
        order = asked(page, for_learners="move", successions=guessed)
        work()

        assert guessed == {old.translation_key: new.translation_key}
        said = LessonSuccession.objects.get()
        assert (said.version_id, said.old, said.new) == (order.version_id, old.translation_key, new.translation_key)
        enrolment.refresh_from_db()
        assert enrolment.progress.get(key=new.translation_key).finished_at


@pytest.mark.django_db
class TestThePage:
    def open(self, client, page, person=None):
        client.force_login((person or with_role(RoleKind.TRAINER, branch=BRANCH)).user)
        return client.get(reverse("release_course", args=[page.pk]))

    def send(self, client, page, **sent):
        made = {"note": "", "for_learners": "stay", "when": "now", "at": "", "seen": plan(page).digest, **sent}
        return client.post(reverse("release_course", args=[page.pk]), made)

    def test_it_shows_words_kept_added_and_removed_and_links_to_the_block(self, client):
        page = a_page()
        release(page.pk, by=SYSTEM)
        lesson = lessons_of(page)[0]
        raw = list(lesson.body.raw_data)
        raw[0]["value"] = raw[0]["value"].replace("sàng lọc", "sạch sẽ")
        lesson.body = raw
        lesson.save_revision().publish()

        shown = self.open(client, page).content.decode()

        assert "sàng lọc<span" in shown.split("<del")[1]
        assert "sạch sẽ<span" in shown.split("<ins")[1]
        assert f"/{lesson.pk}/edit/#block-{raw[0]['id']}-section" in shown

    def test_pressing_the_button_releases_and_says_so(self, client):
        page = a_page()
        self.open(client, page)

        answer = self.send(client, page, note="Bản đầu")

        assert (answer.status_code, CourseVersion.objects.get().note) == (302, "Bản đầu")

    def test_pages_changed_meanwhile_are_shown_anew_and_nothing_is_released(self, client):
        page = a_page()
        self.open(client, page)
        seen = plan(page).digest
        retitle(lessons_of(page)[0], "Tên đã đổi trong lúc xem")

        answer = self.send(client, page, seen=seen, note="Ghi chú của tôi")

        said = answer.content.decode()
        assert (answer.status_code, CourseVersion.objects.count()) == (409, 0)
        assert "Tên đã đổi trong lúc xem" in said
        assert "Ghi chú của tôi" in said
        assert plan(page).digest in said

    @pytest.mark.parametrize(
        "sent", [{"when": "at"}, {"when": "at", "at": "hôm qua"}, {"when": "at", "at": "2020-01-01T08:00"},
                 {"for_learners": "khac"}, {"note": "x" * 2001}, {"seen": ""}, {"when": ""}]
    )  # fmt: skip
    def test_bad_input_is_refused_with_the_page_and_nothing_is_released(self, client, sent):
        page = a_page()
        self.open(client, page)

        answer = self.send(client, page, **sent)

        assert answer.status_code == 400
        assert not CourseVersion.objects.exists()
        assert not ReleaseOrder.objects.exists()

    def test_a_time_is_kept_shown_and_taken_back(self, client):
        page = a_page()
        self.open(client, page)
        self.send(client, page, when="at", at="2099-01-02T08:30")

        shown = client.get(reverse("release_course", args=[page.pk])).content.decode()
        assert "08:30" in shown
        assert "02/01/2099" in shown
        client.post(reverse("cancel_release", args=[page.pk]))

        assert ReleaseOrder.objects.get().state == "cancelled"

    def test_the_list_of_learners_says_what_their_progress_becomes(self, client):
        page = a_page(3)
        first = release(page.pk, by=SYSTEM)
        enrolment = learner_of(first, 0, 1)
        lessons_of(page)[2].delete()
        page = CoursePage.objects.get(pk=page.pk)

        shown = self.open(client, page).content.decode()

        assert enrolment.person.full_name in shown
        assert "2/3 → 2/2" in shown

    def test_another_branchs_trainer_finds_nothing(self, client):
        page = a_page()
        other = catalog.open_branch("khoa-khac", "Khoa khác", by=SYSTEM)
        pages.ensure_branch_page(other, by=SYSTEM)
        stranger = with_role(RoleKind.TRAINER, branch="khoa-khac")

        assert self.open(client, page, stranger).status_code == 404
        assert self.send(client, page).status_code == 404
        assert client.post(reverse("cancel_release", args=[page.pk])).status_code == 404


def test_a_place_in_a_block_is_named_as_its_author_sees_it():
    from cms.release.words import place_label

    assert place_label("table", ("rows", 1, 0)) == "dòng 2, cột 1"
    assert place_label("steps", ("parts", 0, "title")) == "mục 1, Tiêu đề"


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
class TestRaces:
    def test_two_releases_at_once_make_one_version(self):
        pages.ensure_roots()
        page = a_page(3)

        race(*(lambda: release(page.pk, by=SYSTEM) for _ in range(3)))

        assert CourseVersion.objects.count() == 1

    def test_two_who_ask_at_once_make_one_order(self):
        pages.ensure_roots()
        page = a_page()
        seen = plan(page).digest

        orders = race(*(lambda: actions.ask(page.pk, Wish(seen), by=SYSTEM) for _ in range(3)))

        assert len({order.pk for order in orders}) == ReleaseOrder.objects.count() == 1
        race(*(lambda: actions.carry_out(orders[0].pk) for _ in range(3)))
        assert CourseVersion.objects.count() == 1

    def test_a_release_while_the_last_lesson_is_finished_loses_neither(self):
        pages.ensure_roots()
        page = a_page()
        first = release(page.pk, by=SYSTEM)
        enrolment = learner_of(first, 0)
        key = UUID(str(first.lessons.get(position=2).lesson.key))
        retitle(lessons_of(page)[0], "Đổi tên")
        seen = plan(page).digest

        race(
            lambda: actions.carry_out(actions.ask(page.pk, Wish(seen, for_learners="move"), by=SYSTEM).pk),
            lambda: learning.finish_lesson(enrolment.pk, key, by=enrolment.person),
        )

        enrolment.refresh_from_db()
        assert enrolment.state == "completed"
        assert CourseVersion.objects.count() == 2
