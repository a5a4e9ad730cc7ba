"""A number, written the Vietnamese way or the English: 68,4 · 68.4 · 1.234,5 · 1,234.5 · 1 234.

`data`: {"answer": "83", "tolerance": "0.5", "unit": "%"}. `shown`: {"unit": …}. `response`: the text as it was typed.
"""

import re
from decimal import Decimal, InvalidOperation
from random import Random
from typing import Any

from django.utils.translation import gettext as _

from courses.quizzes.kinds.base import Data, Shown, Unreadable
from lms.kernel.errors import BadInput

_GROUPED = re.compile(r"[+-]?[0-9]{1,3}([.,])[0-9]{3}(\1[0-9]{3})*([.,][0-9]+)?$")
LONGEST = 40  # characters


def number(text: str) -> Decimal:
    """The number in `text`. Where one sign could be either, it is the decimal sign (2.500 is two and a half),
    except that two different signs, or one sign twice, tell which one groups. Raises Unreadable."""
    plain = re.sub(r"[\s\u00a0\u202f']", "", text).replace("−", "-").replace("–", "-").removesuffix("%")
    points, commas = plain.count("."), plain.count(",")
    if points and commas:
        decimal = max(plain.rfind("."), plain.rfind(","))
        grouping = "." if plain[decimal] == "," else ","
        if plain.count(plain[decimal]) > 1 or not _GROUPED.match(plain):
            raise Unreadable(_("This is not a number. Write for example 68,4."))
        plain = plain.replace(grouping, "").replace(",", ".")
    elif points > 1 or commas > 1:
        if not _GROUPED.match(plain):
            raise Unreadable(_("This is not a number. Write for example 68,4."))
        plain = plain.replace(".", "").replace(",", "")
    else:
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", plain) or len(plain) > LONGEST:
        raise Unreadable(_("This is not a number. Write for example 68,4."))
    try:
        return Decimal(plain)
    except InvalidOperation as error:
        raise Unreadable(_("This is not a number. Write for example 68,4.")) from error


class Numeric:
    """Right within the tolerance on either side."""

    def check(self, data: Data) -> None:
        try:
            bad = Decimal(str(data["tolerance"])) < 0 or not Decimal(str(data["answer"])).is_finite()
        except (KeyError, InvalidOperation):
            bad = True
        if bad:
            raise BadInput(_("The answer and its tolerance must be numbers."))

    def show(self, data: Data, chance: Random) -> Shown:
        return {"unit": data.get("unit", "")}

    def read(self, shown: Shown, values: list[str]) -> Any:
        typed = (values[0] if values else "").strip()[: 2 * LONGEST]
        return typed or None

    def mark(self, data: Data, response: Any) -> Decimal:
        if not isinstance(response, str):
            return Decimal(0)
        try:
            given = number(response)
        except Unreadable:
            return Decimal(0)
        return Decimal(int(abs(given - Decimal(str(data["answer"]))) <= Decimal(str(data["tolerance"]))))

    def right(self, data: Data) -> Any:
        return str(data["answer"]).replace(".", ",")

    def words(self, data: Data, response: Any) -> str:
        return f"{response or ''} {data.get('unit', '')}".strip() if response else ""
