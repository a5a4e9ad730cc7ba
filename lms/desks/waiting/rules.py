"""Who may take up what waits."""

from typing import Any

from lms.kernel.actors import Actor, rule
from lms.people import queries as people


@rule
def may_mend(by: Actor, thing: Any) -> bool:
    """Officers have failed work tried again and mails sent again."""
    return people.is_officer(by)
