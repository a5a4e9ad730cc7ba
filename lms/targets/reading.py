"""How a score reads: is it in step, and the geometry of its bullet chart."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from lms.kernel.templatetags.viet import so
from lms.targets.queries import Number, Score
from lms.targets.states import Aggregation

WIDTH = Decimal(300)  # of the drawing, in its own units
NEAR = Decimal("0.7")  # of what would be in step today: behind, not far behind


@dataclass(frozen=True)
class Remark:
    """A badge's words and state, and by how much."""

    label: str
    state: str = ""
    words: str = ""


def shown(number: Number) -> str:
    """The number as it is written, with the plan's own word before it and the end of its range."""
    from_, to = so(number.value), so(number.upper)
    return f"{from_}–{to}" if to else from_


def remark(score: Score, today: date) -> Remark:
    """Whether the year's number is reached; within the year, whether it is in step with the days gone by."""
    if score.actual is None:
        uncounted = bool(score.indicator.uncounted)
        return Remark(_("No source to count") if uncounted else _("No figure yet"))
    if score.milestone is None:
        return Remark(_("No milestone for this year"))
    reached, wanted = score.actual.value, score.milestone.value
    if reached >= wanted:
        over = reached - wanted
        return Remark(_("Target reached"), "ok", _("{n} above").format(n=so(over)) if over else "")
    words = _("{n} missing").format(n=so(wanted - reached))
    if today > date(score.year, 12, 31):
        return Remark(_("Not reached"), "bad", words)
    due = _due(score, wanted, today)
    if reached >= due:
        return Remark(_("On track"), "ok", words)
    return Remark(_("Behind"), "warn", words) if reached >= NEAR * due else Remark(_("Far behind"), "bad", words)


def _due(score: Score, wanted: Decimal, today: date) -> Decimal:
    """What would be in step today: yearly numbers grow with the days, all others are due as they stand."""
    if score.indicator.aggregation != Aggregation.SUM:
        return wanted
    first = date(score.year, 1, 1)
    gone = max((today - first).days + 1, 0)
    return wanted * gone / (date(score.year, 12, 31) - first).days


@dataclass(frozen=True)
class Bullet:
    """Widths in the drawing, as SVG writes them; empty where there is nothing to draw. `words` is the whole of it."""

    actual: str
    milestone: str
    goal: str
    words: str


def bullet(score: Score) -> Bullet | None:
    """Actual, milestone and goal on one scale; None without an actual or anything to compare it with.

    Yearly numbers are compared with their year: the period's sum is another scale.
    """
    goal = score.milestone if score.adds_up else score.goal
    milestone = None if score.adds_up else score.milestone
    if score.actual is None or (goal or milestone) is None or score.actual.value < 0:
        return None
    there = [score.actual.value, *(each.value for each in (goal, milestone) if each)]
    scale = max(*there, (goal.upper or Decimal(0)) if goal else Decimal(0), Decimal(1))

    def wide(value: Decimal) -> str:
        return f"{WIDTH * value / scale:.1f}"

    words = [_("reached {n}").format(n=shown(score.actual))]
    if milestone:
        words.append(_("milestone of the year {n}").format(n=shown(milestone)))
    if goal:
        words.append(_("to be reached {n}").format(n=shown(goal)))
    mark = f"{min(max(WIDTH * goal.value / scale, Decimal('1.5')), WIDTH - Decimal('1.5')):.1f}" if goal else ""
    return Bullet(wide(score.actual.value), wide(milestone.value) if milestone else "", mark, ", ".join(words))
