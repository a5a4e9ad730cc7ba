"""Laying a plan, and the commands."""

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lms.kernel import audit
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput, NotAllowed
from lms.kernel.models import Entry
from lms.people.states import RoleKind
from lms.targets.actions import lay_plan, open_list, record_measurement
from lms.targets.drafts import TargetDraft, TaskDraft, from_plain
from lms.targets.models import Indicator, Measurement, Plan, Target, Task
from lms.targets.queries import scoreboard, sections
from lms.targets.reading import bullet, remark
from tests.factories import with_role
from tests.targets.conftest import a_draft, certified, indicator

pytestmark = pytest.mark.django_db


def test_a_plan_is_laid_once_and_the_record_holds_every_row_of_it(plan):
    again = lay_plan(a_draft(title="Tên khác"), by=SYSTEM)

    assert (again.pk, again.title) == (plan.pk, "Kế hoạch thử")
    assert (Task.objects.count(), Indicator.objects.count(), Target.objects.count()) == (2, 9, 18)
    assert audit.verify().faults == []


@pytest.mark.parametrize("kind", [RoleKind.LEADERSHIP, RoleKind.AUDITOR, RoleKind.MANAGER, RoleKind.TRAINER])
def test_only_officers_lay_plans(kind, db):
    from tests.factories import an_organisation

    scope = {"organisation_id": an_organisation().pk} if kind == RoleKind.MANAGER else {}

    with pytest.raises(NotAllowed):
        lay_plan(a_draft(), by=with_role(kind, **scope))


BROKEN = {
    "years": a_draft(first_year=2031),
    "twice": a_draft(indicators=(indicator("A"), indicator("A"))),
    "task twice": replace(a_draft(), tasks=(TaskDraft("N", "Một"), TaskDraft("N", "Hai"))),
    "parent": replace(a_draft(), tasks=(TaskDraft("N", "Một", parent="X"),)),
    "no such task": a_draft(indicators=(indicator("A", clause="X"),)),
    "measure": a_draft(indicators=(indicator("A", "telepathy"),)),
    "adds up": a_draft(indicators=(indicator("A", "workers", "gia_tri_cuoi_ky"),)),
    "reason": a_draft(indicators=(indicator("A", "workers", uncounted="Vì."),)),
    "aggregation": a_draft(indicators=(indicator("A", aggregation="khác"),)),
    "year outside": a_draft(indicators=(replace(indicator("A"), targets=(TargetDraft(2040, Decimal(1), "that"),)),)),
    "range": a_draft(
        indicators=(replace(indicator("A"), targets=(TargetDraft(2026, Decimal(3), "that", Decimal(2)),)),)
    ),
    "flag": a_draft(indicators=(replace(indicator("A"), targets=(TargetDraft(2026, Decimal(3), "chắc"),)),)),
    "too large": a_draft(
        indicators=(replace(indicator("A"), targets=(TargetDraft(2026, Decimal(10) ** 20, "that"),)),)
    ),
    "long": a_draft(short="x" * 100),
}


@pytest.mark.parametrize("trouble", BROKEN)
def test_a_plan_that_does_not_hang_together_is_refused_whole(trouble, db):
    with pytest.raises(BadInput):
        lay_plan(BROKEN[trouble], by=SYSTEM)

    assert (Plan.objects.count(), Task.objects.count(), Entry.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    "row", [None, [], "x", {"code": "a"}, {**vars(a_draft()), "tasks": [{"x": 1}], "indicators": []}]
)
def test_what_is_no_plan_is_refused(row):
    with pytest.raises(BadInput):
        from_plain(row)


def test_measurements_refuse_what_is_no_number_of_the_plan(plan):
    reported = Indicator.objects.get(code="T-6")
    for year, value in (
        (2031, Decimal(1)),
        (2026, Decimal("NaN")),
        (2026, Decimal("Infinity")),
        (2026, Decimal(10) ** 13),
    ):
        with pytest.raises(BadInput):
            record_measurement(reported.pk, year, value, by=SYSTEM, source="Báo cáo")
    with pytest.raises(BadInput):
        record_measurement(reported.pk, 2026, Decimal(1), by=SYSTEM, source=" ")


def test_recording_the_same_number_again_changes_nothing(plan):
    reported = Indicator.objects.get(code="T-6")
    made = [
        record_measurement(reported.pk, 2026, Decimal(value), by=SYSTEM, source="Báo cáo")
        for value in ("5", "5.00", "6", "5")
    ]

    assert made[0].pk == made[1].pk
    assert list(Measurement.objects.values_list("value", flat=True)) == [Decimal(5), Decimal(6), Decimal(5)]


def _explained(name):
    out = io.StringIO()
    call_command("explain", "target", name, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_a_target_is_explained_down_to_its_certificates(plan, five_s, at):
    with at(2026, 11, 20):
        certificate = certified(five_s)
    record_measurement(Indicator.objects.get(code="T-6").pk, 2026, Decimal(5), by=SYSTEM, source="Báo cáo 1")

    counted, reported = _explained("ke-hoach/2026/T-1"), _explained("ke-hoach/2026/T-6")

    assert (counted["counted"], counted["measure"]) == (1, "tools_and_systems")
    assert [fact["certificate"] for fact in counted["facts"]] == [certificate.serial]
    assert reported["reported"] == [{"value": "5.00", "flag": "that", "source": "Báo cáo 1"}]


@pytest.mark.parametrize("name", ["", "ke-hoach", "ke-hoach/2025/T-1", "ke-hoach/x/T-1", "ke-hoach/2026/T-99", "///"])
def test_a_target_there_is_not_ends_with_2(name, plan):
    with pytest.raises(CommandError) as said:
        call_command("explain", "target", name)

    assert said.value.returncode == 2


def test_who_may_not_open_a_list_leaves_no_entry(plan):
    person = with_role(RoleKind.TRAINER)

    with pytest.raises(NotAllowed):
        open_list(Indicator.objects.get(code="T-1"), 2026, by=person)

    assert Entry.objects.filter(verb="open_list").count() == 0


def test_the_tree_keeps_every_task_and_every_indicator_once(db):
    from lms.demo.targets import lay_plans

    lay_plans(by=SYSTEM)
    for plan in Plan.objects.all():
        found = sections(plan, scoreboard(plan, plan.first_year))
        branches = [branch for section in found for branch in section.branches]
        headed = [section.task for section in found]

        tasks = {task.pk for task in headed} | {branch.task.pk for branch in branches}
        assert tasks == set(Task.objects.filter(plan=plan).values_list("pk", flat=True))
        codes = [score.indicator.code for branch in branches for score in branch.scores]
        assert sorted(codes) == sorted(Indicator.objects.filter(plan=plan).values_list("code", flat=True))


def score(plan, code, value, year=2026):
    reported = lay_plan(a_draft("khac", indicators=(indicator("R", aggregation=code),)), by=SYSTEM)
    row = Indicator.objects.get(plan=reported)
    if value is not None:
        record_measurement(row.pk, year, Decimal(value), by=SYSTEM, source="Báo cáo")
    return scoreboard(reported, year)[0]


@pytest.mark.parametrize(
    ("aggregation", "value", "month", "state", "words"),
    [
        ("luy_ke_cuoi_ky", None, 11, "", ""),
        ("luy_ke_cuoi_ky", 12, 11, "ok", "vượt 2"),
        ("luy_ke_cuoi_ky", 10, 11, "ok", ""),
        ("luy_ke_cuoi_ky", 7, 11, "warn", "thiếu 3"),
        ("luy_ke_cuoi_ky", 6, 11, "bad", "thiếu 4"),
        ("tong", 6, 6, "ok", "thiếu 4"),  # half a year has gone
        ("tong", 4, 6, "warn", "thiếu 6"),
        ("tong", 2, 6, "bad", "thiếu 8"),
    ],
)
def test_a_remark_says_whether_a_number_is_in_step(aggregation, value, month, state, words, plan, at):
    read = score(plan, aggregation, value)

    with at(2026, month, 30):
        said = remark(read, __import__("lms.kernel.clock").kernel.clock.today())

    assert (said.state, said.words) == (state, words)


def test_a_bullet_draws_actual_milestone_and_goal_on_one_scale(plan):
    drawn = bullet(score(plan, "luy_ke_cuoi_ky", 25))

    assert (drawn.actual, drawn.milestone, drawn.goal) == ("150.0", "60.0", "298.5")
    assert drawn.words == "thực hiện 25, mốc trong năm 10, cần đạt 50"


def test_there_is_no_drawing_without_a_number(plan):
    assert bullet(score(plan, "luy_ke_cuoi_ky", None)) is None


def _report(**given):
    out = io.StringIO()
    call_command("targets", "report", "--csv", "-", stdout=out, **given)
    return out.getvalue()


def test_the_report_is_a_spreadsheet_with_a_label_beside_every_number_and_nothing_in_it_computes(five_s, at):
    bad = indicator("=1+1", name="@SUM(A1)", data_source="-2", note="+3")
    lay_plan(a_draft(indicators=(indicator("T-1", "tools_and_systems", "luy_ke_cuoi_ky"), bad)), by=SYSTEM)
    with at(2026, 11, 20):
        certified(five_s)

    text = _report(plan="ke-hoach", year="2026")

    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff")
    assert [rows[0][each] for each in ("Thực hiện", "Nhãn số thực hiện", "Mốc trong năm", "Nhãn mốc")] == [
        "1", "số có nguồn", "10", "số minh họa"]  # fmt: skip
    assert (rows[0]["Cần đạt cả kỳ"], rows[0]["Nhãn cần đạt"]) == ("khoảng 50", "số có nguồn")
    assert rows[0]["Nguồn số liệu"] == "nền tảng tự tính"
    assert [rows[1][each] for each in ("Mã chỉ tiêu", "Chỉ tiêu", "Nguồn số liệu", "Ghi chú")] == [
        "'=1+1", "'@SUM(A1)", "'-2", "'+3"]  # fmt: skip


@pytest.mark.parametrize(
    ("plan_code", "year"), [("x", "2026"), ("ke-hoach", "2025"), ("ke-hoach", "²"), ("ke-hoach", "9" * 99)]
)
def test_a_wrong_plan_or_year_ends_with_2_and_writes_nothing(plan_code, year, plan, tmp_path):
    target = tmp_path / "bao-cao.csv"

    with pytest.raises(CommandError) as said:
        call_command("targets", "report", plan=plan_code, year=year, csv=str(target))

    assert (said.value.returncode, target.exists()) == (2, False)


def test_the_report_goes_to_a_file(plan, tmp_path):
    target = tmp_path / "bao-cao.csv"

    call_command("targets", "report", plan="ke-hoach", year="2026", csv=str(target))

    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(target.read_text().splitlines()) == 10


def test_plans_of_a_file_are_laid_all_or_none(db, tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    row = "{code: a, title: A, short: A, first_year: 2026, last_year: 2030}"
    good.write_text(f"plans:\n- {row}\n")
    bad.write_text(f"plans:\n- {row.replace('a,', 'b,', 1)}\n- {row.replace('2026', '2031').replace('a,', 'c,', 1)}\n")

    with pytest.raises(CommandError) as said:
        call_command("targets", "load", str(bad))
    assert (said.value.returncode, Plan.objects.count()) == (2, 0)
    call_command("targets", "load", str(good), "--json")

    assert list(Plan.objects.values_list("code", flat=True)) == ["a"]


@pytest.mark.parametrize("content", ["", "plans: 3", "plans: [{code: 1}]", "a: [", "\x00"])
def test_a_file_that_is_no_plan_ends_with_2(content, db, tmp_path):
    path = Path(tmp_path / "x.yaml")
    path.write_text(content)

    with pytest.raises(CommandError) as said:
        call_command("targets", "load", str(path))

    assert said.value.returncode == 2
