"""Choosing among options: one, several, true or false.

`data`: {"options": [{"id": "a", "text": …, "right": bool}], "shuffle": bool, "scoring": "all_or_nothing" | "partial"}.
`shown`: {"order": [ids], "texts": {id: text}}. `response`: a list of ids.
"""

from decimal import Decimal
from random import Random
from typing import Any

from django.utils.translation import gettext as _

from courses.quizzes.kinds.base import Data, Shown, Unreadable
from lms.kernel.errors import BadInput

FULL, NOTHING = Decimal(1), Decimal(0)


def _right(data: Data) -> set[str]:
    return {option["id"] for option in data["options"] if option["right"]}


def _chosen(response: Any) -> set[str]:
    """The ids in a response; whatever else it holds counts as a wrong id."""
    return {str(each) for each in response} if isinstance(response, list) else set()


class Single:
    """Exactly one option is right."""

    most_right = 1

    def check(self, data: Data) -> None:
        ids = [option["id"] for option in data["options"]]
        if len(ids) < 2 or len(set(ids)) != len(ids) or not all(option["text"].strip() for option in data["options"]):
            raise BadInput(_("A question needs at least two options, each with a text."))
        right = len(_right(data))
        if not 1 <= right <= (self.most_right or len(ids)):
            raise BadInput(_("The number of right options does not fit this kind of question."))

    def show(self, data: Data, chance: Random) -> Shown:
        order = [option["id"] for option in data["options"]]
        if data.get("shuffle", True):
            chance.shuffle(order)
        return {"order": order, "texts": {option["id"]: option["text"] for option in data["options"]}}

    def read(self, shown: Shown, values: list[str]) -> Any:
        chosen = [value for value in values if value]
        if not chosen:
            return None
        if not set(chosen) <= set(shown["order"]) or (self.most_right == 1 and len(chosen) > 1):
            raise Unreadable(_("This is not one of the options."))
        return sorted(set(chosen))

    def mark(self, data: Data, response: Any) -> Decimal:
        return FULL if _chosen(response) == _right(data) else NOTHING

    def right(self, data: Data) -> Any:
        return sorted(_right(data))

    def words(self, data: Data, response: Any) -> str:
        chosen = _chosen(response)
        return "; ".join(option["text"] for option in data["options"] if option["id"] in chosen)


class TrueFalse(Single):
    """Two options, shown in the author's order."""


class Multiple(Single):
    """Any number of options is right. Partial scoring: right ones less wrong ones, over the right ones, not below 0."""

    most_right = 0

    def mark(self, data: Data, response: Any) -> Decimal:
        if data.get("scoring", "all_or_nothing") == "all_or_nothing":
            return super().mark(data, response)
        chosen, right = _chosen(response), _right(data)
        earned = Decimal(len(chosen & right) - len(chosen - right)) / len(right)
        return max(NOTHING, earned).quantize(Decimal("0.0001"))
