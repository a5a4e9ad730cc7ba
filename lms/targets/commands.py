"""What `manage.py targets` does."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.kernel.actors import Actor
from lms.kernel.audit import one_picture
from lms.kernel.errors import BadInput
from lms.targets import actions, queries, report
from lms.targets.counting import counted, listed
from lms.targets.drafts import from_plain
from lms.targets.recount import recount


def prove() -> dict[str, Any]:
    """Every counted number of every plan and year three ways: the scoreboard's, the length of its list, the SQL."""
    differences, checked = [], 0
    with one_picture():  # whatever is issued in the meantime
        indicators = queries.counted_indicators()
        for plan in {each.plan_id: each.plan for each in indicators}.values():
            of_plan = [each for each in indicators if each.plan_id == plan.pk]
            for year in plan.years:
                shown = counted(of_plan, plan, year)
                for each in of_plan:
                    checked += 1
                    again = recount(each.measure, each.aggregation, plan.first_year, year)
                    lines = len(listed(each, year))
                    if not shown[each.pk] == again == lines:
                        found = {"counted": shown[each.pk], "listed": lines, "recounted": again}
                        differences.append({"plan": plan.code, "indicator": each.code, "year": year, **found})
    return {"checked": checked, "differences": differences}


def csv_of(plan_code: str, year: str) -> str:
    """The report of a plan's year. Raises BadInput with one sentence for a plan or year there is not."""
    plan = queries.plan_by_code(plan_code)
    if plan is None:
        known = ", ".join(each.code for each in queries.plans()) or "–"
        raise BadInput(_("There is no plan {code}; there are: {known}.").format(code=plan_code or "–", known=known))
    if not (year.isascii() and year.isdecimal()) or queries.year_of(plan, int(year[:9])) is None:
        words = _("{plan} holds the years {first} to {last}, not {year}.")
        raise BadInput(words.format(plan=plan.code, first=plan.first_year, last=plan.last_year, year=year or "–"))
    return report.as_csv(plan, int(year))


def load(content: Any, *, by: Actor) -> dict[str, Any]:
    """Lay the plans of a file, all or none; a plan that is there is left as it is."""
    if not isinstance(content, dict) or not isinstance(content.get("plans"), list):
        raise BadInput(_("The file names no plans."))
    with transaction.atomic():
        laid = [actions.lay_plan(from_plain(row), by=by) for row in content["plans"]]
    return {"plans": [plan.code for plan in laid]}
