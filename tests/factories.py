"""Small makers of what tests need. They go through the actions wherever there is one."""

from datetime import date
from itertools import count
from typing import Any

from lms.kernel import clock
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


def a_programme(code: str = "", *, state: str = "open", **facts: Any) -> Any:
    """A programme of the APO with two places and one alternate, announced and brought to `state` by the clock."""
    from datetime import timedelta

    from lms.nominations import clocks, programmes

    day = clock.today()
    made = {"kind": "TRC", "mode": "face_to_face", "title_vi": "Khóa đào tạo thử nghiệm", "issued_on": day}
    made |= {"opens_on": day, "city_closing": day + timedelta(20), "national_closing": day + timedelta(36)}
    made |= {"apo_closing": day + timedelta(50), "starts_on": day + timedelta(100), "ends_on": day + timedelta(105)}
    made |= {"quota": 2, "alternates": 1, "documents": [*PAPERS], **facts}
    programme = programmes.announce(code or f"27-CP-{next(_numbers) % 100:02}-GE-TRC-A", by=SYSTEM, **made)
    if state != "announced":
        with clock.moved_to(clock.at(programme.city_closing + timedelta(1), 0) if state == "closed" else clock.now()):
            clocks.look_at(programme.pk)
    programme.refresh_from_db()
    assert programme.state == state
    return programme


PAPERS = ("biodata", "medical_insurance_declaration", "employer_endorsement", "passport_copy")

_TO_SENT = ("endorse", "accept", "rank", "close", "forward")
_TO_CHOSEN = (*_TO_SENT, "pass_on", "select")
_TO_ATTEND = (*_TO_CHOSEN, "confirm", "start")
NOMINATION_ROUTES: dict[str, tuple[str, ...]] = {
    "draft": (),
    "awaiting_endorsement": ("submit",),
    "returned": ("submit", "return"),
    "screening": ("endorse",),
    "incomplete": ("endorse", "ask"),
    "ineligible": ("endorse", "reject"),
    "overdue": ("close",),
    "ranking": ("endorse", "accept"),
    "nominated": ("endorse", "accept", "rank"),
    "city_reserve": ("endorse", "accept", "reserve"),
    "not_nominated": ("endorse", "accept", "decline"),
    "sent": _TO_SENT,
    "not_forwarded": (*_TO_SENT, "stop"),
    "with_apo": (*_TO_SENT, "pass_on"),
    "selected": _TO_CHOSEN,
    "apo_reserve": (*_TO_SENT, "pass_on", "shelve"),
    "not_selected": (*_TO_SENT, "pass_on", "refuse"),
    "replacing": (*_TO_SENT, "pass_on", "shelve", "replace"),
    "confirmed": (*_TO_CHOSEN, "confirm"),
    "withdrawn_before": ("withdraw",),
    "withdrawn_after": (*_TO_CHOSEN, "step_back"),
    "attending": _TO_ATTEND,
    "not_completed": (*_TO_ATTEND, "fail"),
    "report_due": (*_TO_ATTEND, "complete"),
    "plan_due": (*_TO_ATTEND, "complete", "report"),
    "follow_up": (*_TO_ATTEND, "complete", "report", "plan"),
    "closed": (*_TO_ATTEND, "complete", "report", "plan", "finish"),
    "cancelled": ("cancel",),
}


def an_employee(organisation: Organisation, full_name: str = "") -> Person:
    """A user who works there."""
    person = a_user(a_person(full_name)).person
    assert person is not None
    people.join_organisation(person.pk, organisation.pk, by=SYSTEM, since=date(2020, 1, 1))
    return person


def a_nomination(state: str = "draft", *, programme: Any = None, manager: Person | None = None) -> Any:
    """A nomination in `state`, walked there by its people: an employee, their manager, an officer, the clock."""
    organisation = manager.roles.get().organisation if manager else an_organisation()
    manager = manager or with_role(RoleKind.MANAGER, organisation_id=organisation.pk)
    return walked(programme or a_programme(), an_employee(organisation), manager, NOMINATION_ROUTES[state])


def walked(programme: Any, nominee: Person, manager: Person, verbs: tuple[str, ...]) -> Any:
    """The manager begins a file for the nominee, with every paper; then these moves, each by who makes it."""
    from lms.nominations import actions, papers

    nomination = actions.draft(programme.pk, by=manager, nominee=nominee)
    for kind in programme.documents:
        papers.keep(nomination.pk, kind, f"{kind}.pdf", f"%PDF-1.4 {kind}".encode(), by=nominee)
    actions.consent(nomination.pk, by=nominee)
    officer = with_role(RoleKind.OFFICER)
    people_of = {"endorse": manager, "return": manager, "submit": nominee, "withdraw": nominee, "confirm": nominee}
    people_of |= {"step_back": nominee, "report": nominee, "plan": nominee}
    for verb in verbs:
        _step(nomination, verb, people_of.get(verb, officer))
    nomination.refresh_from_db()
    return nomination


_BRINGS = {"complete": "apo_certificate", "report": "report", "plan": "action_plan", "finish": "six_month_report"}


def _step(nomination: Any, verb: str, by: Person) -> None:
    """One move, or one turn of the clock, with the paper, letter and reason it asks for."""
    from datetime import timedelta

    from lms.nominations import actions, clocks, guards, papers, programmes

    programme, letter = nomination.programme, actions.LetterFacts("12/CV", clock.today())
    over = clock.at(programme.city_closing + timedelta(1), 0) if programme.city_closing else clock.now()
    if verb == "close":
        with clock.moved_to(over):
            clocks.look_at(programme.pk)
    elif verb == "forward":
        with clock.moved_to(over):
            letter = actions.LetterFacts("2218/SKHCN-TĐC", clock.today())
            actions.forward(programme.pk, [nomination.pk], letter, by=by)
    elif verb == "start":
        with clock.moved_to(clock.at(programme.starts_on, 0)):
            clocks.look_at(programme.pk)
    elif verb == "cancel":
        programmes.move(programme.pk, "cancel", by=by, reason="Nơi đăng cai hủy", letter=letter)
    else:
        if verb in _BRINGS:
            papers.keep(nomination.pk, _BRINGS[verb], "giay.pdf", b"%PDF-1.4 giay", by=by)
        given = letter if verb in guards.WITH_LETTER else None
        actions.move(nomination.pk, verb, by=by, reason="Lý do", letter=given)
