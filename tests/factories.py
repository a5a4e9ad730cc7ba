"""Small makers of what tests need. They go through the actions wherever there is one."""

from datetime import date
from itertools import count
from typing import Any

from lms.kernel.actors import SYSTEM
from lms.people import actions as people
from lms.people.models import Organisation, Person, User
from lms.people.states import RoleKind

_numbers = count(1)


def a_person(full_name: str = "", **facts: Any) -> Person:
    return people.register_person(full_name or f"Nguyễn Văn Số {next(_numbers)}", by=SYSTEM, **facts)


def a_user(person: Person | None = None, password: str = "mat-khau-thu-nghiem", email: str = "") -> User:
    """A user who can sign in with `password`, e-mail verified."""
    person = person or a_person()
    email = email or f"nguoi{person.pk}@demo.example"
    return people.open_account(person.pk, email, by=SYSTEM, password=password, verified=True)


def an_organisation(name: str = "Công ty Thử nghiệm", code: str = "") -> Organisation:
    return people.found_organisation(code or f"to-chuc-{next(_numbers)}", name, by=SYSTEM)


def with_role(kind: RoleKind, *, since: date = date(2020, 1, 1), **scope: Any) -> Person:
    """A person with a user and a role."""
    person = a_user().person
    assert person is not None
    people.give_role(person.pk, kind, by=SYSTEM, since=since, **scope)
    return person


def a_course(code: str = "5S-101", lessons: int = 2, quiz: Any = None, **facts: Any) -> Any:
    """A released course with `lessons` short lessons, the last of which holds `quiz` (a QuizVersion)."""
    from decimal import Decimal
    from uuid import UUID

    from courses.catalog import actions as catalog
    from courses.catalog.drafts import CourseDraft, ItemDraft, LessonDraft

    branch = catalog.open_branch("khoa-co-khi", "Khoa Cơ khí", by=SYSTEM)
    course = catalog.identify(code, branch, by=SYSTEM)
    held = (ItemDraft("quiz", str(quiz.quiz.key), str(quiz.pk)),) if quiz else ()
    drafts = tuple(
        LessonDraft(
            key=UUID(int=number),
            title=f"Bài {number}",
            source=[{"type": "text", "value": f"<p>Bài số {number}</p>"}],
            schema=1,
            html=f"<p>Bài số {number}</p>",
            renderer=1,
            items=held if number == lessons else (),
        )
        for number in range(1, lessons + 1)
    )
    made = {"title_vi": "Thực hành tốt 5S", "title_en": "Good 5S Practice", "summary": "", "level": "co_ban"}
    made |= {"mode": "truc_tuyen_tu_hoc", "hours": Decimal(8), "periods": 11, "lessons": drafts, **facts}
    catalog.release(course.pk, CourseDraft(**made), by=SYSTEM)
    course.refresh_from_db()
    return course


def a_quiz(count: int = 2, questions: int = 3, **rules: Any) -> Any:
    """A frozen quiz of single-answer questions whose first option ("a") is right."""
    from courses.catalog import actions as catalog
    from courses.quizzes import writing
    from courses.quizzes.importing import QuestionDraft
    from courses.quizzes.states import QuestionKind

    branch = catalog.open_branch("khoa-co-khi", "Khoa Cơ khí", by=SYSTEM)
    bank = writing.open_bank(branch.pk, "ngan-hang", "Ngân hàng", by=SYSTEM)
    options = [{"id": sign, "text": f"Đáp án {sign}", "right": sign == "a"} for sign in "abcd"]
    for number in range(questions):
        draft = QuestionDraft(f"CH{number}", "5S", QuestionKind.SINGLE, f"Câu hỏi {number}", {"options": options})
        writing.write_question(bank.pk, draft, by=SYSTEM)
    spec = {"topics": ["5S"], "count": count}
    return writing.freeze(
        writing.write_quiz(bank.pk, "bai-kiem-tra", "Bài kiểm tra", spec, by=SYSTEM, **rules).pk, by=SYSTEM
    )


def a_run(course: Any, **facts: Any) -> Any:
    """A self-paced class with everything a certificate prints."""
    from courses.learning import actions as learning

    made = {"code": f"lop-{next(_numbers)}", "rule": {"lessons": "all", "quiz": 70}, "opens_on": date(2020, 1, 1)}
    made |= {"self_paced": True, "decision_number": "398/QĐ-SKHCN", "decision_date": date(2020, 1, 1)}
    made |= {"signer_title": "GIÁM ĐỐC", "signer_name": "Trần Minh Họa", **facts}
    return learning.open_run(course.pk, by=SYSTEM, **made)


def finished(run: Any, person: Person, wrong: int = 0) -> Any:
    """Everything done: lessons read, the quiz sat with the first `wrong` answers wrong. Returns the enrolment."""
    from courses.learning import actions as learning
    from courses.learning import queries
    from courses.quizzes import actions as quizzes

    enrolment = learning.enrol(run.pk, by=person)
    for line in queries.outline(enrolment).lines:
        learning.finish_lesson(enrolment.pk, line.lesson.key, by=person)
    for key in queries.quiz_keys(enrolment):
        attempt = quizzes.start(enrolment.pk, key, by=person)
        for answer in attempt.answers.order_by("position"):
            quizzes.save_answer(attempt.pk, answer.position, ["b" if answer.position <= wrong else "a"], 1, by=person)
        quizzes.submit(attempt.pk, by=person)
    enrolment.refresh_from_db()
    return enrolment
