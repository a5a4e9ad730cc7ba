"""The demonstration's branches, pages, released versions, quizzes and classes."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cms import actions as pages
from cms.models import CoursePage
from cms.release import release
from courses.catalog import actions as catalog
from courses.catalog.models import Branch, Course
from courses.learning import actions as learning
from courses.learning.models import CourseRun
from courses.quizzes import writing
from courses.quizzes.importing import from_yaml
from courses.quizzes.models import Bank
from lms.demo.data import CONTENT, content
from lms.demo.people import BRANCHES
from lms.demo.translations import lay_english
from lms.kernel.actors import Actor

# The second branch owns what a college of engineering would teach; the first owns the rest.
OF_THE_COLLEGE = {"TPM-201", "ISO50-201", "DX-201", "LAB-201", "ISO45-201", "GAP-101"}
SENT_TO = "5s-101-k07"  # where the sample roster sends its fifty people


@dataclass(frozen=True)
class Taught:
    """A course whose lessons are written: what its end quiz draws from, and what its self-paced class asks for."""

    code: str
    topics: tuple[str, ...]
    draw: int
    percent: int
    decision: str  # fictional, and printed with that word

    @property
    def folder(self) -> str:
        """Names the lessons' file, the folder of their drawings and the beginning of the codes below."""
        return self.code.lower()

    @property
    def run(self) -> str:
        """The code of the self-paced class."""
        return f"{self.folder}-tu-hoc"

    @property
    def quiz(self) -> str:
        """The code of the end quiz."""
        return f"{self.folder}-cuoi-khoa"

    @property
    def rule(self) -> dict[str, Any]:
        """Every lesson, and this much of the quiz."""
        return {"lessons": "all", "quiz": self.percent, "attendance": None}


TAUGHT = {
    each.code: each
    for each in (
        Taught("5S-101", ("5S",), 10, 70, "398/QĐ-SKHCN (hư cấu)"),
        Taught("NS-101", ("khái niệm năng suất", "giá trị gia tăng", "công cụ cải tiến"), 12, 60,
               "399/QĐ-SKHCN (hư cấu)"),
        Taught("HACCP-201", ("HACCP",), 12, 80, "412/QĐ-SKHCN (hư cấu)"),
    )
}  # fmt: skip


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


def lay_bank(branch: Branch, *, by: Actor) -> Bank:
    """The bank with every question of the file."""
    bank = writing.open_bank(branch.pk, "nang-suat-chat-luong", "Năng suất và chất lượng", by=by)
    for row in content("quiz_questions")["questions"]:
        writing.write_question(bank.pk, from_yaml(row), by=by)
    return bank


def lay_lessons(page: CoursePage, taught: Taught, bank: Bank, *, by: Actor) -> None:
    """The lessons of a course, and its end quiz below the last of them."""
    for lesson in content(taught.folder)["lessons"]:
        last = pages.write_lesson_page(page, lesson, CONTENT / taught.folder, by=by)
    spec = {"topics": list(taught.topics), "count": taught.draw}
    title = f"Bài kiểm tra cuối khóa {taught.code}"
    quiz = writing.write_quiz(bank.pk, taught.quiz, title, spec, by=by, pass_percent=taught.percent)
    pages.add_quiz(last, quiz, by=by)


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
    """All twenty-four as pages, released: those of TAUGHT with their lessons and quiz, the others as outlines."""
    bank = lay_bank(branches[branch_of("5S-101")], by=by)
    for row in content("courses")["courses"]:
        section = pages.ensure_branch_page(branches[branch_of(row["code"])], by=by)
        page = pages.write_course_page(section, facts(row), by=by)
        if row["code"] in TAUGHT:
            lay_lessons(page, TAUGHT[row["code"]], bank, by=by)
            lay_english(page, by=by)
        release(page.pk, by=by, note="Bản phát hành đầu tiên của bản trình diễn.")


def lay_run(taught: Taught, opens: date, *, by: Actor) -> CourseRun:
    """A self-paced class; its decision and signer are fictional and are printed with that word."""
    run = CourseRun.objects.filter(code=taught.run).first()
    return run or learning.open_run(
        Course.objects.get(code=taught.code).pk,
        by=by,
        code=taught.run,
        rule=taught.rule,
        opens_on=opens,
        self_paced=True,
        decision_number=taught.decision,
        decision_date=opens - timedelta(days=5),
        signer_title="GIÁM ĐỐC",
        signer_name="Trần Minh Họa (hư cấu)",
        demo=True,
    )


def lay_runs(opens: date, *, by: Actor) -> dict[str, CourseRun]:
    """The self-paced class of each course that has lessons, by the course's code."""
    return {code: lay_run(taught, opens, by=by) for code, taught in TAUGHT.items()}


def lay_class_for_rosters(course_id: int, today: date, *, by: Actor) -> CourseRun:
    """A class that begins next week and has a hundred places."""
    run = CourseRun.objects.filter(code=SENT_TO).first()
    return run or learning.open_run(
        course_id,
        by=by,
        code=SENT_TO,
        rule=TAUGHT["5S-101"].rule,
        opens_on=today,
        starts_on=today + timedelta(days=7),
        closes_on=today + timedelta(days=30),
        places=100,
        demo=True,
    )
