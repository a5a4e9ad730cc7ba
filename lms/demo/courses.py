"""The demonstration's branches, pages, released versions, quiz and class."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cms import actions as pages
from cms.release import release
from courses.catalog import actions as catalog
from courses.catalog.models import Branch
from courses.learning import actions as learning
from courses.learning.models import CourseRun
from courses.quizzes import writing
from courses.quizzes.importing import from_yaml
from courses.quizzes.models import Quiz
from lms.demo.data import CONTENT, content
from lms.demo.people import BRANCHES
from lms.kernel.actors import Actor

# The second branch owns what a college of engineering would teach; the first owns the rest.
OF_THE_COLLEGE = {"TPM-201", "ISO50-201", "DX-201", "LAB-201", "ISO45-201", "GAP-101"}
RUN = "5s-101-tu-hoc"
SENT_TO = "5s-101-k07"  # where the sample roster sends its fifty people
QUIZ = "5s-101-cuoi-khoa"
RULE = {"lessons": "all", "quiz": 70, "attendance": None}


def branch_of(code: str) -> str:
    """Which branch owns a course, by the course's code."""
    return BRANCHES[1][0] if code in OF_THE_COLLEGE else BRANCHES[0][0]


def lay_branches(*, by: Actor) -> dict[str, Branch]:
    """The two branches with their sections of pages."""
    pages.ensure_site(by=by)
    branches = {code: catalog.open_branch(code, name, by=by) for code, name in BRANCHES}
    for branch in branches.values():
        pages.ensure_branch_page(branch, by=by)
    return branches


def lay_quiz(branch: Branch, *, by: Actor) -> Quiz:
    """The end quiz of 5S-101 from the 5S questions of the bank."""
    bank = writing.open_bank(branch.pk, "nang-suat-chat-luong", "Năng suất và chất lượng", by=by)
    for row in content("quiz_questions")["questions"]:
        writing.write_question(bank.pk, from_yaml(row), by=by)
    return writing.write_quiz(bank.pk, QUIZ, "Bài kiểm tra cuối khóa 5S-101", {"topics": ["5S"], "count": 10}, by=by)


def facts(row: dict[str, Any]) -> dict[str, Any]:
    """The facts of a course page from a row of courses.yaml."""
    modules = [
        {"no": module["no"], "title": module["title_vi"], "hours": str(module["hours"]), "kind": module["kind"]}
        for module in row["modules"]
    ]
    return {
        "code": row["code"],
        "title": row["title_vi"],
        "title_en": row["title_en"],
        "level": row["level"],
        "mode": row["delivery_mode"],
        "hours": Decimal(str(row["hours"])),
        "periods": row["periods_45min"],
        "audiences": row["audiences"],
        "tools": row["tools"],
        "standards": row["standards"],
        "outcomes": row["learning_outcomes_vi"],
        "modules": modules,
        "prerequisites": row["prerequisites"],
        "clauses": row["seed_tasks"],
        "min_attendance": row["pass_rule"].get("min_attendance_pct"),
        "min_quiz": row["pass_rule"].get("min_quiz_pct"),
        "demo": True,
    }


def lay_courses(branches: dict[str, Branch], *, by: Actor) -> None:
    """All twenty-four as pages, released: 5S-101 with its lessons and quiz, the others as outlines."""
    quiz = lay_quiz(branches[branch_of("5S-101")], by=by)
    for row in content("courses")["courses"]:
        section = pages.ensure_branch_page(branches[branch_of(row["code"])], by=by)
        page = pages.write_course_page(section, facts(row), by=by)
        if row["code"] == "5S-101":
            written = content("5s-101")
            for lesson in written["lessons"]:
                last = pages.write_lesson_page(page, lesson, CONTENT / "5s-101", by=by)
            pages.add_quiz(last, quiz, by=by)
        release(page.pk, by=by, note="Bản phát hành đầu tiên của bản trình diễn.")


def lay_run(course_id: int, opens: date, *, by: Actor) -> CourseRun:
    """The self-paced class; its decision and signer are fictional and are printed with that word."""
    run = CourseRun.objects.filter(code=RUN).first()
    return run or learning.open_run(
        course_id,
        by=by,
        code=RUN,
        rule=RULE,
        opens_on=opens,
        self_paced=True,
        decision_number="398/QĐ-SKHCN (hư cấu)",
        decision_date=opens - timedelta(days=5),
        signer_title="GIÁM ĐỐC",
        signer_name="Trần Minh Họa (hư cấu)",
        demo=True,
    )


def lay_class_for_rosters(course_id: int, today: date, *, by: Actor) -> CourseRun:
    """A class that begins next week and has a hundred places."""
    run = CourseRun.objects.filter(code=SENT_TO).first()
    return run or learning.open_run(
        course_id,
        by=by,
        code=SENT_TO,
        rule=RULE,
        opens_on=today,
        starts_on=today + timedelta(days=7),
        closes_on=today + timedelta(days=30),
        places=100,
        demo=True,
    )
