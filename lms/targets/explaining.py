"""What stands behind a number of the scoreboard, down to the facts that made it count."""

from typing import Any

from lms.kernel.names import nfc
from lms.targets import listing, queries
from lms.targets.counting import counted, listed
from lms.targets.measures import MEASURES


def explain_target(name: str) -> dict[str, Any] | None:
    """The number PLAN/YEAR/INDICATOR with its condition and every fact it is made of; None where there is none.

    A fact is a completion (with its certificate, to be explained further) or the move of a nomination.
    """
    plan_code, _slash, rest = name.partition("/")
    year, _slash, code = rest.partition("/")
    indicator = queries.indicator_of(plan_code, nfc(code))
    if indicator is None or not (year.isascii() and year.isdecimal()) or int(year[:9]) not in indicator.plan.years:
        return None
    said: dict[str, Any] = {"target": name, "indicator": indicator.name, "unit": indicator.unit}
    if not indicator.measure:
        reported = [each for each in queries.measurements_of(indicator) if each.year == int(year)]
        rows = [{"value": str(each.value), "flag": each.flag, "source": each.source} for each in reported]
        return said | {"uncounted": indicator.uncounted, "reported": rows}
    measure, facts = MEASURES[indicator.measure], listed(indicator, int(year))
    lines = listing.lines(measure, facts)
    return said | {
        "counted": counted([indicator], indicator.plan, int(year))[indicator.pk],
        "measure": measure.name,
        "condition": str(measure.says),
        "flag": queries.counted_flag(),
        "facts": [
            {"fact": line.fact, "day": line.day.isoformat(), "certificate": line.serial, "reference": line.reference}
            for line in lines
        ],
    }
