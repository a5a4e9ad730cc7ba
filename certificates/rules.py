"""Who may do what with certificates."""

from typing import Any

from lms.kernel.actors import Actor, rule
from lms.people import queries as people


@rule
def may_revoke(by: Actor, certificate: Any) -> bool:
    """Officers revoke, with a reason."""
    return people.is_officer(by)


@rule
def may_issue(by: Actor, enrolment: Any) -> bool:
    """Officers issue by hand what waited; otherwise it follows from the completion."""
    return people.is_officer(by)
