"""Looking at plans: which there are, the scoreboard of a year, what was reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from lms.kernel import clock
from lms.targets.counting import counted
from lms.targets.measures import MEASURES, Measure
from lms.targets.models import Indicator, Measurement, Plan, Target, Task
from lms.targets.states import Aggregation, Flag


def plans() -> list[Plan]:
    """Every plan, the newest period first."""
    return list(Plan.objects.order_by("-first_year", "code"))


def plan_by_code(code: str) -> Plan | None:
    return Plan.objects.filter(code=code).first()


def running(known: Sequence[Plan]) -> Plan | None:
    """The plan whose period holds today, else the newest."""
    year = clock.today().year
    return next((plan for plan in known if year in plan.years), known[0] if known else None)


def clauses() -> list[Task]:
    """The clauses of every plan with their plan, the newest plan first, each plan's in its order."""
    tasks = Task.objects.select_related("plan").order_by("-plan__first_year", "plan__code", "position")
    return list(tasks)


def year_of(plan: Plan, wanted: int | None = None) -> int | None:
    """The year to show: the one wanted if the plan has it (else None), without a wish the one nearest to today."""
    if wanted is not None:
        return wanted if wanted in plan.years else None
    return min(max(clock.today().year, plan.first_year), plan.last_year)


def indicator_of(plan_code: str, code: str) -> Indicator | None:
    """An indicator by its plan's code and its own."""
    found = Indicator.objects.select_related("plan", "task").filter(plan__code=plan_code, code=code)
    return found.first()


@dataclass(frozen=True)
class Number:
    """A number and how sure it is; `upper` where it is a range."""

    value: Decimal
    flag: str
    upper: Decimal | None = None
    bound: str = ""

    @property
    def illustrative(self) -> bool:
        return self.flag == Flag.ILLUSTRATIVE


@dataclass(frozen=True)
class Score:
    """An indicator in a year: what was reached, what was to be reached by then, and by the end of the plan."""

    indicator: Indicator
    year: int
    actual: Number | None
    source: str  # where the actual comes from, where somebody reported it
    milestone: Number | None
    goal: Number | None

    @property
    def measure(self) -> Measure | None:
        return MEASURES.get(self.indicator.measure)

    @property
    def adds_up(self) -> bool:
        """Whether the goal is the sum over the years, and no year's number is compared with it."""
        return self.indicator.aggregation == Aggregation.SUM


def counted_flag() -> str:
    """What the platform counts is real, but in the demonstration, whose people and certificates are fictional."""
    return Flag.ILLUSTRATIVE if settings.DEMO else Flag.REAL


def _number(target: Target | None) -> Number | None:
    return Number(target.value, target.flag, target.upper, target.bound) if target else None


def _goal(plan: Plan, indicator: Indicator, held: dict[int, Target]) -> Number | None:
    """The number of the last year; of yearly numbers their sum, if every year has one."""
    if indicator.aggregation != Aggregation.SUM:
        return _number(held.get(plan.last_year))
    if set(held) != set(plan.years):
        return None
    made_up = any(target.flag == Flag.ILLUSTRATIVE for target in held.values())
    value = sum((target.value for target in held.values()), Decimal(0))
    return Number(value, Flag.ILLUSTRATIVE if made_up else Flag.REAL)


def scoreboard(plan: Plan, year: int) -> list[Score]:
    """Every indicator of the plan in that year, in order: in a fixed number of queries."""
    indicators = list(Indicator.objects.filter(plan=plan).order_by("position"))
    return scores_of(plan, indicators, year)


def scores_of(plan: Plan, indicators: Sequence[Indicator], year: int) -> list[Score]:
    """The scores of these indicators of the plan."""
    targets: dict[int, dict[int, Target]] = {each.pk: {} for each in indicators}
    for target in Target.objects.filter(indicator__in=list(targets)):
        targets[target.indicator_id][target.year] = target
    reported = Measurement.objects.filter(indicator__in=list(targets), year=year).order_by("pk")
    newest = {each.indicator_id: each for each in reported}
    numbers = counted(indicators, plan, year)
    flag = counted_flag()
    scores = []
    for indicator in indicators:
        said = newest.get(indicator.pk)
        actual = Number(said.value, said.flag) if said else None
        if indicator.pk in numbers:
            actual = Number(Decimal(numbers[indicator.pk]), flag)
        held = targets[indicator.pk]
        source = said.source if said and not indicator.measure else ""
        goal = _goal(plan, indicator, held)
        scores.append(Score(indicator, year, actual, source, _number(held.get(year)), goal))
    return scores


@dataclass(frozen=True)
class Branch:
    """A task with the scores of its indicators."""

    task: Task
    scores: tuple[Score, ...]


@dataclass(frozen=True)
class Section:
    """A group of tasks under one heading."""

    task: Task
    branches: tuple[Branch, ...]


def sections(plan: Plan, scores: Sequence[Score]) -> list[Section]:
    """The plan's tree, for reading: a section for each group, in it the tasks that have none below them."""
    tasks = list(Task.objects.filter(plan=plan).order_by("position"))
    held: dict[int, list[Score]] = {}
    for score in scores:
        held.setdefault(score.indicator.task_id, []).append(score)
    groups = {task.parent_id for task in tasks}
    made: dict[int, list[Branch]] = {}
    for task in tasks:
        branch = Branch(task, tuple(held.get(task.pk, ())))
        if task.parent_id is None or task.pk in groups:
            made[task.pk] = [branch] if branch.scores else []
        else:
            made[task.parent_id].append(branch)
    # A group that only holds groups (II over II.1 to II.6) is a heading without a table.
    return [Section(task, tuple(made[task.pk])) for task in tasks if task.pk in made]


def measurements_of(indicator: Indicator) -> list[Measurement]:
    """What was reported, the newest first; the newest of a year holds."""
    return list(Measurement.objects.filter(indicator=indicator).order_by("-pk"))


def counted_indicators() -> list[Indicator]:
    """Every indicator that the platform counts, of every plan."""
    return list(Indicator.objects.exclude(measure="").select_related("plan").order_by("plan", "position"))
