"""The demonstration's courses with lessons: complete, their numbers recomputed, their quizzes passed by somebody."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from certificates.models import Certificate
from cms import actions as pages
from cms.cleaning import check_svg
from cms.release import release
from courses.learning.models import Completion, CourseRun, Enrolment
from courses.quizzes.importing import from_yaml
from lms.demo.courses import TAUGHT, facts, lay_bank, lay_branches, lay_lessons, lay_run
from lms.demo.data import CONTENT, content
from lms.demo.learners import STORY, play
from lms.kernel import clock
from lms.kernel.actors import SYSTEM
from tests.factories import a_person

COURSES = sorted(TAUGHT)
KINDS = {"single", "multiple", "true_false", "numeric", "ordering"}
LEAST_WORDS = 700


def lessons(code: str) -> list[dict[str, Any]]:
    return content(TAUGHT[code].folder)["lessons"]


def held(lesson: dict[str, Any], kind: str) -> list[Any]:
    """The values of a lesson's blocks of one kind."""
    return [block[kind] for block in lesson["blocks"] if kind in block]


def strings(value: Any) -> Iterator[str]:
    """Every string of a lesson, without tags."""
    if isinstance(value, str):
        yield re.sub(r"<[^>]+>", " ", value)
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in strings(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in strings(each))


def words(value: Any) -> int:
    return sum(len(text.split()) for text in strings(value))


@pytest.mark.parametrize("code", COURSES)
def test_a_course_has_three_lessons_of_its_own_modules_over_the_word_count(code: str) -> None:
    row = next(each for each in content("courses")["courses"] if each["code"] == code)

    written = lessons(code)

    assert len(written) == 3
    assert {lesson["module"] for lesson in written} <= {module["no"] for module in row["modules"]}
    assert [lesson["slug"] for lesson in written if words(lesson["blocks"]) < LEAST_WORDS] == []
    assert content(TAUGHT[code].folder)["review"] == "chua_tham_dinh"


@pytest.mark.parametrize("code", COURSES)
def test_each_lesson_defines_works_an_example_warns_and_asks(code: str) -> None:
    needed = {"definition", "diagram", "example", "callout", "check"}

    lacking = {
        lesson["slug"]: needed - {kind for block in lesson["blocks"] for kind in block} for lesson in lessons(code)
    }

    assert [each for each in lacking.items() if each[1]] == []
    assert all(held(lesson, "steps") or held(lesson, "checklist") for lesson in lessons(code))


@pytest.mark.parametrize("code", COURSES)
def test_every_check_question_has_one_right_option_and_a_reason_for_each(code: str) -> None:
    checks = [check for lesson in lessons(code) for check in held(lesson, "check")]

    rights = {sum(option["correct"] for option in check["options"]) for check in checks}

    assert rights == {1}
    assert all(option["why"].strip() for check in checks for option in check["options"])
    assert len({check["question"] for check in checks}) == len(checks) >= 6


@pytest.mark.parametrize("code", COURSES)
def test_every_drawing_is_used_described_and_readable(code: str) -> None:
    diagrams = [diagram for lesson in lessons(code) for diagram in held(lesson, "diagram")]
    folder = CONTENT / TAUGHT[code].folder

    assert sorted(each["image"] for each in diagrams) == sorted(path.name for path in folder.glob("*.svg"))
    assert all(len(each["alt"].split()) >= 20 and each["caption"].strip() for each in diagrams)
    for path in folder.glob("*.svg"):
        drawing = fromstring(path.read_bytes())
        check_svg(path.read_bytes(), path.name)
        space = "{http://www.w3.org/2000/svg}"
        sizes = {float(text.attrib["font-size"]) for text in drawing.iter(f"{space}text")}
        assert (drawing.findtext(f"{space}title") or "").strip()
        assert min(sizes) >= 15, path.name


@pytest.mark.parametrize("code", COURSES)
def test_no_lesson_shouts_and_every_enterprise_is_called_fictional(code: str) -> None:
    names = [each["name"] for each in content("enterprises")["enterprises"]]
    for lesson in lessons(code):
        for block in lesson["blocks"]:
            text = " ".join(strings(block))
            assert "!" not in text
            if any(name in text for name in names):
                assert "hư cấu" in text, text[:80]


NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
SUM = re.compile(rf"(?<![\d,.(])(?<! [+−×:] )((?:\(?(?:{NUMBER})\)? [+−×:] )+\(?(?:{NUMBER})\)?) ([=≈]) ({NUMBER})(%?)")
VIETNAMESE = str.maketrans({".": "", ",": ".", "−": "-", "×": "*", ":": "/"})


def worth(expression: str) -> Fraction:
    """The value of a sum of numbers written the Vietnamese way."""

    def fold(node: ast.expr) -> Fraction:
        if isinstance(node, ast.BinOp):
            left, right = fold(node.left), fold(node.right)
            if isinstance(node.op, ast.Add):
                return left + right
            if isinstance(node.op, ast.Sub):
                return left - right
            return left * right if isinstance(node.op, ast.Mult) else left / right
        assert isinstance(node, ast.Constant)
        return Fraction(str(node.value))

    whole = expression if expression.count("(") == expression.count(")") else expression.lstrip("(")
    return fold(ast.parse(whole.translate(VIETNAMESE), mode="eval").body)


def sums(code: str) -> list[tuple[str, str, str, str]]:
    return [found for lesson in lessons(code) for text in strings(lesson) for found in SUM.findall(text)]


def is_right(expression: str, sign: str, said: str, percent: str) -> bool:
    """Exact after “=”, to the last digit written after “≈”; a percentage may be written of a share."""
    digits = len(said.partition(",")[2])
    slack = Fraction(1, 2 * 10**digits) if sign == "≈" else Fraction(0)
    value, wanted = worth(expression), Fraction(said.translate(VIETNAMESE))
    return abs(value - wanted) <= slack or (bool(percent) and abs(value * 100 - wanted) <= slack)


@pytest.mark.parametrize(("code", "least"), [("5S-101", 24), ("NS-101", 40), ("HACCP-201", 20)])
def test_every_sum_written_in_a_lesson_is_right(code: str, least: int) -> None:
    found = sums(code)

    assert [each for each in found if not is_right(*each)] == []
    assert len(found) >= least


def test_a_wrong_sum_would_be_found() -> None:
    assert SUM.findall("tức 1.106 : 96 ≈ 11,53 pa-lét") == [("1.106 : 96", "≈", "11,53", "")]
    assert not is_right("1.106 : 96", "≈", "11,53", "")
    assert not is_right("6 : 8", "=", "74", "%")
    assert is_right("(88 + 96) : 2", "=", "92", "")


def test_the_tables_of_ns_101_add_up() -> None:
    tables = {table["caption"]: table["rows"] for lesson in lessons("NS-101") for table in held(lesson, "table")}
    ways = next(rows for caption, rows in tables.items() if caption.startswith("Năm cách"))
    faults = next(rows for caption, rows in tables.items() if caption.startswith("Cùng 200 lỗi"))

    assert [row[0] for row in ways if not is_right(f"{row[1]} : {row[2]}", "=", row[3], "")] == []
    counts = [int(row[1]) for row in faults]
    assert [row[2] for row in faults] == [f"{sum(counts[: n + 1]) * 100 // 200}%" for n in range(len(counts))]
    assert [row[0] for row in faults if not is_right(f"{row[1]} × {row[3]}", "=", row[4], "")] == []
    assert sum(worth(row[4]) for row in faults) == 5762


@pytest.mark.parametrize("code", COURSES)
def test_a_quiz_draws_from_a_bank_of_every_kind_of_question(code: str) -> None:
    taught = TAUGHT[code]
    rows = [row for row in content("quiz_questions")["questions"] if row["topic"] in taught.topics]
    drafts = [from_yaml(row) for row in rows]

    assert {row["course"] for row in rows} == {code}
    assert {draft.kind.value for draft in drafts} == KINDS
    assert all(draft.feedback.strip() for draft in drafts)
    assert len(drafts) >= (20 if code != "5S-101" else taught.draw)


def test_each_class_has_its_own_rule_and_the_course_page_says_the_same() -> None:
    rows = [row for row in content("courses")["courses"] if row["code"] in TAUGHT]
    said = {row["code"]: row["pass_rule"]["min_quiz_pct"] for row in rows}

    assert {code: taught.rule["quiz"] for code, taught in TAUGHT.items()} == said
    assert len({taught.percent for taught in TAUGHT.values()}) == len(TAUGHT)
    assert set(STORY) == set(TAUGHT)


@pytest.fixture
def laid(settings: Any, tmp_path: Any) -> Any:
    """Lays one course with its quiz and class, as the demonstration does."""
    settings.MEDIA_ROOT = tmp_path

    def lay(code: str) -> CourseRun:
        branch = lay_branches(by=SYSTEM)["dh-duyen-hai"]
        row = next(each for each in content("courses")["courses"] if each["code"] == code)
        page = pages.write_course_page(pages.ensure_branch_page(branch, by=SYSTEM), facts(row), by=SYSTEM)
        lay_lessons(page, TAUGHT[code], lay_bank(branch, by=SYSTEM), by=SYSTEM)
        release(page.pk, by=SYSTEM)
        return lay_run(TAUGHT[code], clock.today() - timedelta(days=30), by=SYSTEM)

    return lay


@pytest.mark.django_db
@pytest.mark.parametrize("code", COURSES)
def test_who_reads_everything_and_passes_holds_a_certificate_and_one_mistake_more_is_too_many(
    code: str, laid: Any
) -> None:
    run, taught = laid(code), TAUGHT[code]
    allowed = taught.draw * (100 - taught.percent) // 100
    passing, failing, idle = a_person("Phạm Thị Đỗ"), a_person("Lê Văn Chưa"), a_person("Vũ Văn Lười")
    begins = clock.now() - timedelta(days=20)

    play(run, passing, (0, 3, allowed), begins)
    play(run, failing, (0, 3, allowed + 1), begins)
    play(run, idle, (0, 2, 0), begins)  # everything right, but a lesson unread

    assert [each.enrolment.person_id for each in Completion.objects.all()] == [passing.pk]
    assert [each.completion.enrolment.run_id for each in Certificate.objects.all()] == [run.pk]
    assert set(Enrolment.objects.exclude(person=passing).values_list("state", flat=True)) == {"enrolled"}
