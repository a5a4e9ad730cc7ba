"""A plan's year as CSV for a spreadsheet: with BOM, a label beside every number, and nothing in it computes."""

import csv
import io
from collections.abc import Sequence

from django.utils.translation import override

from lms.kernel.templatetags.viet import so
from lms.targets.models import Plan
from lms.targets.queries import Branch, Number, Score, scoreboard, sections
from lms.targets.states import Flag, PlatformRole

HEADINGS = (
    "Kế hoạch", "Năm", "Mã nhiệm vụ", "Nhiệm vụ", "Chủ trì", "Vai trò của nền tảng", "Mã chỉ tiêu", "Chỉ tiêu",
    "Đơn vị tính", "Thực hiện", "Nhãn số thực hiện", "Mốc trong năm", "Nhãn mốc", "Cần đạt cả kỳ", "Nhãn cần đạt",
    "Nguồn số liệu", "Cách tính", "Ghi chú",
)  # fmt: skip
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def _cell(text: str) -> str:
    """Text that a spreadsheet shows and does not compute."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def _number(number: Number | None) -> tuple[str, str]:
    """A number and its label; both empty where there is none."""
    if number is None:
        return "", ""
    words = {"khoang": "khoảng ", "it_nhat": "ít nhất "}.get(number.bound, "")
    upper = f" đến {so(number.upper)}" if number.upper is not None else ""
    label = {Flag.REAL: "số có nguồn", Flag.ILLUSTRATIVE: "số minh họa"}[Flag(number.flag)]
    return f"{words}{so(number.value)}{upper}", label


def _row(plan: Plan, branch: Branch, score: Score) -> list[str]:
    task, indicator = branch.task, score.indicator
    lead = task.lead if task.lead_stated or not task.lead else f"{task.lead} (suy luận)"
    how = str(score.measure.says) if score.measure else indicator.uncounted and "chưa có nguồn đếm"
    role = str(PlatformRole(task.platform_role).label) if task.platform_role else ""
    notes = " ".join(filter(None, (indicator.uncounted, indicator.note)))
    return [
        plan.short, str(score.year), task.clause, task.title, lead, role, indicator.code, indicator.name,
        indicator.unit, *_number(score.actual), *_number(score.milestone), *_number(score.goal),
        score.source or indicator.data_source, how, notes,
    ]  # fmt: skip


def as_csv(plan: Plan, year: int) -> str:
    """Every indicator of the plan in that year; in Vietnamese, whoever asks."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    with override("vi"):
        for row in rows(plan, year):
            writer.writerow([_cell(text) for text in row])
    return out.getvalue()


def rows(plan: Plan, year: int) -> Sequence[list[str]]:
    """The lines of the report, in the order of the plan."""
    branches = [branch for section in sections(plan, scoreboard(plan, year)) for branch in section.branches]
    return [_row(plan, branch, score) for branch in branches for score in branch.scores]
