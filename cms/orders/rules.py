"""Who may ask for a release, and take it back."""

from typing import Any

from courses.catalog.rules import may_release
from lms.kernel.actors import Actor, rule


@rule
def may_ask_release(by: Actor, order: Any) -> bool:
    """Who may release courses of the order's branch."""
    return may_release(by, order)
