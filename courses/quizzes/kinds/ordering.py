"""Putting things in order.

`data`: {"items": [{"id": "a", "text": …}, …]} in the right order. `shown`: {"order": [ids], "texts": {id: text}}.
`response`: a list of all ids.
"""

from decimal import Decimal
from random import Random
from typing import Any

from django.utils.translation import gettext as _

from courses.quizzes.kinds.base import Data, Shown, Unreadable
from lms.kernel.errors import BadInput


class Ordering:
    """Everything in its place earns the point; "scoring": "partial" earns the share of things in their place."""

    def check(self, data: Data) -> None:
        ids = [item["id"] for item in data["items"]]
        if len(ids) < 2 or len(set(ids)) != len(ids):
            raise BadInput(_("There must be at least two different items to put in order."))

    def show(self, data: Data, chance: Random) -> Shown:
        right = [item["id"] for item in data["items"]]
        order = list(right)
        while order == right:  # the learner never finds it solved
            chance.shuffle(order)
        return {"order": order, "texts": {item["id"]: item["text"] for item in data["items"]}}

    def read(self, shown: Shown, values: list[str]) -> Any:
        order = [part for value in values for part in value.split(",") if part]
        if not order:
            return None
        if sorted(order) != sorted(shown["order"]):
            raise Unreadable(_("Each item must appear in the order once."))
        return order

    def mark(self, data: Data, response: Any) -> Decimal:
        right = [item["id"] for item in data["items"]]
        if not isinstance(response, list) or len(response) != len(right):
            return Decimal(0)
        if data.get("scoring") == "partial":
            placed = sum(one == other for one, other in zip(response, right, strict=True))
            return (Decimal(placed) / len(right)).quantize(Decimal("0.0001"))
        return Decimal(int(response == right))

    def right(self, data: Data) -> Any:
        return [item["id"] for item in data["items"]]

    def words(self, data: Data, response: Any) -> str:
        texts = {item["id"]: item["text"] for item in data["items"]}
        return " → ".join(texts[each] for each in response or () if each in texts)
