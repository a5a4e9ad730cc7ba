"""Changing plans: a plan is laid whole, measurements are recorded, and opening a list of names is written down."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lms.kernel import audit
from lms.kernel.actors import Actor
from lms.kernel.errors import BadInput, require
from lms.kernel.names import nfc
from lms.targets.drafts import IndicatorDraft, PlanDraft
from lms.targets.measures import MEASURES
from lms.targets.models import Indicator, Measurement, Plan, Target, Task
from lms.targets.rules import may_keep_plans, may_open_lists
from lms.targets.states import COUNTABLE, Flag

LARGEST = Decimal("999999999999.99")


@transaction.atomic
def lay_plan(draft: PlanDraft, *, by: Actor) -> Plan:
    """A plan with its tasks, indicators and targets, all at once. Laying the same code again changes nothing."""
    require(may_keep_plans(by, None))
    there = Plan.objects.filter(code=draft.code).first()
    if there:
        return there
    _check(draft)
    facts = {name: value for name, value in vars(draft).items() if name not in ("tasks", "indicators")}
    plan = Plan(**facts)
    _clean(plan)
    plan.save()
    audit.record("lay_plan", plan, by=by)
    tasks: dict[str, Task] = {}
    for position, each in enumerate(draft.tasks):
        facts = {**vars(each), "evidence": list(each.evidence), "parent": tasks.get(each.parent)}
        tasks[each.clause] = Task(plan=plan, position=position, **facts)
        _clean(tasks[each.clause])
        tasks[each.clause].save()
    audit.record_many("lay_task", list(tasks.values()), by=by)
    _lay_indicators(plan, draft, tasks, by)
    return plan


def _lay_indicators(plan: Plan, draft: PlanDraft, tasks: dict[str, Task], by: Actor) -> None:
    made, targets = [], []
    for position, each in enumerate(draft.indicators):
        facts = {name: value for name, value in vars(each).items() if name not in ("clause", "targets")}
        indicator = Indicator(plan=plan, task=tasks[each.clause], position=position, **facts)
        _clean(indicator)
        indicator.save()
        made.append(indicator)
        for one in each.targets:
            target = Target(indicator=indicator, **vars(one))
            _clean(target)
            target.save()
            targets.append(target)
    audit.record_many("lay_indicator", made, by=by)
    audit.record_many("lay_target", targets, by=by)


def _clean(row: Any) -> None:
    """Words and numbers as the columns take them, before the database is asked."""
    try:
        row.clean_fields(exclude=[f.name for f in row._meta.concrete_fields if f.is_relation or f.name == "evidence"])
    except ValidationError as trouble:
        raise BadInput(f"{row}: {'; '.join(trouble.messages)}") from trouble


def _check(draft: PlanDraft) -> None:
    """Refuse a plan that does not hang together, naming where."""
    if not 2000 <= draft.first_year <= draft.last_year <= 2100:
        raise BadInput(_("The years of the plan are not in order."))
    seen: set[str] = set()
    for task in draft.tasks:
        if task.parent and task.parent not in seen:
            raise BadInput(_("{clause}: the task above it does not come before it.").format(clause=task.clause))
        if task.clause in seen:
            raise BadInput(_("{clause} appears twice in the plan.").format(clause=task.clause))
        seen.add(task.clause)
    codes: set[str] = set()
    for indicator in draft.indicators:
        if indicator.code in codes:
            raise BadInput(_("{clause} appears twice in the plan.").format(clause=indicator.code))
        codes.add(indicator.code)
        _check_indicator(draft, indicator, seen)


def _check_indicator(draft: PlanDraft, indicator: IndicatorDraft, clauses: set[str]) -> None:
    if indicator.clause not in clauses:
        raise BadInput(_("{code}: the plan has no such task.").format(code=indicator.code))
    if indicator.measure and indicator.measure not in MEASURES:
        raise BadInput(_("{code}: nobody knows how to count this.").format(code=indicator.code))
    if indicator.measure and (indicator.aggregation not in COUNTABLE or indicator.uncounted):
        raise BadInput(_("{code}: what is counted adds up otherwise.").format(code=indicator.code))
    years = [target.year for target in indicator.targets]
    if len(set(years)) != len(years) or not all(draft.first_year <= year <= draft.last_year for year in years):
        raise BadInput(_("{code}: a year appears twice, or lies outside the plan.").format(code=indicator.code))
    if any(target.upper is not None and target.upper <= target.value for target in indicator.targets):
        raise BadInput(_("{code}: a range goes up.").format(code=indicator.code))


@transaction.atomic
def record_measurement(
    indicator_id: int, year: int, value: Decimal, *, by: Actor, source: str, illustrative: bool = False
) -> Measurement:
    """What somebody outside reported of a year, with the document it stands in. The newest holds, the others stay.

    Saying again what holds changes nothing (a double click). Refused for what the platform counts itself.
    """
    rows = Indicator.objects.select_for_update(of=("self",)).select_related("plan")
    indicator = rows.get(pk=indicator_id)
    require(may_keep_plans(by, indicator))
    if indicator.measure:
        raise BadInput(_("The platform counts this itself; nothing is entered by hand."))
    if year not in indicator.plan.years:
        raise BadInput(_("The plan does not hold this year."))
    if not value.is_finite() or abs(value) > LARGEST:
        raise BadInput(_("Please give a number."))
    if not nfc(source):
        raise BadInput(_("Please name the document the number comes from."))
    flag = Flag.ILLUSTRATIVE if illustrative else Flag.REAL
    held = Measurement.objects.filter(indicator=indicator, year=year).order_by("-pk").first()
    if held and (held.value, held.source, held.flag) == (value, nfc(source)[:255], flag):
        return held
    made = Measurement.objects.create(indicator=indicator, year=year, value=value, source=nfc(source)[:255], flag=flag)
    audit.record("record_measurement", made, by=by)
    return made


@transaction.atomic
def open_list(indicator: Indicator, year: int, *, by: Actor, fact: int | None = None) -> None:
    """Write down that the names behind a number were opened, or the evidence of one of its lines.

    The indicator is frozen, so it is neither locked nor read again.
    """
    require(may_open_lists(by, indicator))
    detail = {"year": year} if fact is None else {"year": year, "fact": fact}
    audit.looked(indicator, by=by, verb="open_list" if fact is None else "open_evidence", detail=detail)
