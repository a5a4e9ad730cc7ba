"""A plan before it is laid: plain values, checked by `actions.lay_plan`; and reading one from YAML."""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from lms.kernel.errors import BadInput


@dataclass(frozen=True)
class TargetDraft:
    """The number of a year."""

    year: int
    value: Decimal
    flag: str
    upper: Decimal | None = None
    bound: str = ""


@dataclass(frozen=True)
class IndicatorDraft:
    """What is watched of the task named by `clause`."""

    clause: str
    code: str
    name: str
    unit: str
    aggregation: str
    data_source: str
    measure: str = ""
    uncounted: str = ""
    formula: str = ""
    note: str = ""
    targets: tuple[TargetDraft, ...] = ()


@dataclass(frozen=True)
class TaskDraft:
    """A node; `parent` is the clause above it, which comes before it."""

    clause: str
    title: str
    parent: str = ""
    title_en: str = ""
    stated: bool = True
    lead: str = ""
    lead_stated: bool = False
    platform_role: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanDraft:
    """A whole plan."""

    code: str
    title: str
    short: str
    first_year: int
    last_year: int
    document_number: str = ""
    territory: str = ""
    source: str = ""
    note: str = ""
    tasks: tuple[TaskDraft, ...] = ()
    indicators: tuple[IndicatorDraft, ...] = field(default=())


def _decimal(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation as trouble:
        raise BadInput(_("{value} is no number.").format(value=repr(value))) from trouble


def _target(row: dict[str, Any]) -> TargetDraft:
    upper = row.get("upper")
    return TargetDraft(
        year=row["year"],
        value=_decimal(row["value"]),
        flag=row["flag"],
        upper=None if upper is None else _decimal(upper),
        bound=row.get("bound", ""),
    )


def _indicator(row: dict[str, Any]) -> IndicatorDraft:
    return IndicatorDraft(**{**row, "targets": tuple(_target(each) for each in row.get("targets", ()))})


def _task(row: dict[str, Any]) -> TaskDraft:
    return TaskDraft(**{**row, "evidence": tuple(row.get("evidence", ()))})


def from_plain(row: Any) -> PlanDraft:
    """A plan from plain values, as YAML gives them; the keys are the fields of the drafts. Raises BadInput."""
    try:
        tasks, indicators = row.get("tasks", ()), row.get("indicators", ())
        held = {"tasks": tuple(map(_task, tasks)), "indicators": tuple(map(_indicator, indicators))}
        return PlanDraft(**{**row, **held})
    except (TypeError, KeyError, AttributeError) as trouble:
        raise BadInput(_("This is not a plan: {trouble}").format(trouble=trouble)) from trouble
