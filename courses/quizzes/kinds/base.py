"""What every kind of question can do."""

from decimal import Decimal
from random import Random
from typing import Any, Protocol

from lms.kernel.errors import BadInput

Data = dict[str, Any]
Shown = dict[str, Any]


class Unreadable(BadInput):
    """The response cannot be read; what was typed is kept as it is and marked as nothing."""


class Kind(Protocol):
    """Stateless; one instance serves every question of the kind."""

    def check(self, data: Data) -> None:
        """Raise BadInput with a sentence for the author when the data cannot make a question."""

    def show(self, data: Data, chance: Random) -> Shown:
        """What the learner sees: options in the order of this attempt, without what is right."""

    def read(self, shown: Shown, values: list[str]) -> Any:
        """The response behind what a form or script sent; None is no answer. Raises Unreadable."""

    def mark(self, data: Data, response: Any) -> Decimal:
        """The fraction earned, 0 to 1; an empty or impossible response earns 0."""

    def right(self, data: Data) -> Any:
        """The response that earns everything."""

    def words(self, data: Data, response: Any) -> str:
        """The response as a person would say it, for the review."""
