"""Who may enter the auditor's room."""

from typing import Any

from lms.kernel.actors import Actor, rule
from lms.people import queries as people


@rule
def may_audit(by: Actor, room: Any = None) -> bool:
    """Auditors, and administrators, who answer them."""
    return people.is_auditor(by) or people.is_administrator(by)
