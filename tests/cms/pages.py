"""Pages as an author has them: a course of the faculty, lessons in it. Through the actions, like the demonstration."""

from typing import Any

from cms import actions as pages
from cms.models import CoursePage, LessonPage
from courses.catalog import actions as catalog
from lms.demo.courses import facts
from lms.demo.data import CONTENT, content
from lms.kernel.actors import SYSTEM

BRANCH = "khoa-co-khi"


def a_course_page(code: str = "5S-101", branch: str = BRANCH, **changed: Any) -> CoursePage:
    """The facts of a course of the demonstration as a page below the branch's section, without lessons."""
    owner = catalog.open_branch(branch, "Khoa Cơ khí" if branch == BRANCH else f"Đơn vị {branch}", by=SYSTEM)
    row = next(each for each in content("courses")["courses"] if each["code"] == code)
    return pages.write_course_page(pages.ensure_branch_page(owner, by=SYSTEM), {**facts(row), **changed}, by=SYSTEM)


def add_lessons(page: CoursePage, count: int, module: int = 1) -> list[LessonPage]:
    """`count` live lessons, “Bài 1” first, in the module."""
    return [
        pages.write_lesson_page(
            page,
            {"slug": f"bai-{number}", "title": f"Bài {number}", "summary": "", "minutes": 5, "module": module,
             "blocks": [{"text": f"<p>Bài số {number}</p>"}]},
            CONTENT / "5s-101",
            by=SYSTEM,
        )
        for number in range(1, count + 1)
    ]  # fmt: skip
