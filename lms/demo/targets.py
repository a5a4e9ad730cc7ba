"""The two plans of the demonstration: 2021–2025, closed, and 335/KH-UBND for 2026–2030."""

from lms.demo.data import content
from lms.kernel.actors import Actor
from lms.targets.actions import lay_plan
from lms.targets.drafts import from_plain


def lay_plans(*, by: Actor) -> None:
    """Lay both; a plan that is there is left as it is."""
    for row in content("targets")["plans"]:
        lay_plan(from_plain(row), by=by)
