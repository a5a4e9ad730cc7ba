from decimal import Decimal
from uuid import UUID

import pytest
from django.urls import reverse

from courses.catalog import actions as catalog
from courses.catalog.actions import Terms
from courses.catalog.drafts import CourseDraft, ItemDraft, LessonDraft
from courses.learning import actions as learning
from courses.learning import prospects, queries, versions
from courses.learning.models import Enrolment, LessonProgress, VersionMove, VersionOffer
from courses.quizzes import actions as quizzes
from courses.quizzes.models import Attempt
from lms.kernel import audit
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput, NotAllowed, Unknown, WrongState
from lms.kernel.models import Entry
from lms.notices.models import Notice
from lms.people.states import RoleKind
from tests.conftest import race
from tests.factories import a_quiz, a_run, a_user, with_role

A, B, C, D = (UUID(int=number) for number in range(1, 5))
BRANCH = "khoa-co-khi"


def a_version(*keys: UUID, code: str = "NS-901", quiz=None, succeeds=None, note: str = ""):
    """Release the course with a lesson for each key; the last one holds `quiz`."""
    branch = catalog.open_branch(BRANCH, "Khoa Cơ khí", by=SYSTEM)
    course = catalog.identify(code, branch, by=SYSTEM)
    held = (ItemDraft("quiz", str(quiz.quiz.key), str(quiz.pk)),) if quiz else ()
    lessons = tuple(
        LessonDraft(
            key=key,
            title=f"Bài {key.int}",
            source=[{"type": "text", "value": f"<p>Bài {key.int}</p>"}],
            schema=1,
            html=f"<p>Bài {key.int}</p>",
            renderer=1,
            items=held if key == keys[-1] else (),
        )
        for key in keys
    )
    facts = {"title_vi": "Năng suất", "title_en": "", "summary": "", "level": "co_ban", "mode": "truc_tuyen_tu_hoc"}
    draft = CourseDraft(**facts, hours=Decimal(2), periods=3, lessons=lessons)
    return catalog.release(course.pk, draft, by=SYSTEM, terms=Terms(note, successions=succeeds or {}))


def a_learner(first, /, *read: UUID, rule=None, **facts):
    """Enrolled on version `first` in a class of its course, with these lessons read."""
    run = a_run(first.course, rule=rule or {"lessons": "all", "quiz": None}, **facts)
    person = a_user().person
    enrolment = learning.enrol(run.pk, by=person)
    for key in read:
        learning.finish_lesson(enrolment.pk, key, by=person)
    enrolment.refresh_from_db()
    return enrolment


@pytest.mark.django_db
class TestMoving:
    def test_what_was_read_goes_along_and_what_is_new_is_unread(self):
        first = a_version(A, B)
        enrolment = a_learner(first, A)
        second = a_version(A, B, C)

        versions.move_to_version(enrolment.pk, second.pk, by=SYSTEM)

        enrolment.refresh_from_db()
        assert enrolment.version_id == second.pk
        assert [line.finished for line in queries.outline(enrolment).lines] == [True, False, False]
        move = VersionMove.objects.get(enrolment=enrolment)
        assert (move.before_id, move.after_id, move.by_id) == (first.pk, second.pk, None)
        assert audit.verify().sound

    def test_a_successor_counts_as_read_with_the_words_that_were_read(self):
        enrolment = a_learner(a_version(A, B), A)
        read = LessonProgress.objects.get(enrolment=enrolment, key=A)
        second = a_version(C, B, succeeds={A: C})

        versions.move_to_version(enrolment.pk, second.pk, by=SYSTEM)

        line = LessonProgress.objects.get(enrolment=enrolment, key=C)
        assert (line.lesson_id, line.finished_at) == (read.lesson_id, read.finished_at)
        assert LessonProgress.objects.filter(enrolment=enrolment, key=A).exists()

    def test_successors_of_successors_count_over_two_versions(self):
        enrolment = a_learner(a_version(A, B), A)
        a_version(C, B, succeeds={A: C})
        third = a_version(D, B, succeeds={C: D})

        versions.move_to_version(enrolment.pk, third.pk, by=SYSTEM)

        enrolment.refresh_from_db()
        assert [line.finished for line in queries.outline(enrolment).lines] == [True, False]

    def test_who_has_read_all_that_the_new_version_asks_completes_at_once(self):
        enrolment = a_learner(a_version(A, B), A)
        second = a_version(A)

        versions.move_to_version(enrolment.pk, second.pk, by=SYSTEM)

        enrolment.refresh_from_db()
        assert enrolment.state == "completed"
        assert enrolment.completion.evidence["lessons"][0]["key"] == str(A)

    def test_moving_twice_moves_once(self):
        enrolment = a_learner(a_version(A))
        second = a_version(A, B)

        versions.move_to_version(enrolment.pk, second.pk, by=SYSTEM)
        versions.move_to_version(enrolment.pk, second.pk, by=SYSTEM)

        assert VersionMove.objects.count() == 1
        assert Notice.objects.filter(person=enrolment.person, kind="version").count() == 1

    @pytest.mark.parametrize("how", ["back", "completed", "withdrawn", "fixed", "another course", "empty"])
    def test_nobody_is_moved_where_it_would_not_be_right(self, how):
        first = a_version(A, B)
        fixed = {"version_policy": "fixed", "version": first} if how == "fixed" else {}
        enrolment = a_learner(first, A, *([B] if how == "completed" else []), **fixed)
        target = a_version(A, B, C)
        if how == "back":
            versions.move_to_version(enrolment.pk, target.pk, by=SYSTEM)
            target = first
        if how == "withdrawn":
            learning.withdraw(enrolment.pk, by=enrolment.person)
        if how == "another course":
            target = a_version(A, code="NS-902")
        if how == "empty":
            target = a_version()
        before = (Enrolment.objects.values().get(pk=enrolment.pk), VersionMove.objects.count(), Entry.objects.count())

        with pytest.raises((WrongState, BadInput)):
            versions.move_to_version(enrolment.pk, target.pk, by=SYSTEM)

        after = (Enrolment.objects.values().get(pk=enrolment.pk), VersionMove.objects.count(), Entry.objects.count())
        assert after == before

    def test_a_trainer_of_the_branch_may_and_the_learner_and_another_trainer_may_not(self):
        enrolment = a_learner(a_version(A))
        second = a_version(A, B)
        catalog.open_branch("khoa-khac", "Khoa khác", by=SYSTEM)

        for nobody in (enrolment.person, with_role(RoleKind.TRAINER, branch="khoa-khac")):
            with pytest.raises(NotAllowed):
                versions.move_to_version(enrolment.pk, second.pk, by=nobody)
        versions.move_to_version(enrolment.pk, second.pk, by=with_role(RoleKind.TRAINER, branch=BRANCH))

        enrolment.refresh_from_db()
        assert enrolment.version_id == second.pk

    def test_an_open_attempt_stays_open_and_its_result_counts(self):
        quiz = a_quiz()
        enrolment = a_learner(a_version(A, quiz=quiz), rule={"lessons": None, "quiz": 50})
        attempt = quizzes.start(enrolment.pk, str(quiz.quiz.key), by=enrolment.person)
        quiz.quiz.title = "Bài kiểm tra sửa"
        quiz.quiz.save()
        from courses.quizzes import writing

        newer = writing.freeze(quiz.quiz.pk, by=SYSTEM)
        second = a_version(A, B, quiz=newer)

        versions.move_to_version(enrolment.pk, second.pk, by=SYSTEM)

        assert newer.pk != quiz.pk
        assert quizzes.start(enrolment.pk, str(quiz.quiz.key), by=enrolment.person).pk == attempt.pk
        for answer in attempt.answers.order_by("position"):
            quizzes.save_answer(attempt.pk, answer.position, ["a"], 1, by=enrolment.person)
        quizzes.submit(attempt.pk, by=enrolment.person)
        enrolment.refresh_from_db()
        assert enrolment.state == "completed"
        assert Attempt.objects.count() == 1

    def test_attempts_of_the_version_before_are_counted(self):
        quiz = a_quiz(attempts=1)
        enrolment = a_learner(a_version(A, quiz=quiz), rule={"lessons": "all", "quiz": 50})
        quizzes.submit(quizzes.start(enrolment.pk, str(quiz.quiz.key), by=enrolment.person).pk, by=enrolment.person)
        quiz.quiz.title = "Bài kiểm tra sửa"
        quiz.quiz.save()
        from courses.quizzes import writing

        second = a_version(A, B, quiz=writing.freeze(quiz.quiz.pk, by=SYSTEM))
        versions.move_to_version(enrolment.pk, second.pk, by=SYSTEM)

        with pytest.raises(WrongState):
            quizzes.start(enrolment.pk, str(quiz.quiz.key), by=enrolment.person)


@pytest.mark.django_db
class TestProspects:
    def test_what_is_foretold_is_what_becomes(self):
        quiz = a_quiz()
        enrolment = a_learner(a_version(A, B, C, quiz=quiz), A, B, rule={"lessons": "all", "quiz": 50})
        attempt = quizzes.start(enrolment.pk, str(quiz.quiz.key), by=enrolment.person)
        for answer in attempt.answers.order_by("position"):
            quizzes.save_answer(attempt.pk, answer.position, ["a"], 1, by=enrolment.person)
        quizzes.submit(attempt.pk, by=enrolment.person)
        second = a_version(A, D, quiz=quiz, succeeds={B: D})

        (told,) = prospects.prospects([enrolment], prospects.target_of(second))
        versions.move_to_version(enrolment.pk, second.pk, by=SYSTEM)

        assert (told.read, told.of, told.read_after, told.of_after) == (2, 3, 2, 2)
        assert (told.kept, told.dropped, told.completes) == (1, 0, True)
        enrolment.refresh_from_db()
        assert (queries.outline(enrolment).done, enrolment.state) == (told.read_after, "completed")

    @pytest.mark.parametrize("learners", [1, 12])
    def test_the_list_costs_the_same_for_any_number_of_learners(self, learners, django_assert_num_queries):
        first = a_version(A, B)
        run = a_run(first.course, rule={"lessons": "all", "quiz": None})
        for _ in range(learners):
            learning.enrol(run.pk, by=a_user().person)
        target = prospects.target_of(a_version(A, B, C))

        with django_assert_num_queries(4):
            told = prospects.prospects(list(prospects.movable(first.course_id, 2)), target)

        assert len(told) == learners

    def test_a_fixed_class_who_completed_and_who_left_are_not_to_be_moved(self):
        first = a_version(A, B)
        moving = a_learner(first)
        a_learner(first, version_policy="fixed", version=first)
        a_learner(first, A, B)
        left = a_learner(first)
        learning.withdraw(left.pk, by=left.person)

        assert list(prospects.movable(first.course_id, 2)) == [moving]
        assert [row["learners"] for row in prospects.staying_fixed(first.course_id)] == [1]


@pytest.mark.django_db
class TestOffering:
    def offered(self):
        enrolment = a_learner(a_version(A, B), A)
        second = a_version(A, B, C, note="Thêm bài 3")
        return enrolment, versions.offer_version(enrolment.pk, second.pk, by=SYSTEM)

    def test_the_learner_is_told_once_and_reads_what_is_new(self, client):
        enrolment, offer = self.offered()

        assert versions.offer_version(enrolment.pk, offer.version_id, by=SYSTEM) == offer
        notice = Notice.objects.get(person=enrolment.person, kind="version")
        assert "Thêm bài 3" in notice.text
        client.force_login(enrolment.person.user)
        page = client.get(notice.path).content.decode()
        assert "Bài 3" in page
        assert (
            reverse("answer_offer", args=[enrolment.run.code, offer.pk])
            in client.get(reverse("run", args=[enrolment.run.code])).content.decode()
        )

    def test_taking_it_moves_and_staying_does_not(self, client):
        enrolment, offer = self.offered()
        client.force_login(enrolment.person.user)

        answered = client.post(reverse("answer_offer", args=[enrolment.run.code, offer.pk]), {"answer": "take"})

        assert answered.status_code == 303
        enrolment.refresh_from_db()
        assert enrolment.version_id == offer.version_id
        assert VersionMove.objects.get().by_id == enrolment.person.pk
        assert queries.open_offer(enrolment) is None

    def test_a_form_without_an_answer_decides_nothing(self, client):
        enrolment, offer = self.offered()
        client.force_login(enrolment.person.user)

        answered = client.post(reverse("answer_offer", args=[enrolment.run.code, offer.pk]), {"answer": "?"})

        assert answered.status_code == 400
        assert VersionOffer.objects.get().answered_at is None

    def test_an_answer_is_given_once(self):
        enrolment, offer = self.offered()

        versions.answer_offer(offer.pk, take=False, by=enrolment.person)
        versions.answer_offer(offer.pk, take=False, by=enrolment.person)
        with pytest.raises(WrongState):
            versions.answer_offer(offer.pk, take=True, by=enrolment.person)

        assert not VersionMove.objects.exists()
        assert VersionOffer.objects.get().taken is False

    def test_nobody_answers_or_sees_an_offer_made_to_somebody_else(self, client):
        enrolment, offer = self.offered()
        stranger = a_user().person
        learning.enrol(enrolment.run_id, by=stranger)

        with pytest.raises(Unknown):
            versions.answer_offer(offer.pk, take=True, by=stranger)
        client.force_login(stranger.user)
        assert client.get(reverse("version_offer", args=[enrolment.run.code, offer.pk])).status_code == 404
        post = client.post(reverse("answer_offer", args=[enrolment.run.code, offer.pk]), {"answer": "take"})
        assert post.status_code == 404

    def test_who_has_completed_meanwhile_is_not_moved_by_the_offer(self):
        enrolment, offer = self.offered()
        learning.finish_lesson(enrolment.pk, B, by=enrolment.person)

        with pytest.raises(WrongState):
            versions.answer_offer(offer.pk, take=True, by=enrolment.person)

        assert VersionOffer.objects.get().answered_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
class TestRaces:
    def test_a_move_and_the_last_lesson_at_once_leave_one_completion_on_one_version(self):
        for _ in range(5):
            first = a_version(A, B)
            enrolment = a_learner(first, A)
            second = a_version(A, B, C)

            results = race(
                lambda e=enrolment, v=second: versions.move_to_version(e.pk, v.pk, by=SYSTEM),
                lambda e=enrolment: learning.finish_lesson(e.pk, B, by=e.person),
            )

            refused = [each for each in results if isinstance(each, Exception)]
            assert all(isinstance(each, WrongState) for each in refused), refused
            enrolment.refresh_from_db()
            moved = VersionMove.objects.filter(enrolment=enrolment).count()
            assert (enrolment.state, moved) in (("completed", 0), ("enrolled", 1))
            assert enrolment.version_id == (second.pk if moved else first.pk)
            assert LessonProgress.objects.filter(enrolment=enrolment, finished_at__isnull=False).count() == 2
