"""Who sees the scoreboard, who opens the names behind a number, who keeps plans."""

from typing import Any

from lms.kernel.actors import Actor, rule
from lms.people import queries as people
from lms.people.states import RoleKind


@rule
def may_see_scores(by: Actor, thing: Any = None) -> bool:
    """Leadership, officers, auditors, and the managers of organisations: numbers without names."""
    return may_open_lists(by, thing) or people.has_role(by, RoleKind.MANAGER)


@rule
def may_open_lists(by: Actor, thing: Any = None) -> bool:
    """Leadership, officers and auditors see who stands behind a number."""
    return people.is_leadership(by) or people.is_officer(by) or people.is_auditor(by)


@rule
def may_keep_plans(by: Actor, thing: Any = None) -> bool:
    """Officers lay plans and record what was reported."""
    return people.is_officer(by)
