"""The guides as they are written: content/*.yaml, read once and refused where something is missing.

Both languages stand beside each other in one chapter, so that neither is forgotten. A button, link or label is named
by its English string of the catalogue in square brackets (`[Enrol in this class]`): the reader sees the words that
stand on the screen, whatever they become, and a name that is gone is found by a test.
"""

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from lms.people.states import RoleKind

CONTENT = Path(__file__).parent / "content"
COMMON = "common"
LEARNER = "learner"
NAMED = re.compile(r"\[([^\]]+)\]")
Text = Annotated[str, Field(min_length=3)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]


class _Plain(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Asked(_Plain):
    """Something that people ask of a page."""

    ask: Text
    answer: Text


class Words(_Plain):
    """A chapter in one language. `picture` is what its picture shows; without it the chapter has none."""

    title: Text
    what: Text
    first: tuple[Text, ...] = Field(min_length=2, max_length=5)
    asked: tuple[Asked, ...] = Field(default=(), max_length=4)
    picture: str = ""

    def named(self) -> set[str]:
        """The buttons, links and labels that the words name."""
        texts = (self.what, *self.first, *(part for each in self.asked for part in (each.ask, each.answer)))
        return {name for text in texts for name in NAMED.findall(text)}


class Chapter(_Plain):
    """One page, or a few that belong together, by the names of their addresses; the first is the one to open."""

    key: Key
    pages: tuple[str, ...] = Field(min_length=1)
    vi: Words
    en: Words
    of: str = COMMON  # the file it stands in

    @model_validator(mode="after")
    def both_languages_say_the_same(self) -> Self:
        vi, en = self.vi, self.en
        if (len(vi.first), len(vi.asked), bool(vi.picture)) != (len(en.first), len(en.asked), bool(en.picture)):
            raise ValueError(f"{self.of} {self.key}: steps, questions or picture differ between vi and en")
        if vi.named() != en.named():
            raise ValueError(f"{self.of} {self.key}: vi and en name different things: {vi.named() ^ en.named()}")
        return self

    @property
    def picture(self) -> str:
        """The name of its picture; "" where it has none."""
        return f"{self.of}-{self.key}" if self.vi.picture else ""


class Opening(_Plain):
    """The head of a guide in one language."""

    title: Text
    who: Text
    lead: Text


class Guide(_Plain):
    """The whole guide of a role: its chapters in their order, those it shares with the others among them."""

    role: str
    slug: Key
    vi: Opening
    en: Opening
    chapters: tuple[Chapter, ...] = Field(min_length=2)


# The order of the list of guides, and, from its end, whose help is shown to who has several roles.
ORDER = (
    LEARNER,
    RoleKind.TRAINER.value,
    RoleKind.MANAGER.value,
    RoleKind.OFFICER.value,
    RoleKind.LEADERSHIP.value,
    RoleKind.AUDITOR.value,
    RoleKind.ADMINISTRATOR.value,
)


@cache
def _read(name: str) -> dict[str, Any]:
    with (CONTENT / f"{name}.yaml").open(encoding="utf-8") as text:
        return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # type: ignore[no-any-return] # noqa: S506


def _told() -> dict[str, dict[str, Any]]:
    """Every chapter as it is written, by `file:key`."""
    return {
        f"{name}:{each['key']}": {**each, "of": name}
        for name in (COMMON, *ORDER)
        for each in _read(name)["chapters"]
        if not isinstance(each, str)
    }


def _guide(role: str, told: dict[str, dict[str, Any]]) -> Guide:
    """A chapter of another file is named by `file:key`, one that all share by its key alone."""
    opening = _read(role)
    keys = (each if isinstance(each, str) else f"{role}:{each['key']}" for each in opening["chapters"])
    chapters = [told[key if ":" in key else f"{COMMON}:{key}"] for key in keys]
    return Guide.model_validate({**opening, "role": role, "chapters": chapters})


@cache
def guides() -> dict[str, Guide]:
    """Every guide by its slug, read once for the life of the process."""
    told = _told()
    made = [_guide(role, told) for role in ORDER]
    return {guide.slug: guide for guide in made}
