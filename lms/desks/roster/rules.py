"""Who may load a roster."""

from typing import Any

from lms.kernel.actors import Actor, rule
from lms.people import queries as people


@rule
def may_load(by: Actor, organisation: Any) -> bool:
    """Officers for any organisation (None: each row names its own), managers for theirs."""
    return people.is_officer(by) or (organisation is not None and people.manages(by, organisation.pk))
