"""Whether a Vietnamese text is written as the house writes: docs/vietnamese.md and glossary.yaml."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lms.i18n.vietnamese import foreign_words, new_style_marks

_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdif]|\{\w*\}")
_MARKUP = re.compile(r"<[^>]*>|&\w+;|\{[^}]*\}")


@cache
def glossary() -> dict[str, Any]:
    """`terms` (vi, en, avoid, note), words that are `never` used, foreign ones that are `allowed`, and `names`."""
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "glossary.yaml").read_text(encoding="utf-8"))
    return found


@cache
def allowed_words() -> frozenset[str]:
    """Words of other languages that stand in Vietnamese text as they are: lower case."""
    return frozenset(glossary()["allowed"])


@cache
def names() -> frozenset[str]:
    """Parts of proper names that content may have (the crawl reads content too): lower case."""
    return frozenset(glossary()["names"])


@cache
def _never() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, glossary()["never"])) + r")\b", re.IGNORECASE)


def faults(text: str) -> Iterator[str]:
    """What is wrong with a Vietnamese text, each in a few words; nothing where all is well."""
    plain = _MARKUP.sub(" ", text)
    for kind, words in (
        ("not Vietnamese", foreign_words(plain, allowed_words())),
        ("new-style tone marks", new_style_marks(plain)),
        ("to avoid", _never().findall(plain)),
    ):
        if words:
            yield f"{kind}: {', '.join(words)}"


def lost_placeholders(msgid: str, text: str) -> list[str]:
    """Placeholders that only one of the two has: such a text breaks the page that uses it."""
    wanted, given = (Counter(_PLACEHOLDER.findall(each)) for each in (msgid, text))
    return sorted((wanted - given) + (given - wanted))
