"""What a release hands over: facts, lessons, items and renderings, not yet frozen. Plain values only."""

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class ItemDraft:
    """Something a lesson contains, by value (see `LessonItem`)."""

    kind: str
    key: str
    version_key: str = ""


@dataclass(frozen=True)
class LessonDraft:
    """One lesson in one language. `source` is the stream's plain data; `html` is what `renderer` made of it."""

    key: UUID
    title: str
    source: Any
    schema: int
    html: str
    renderer: int
    language: str = "vi"
    summary: str = ""
    minutes: int = 0
    module: int = 0
    items: tuple[ItemDraft, ...] = ()
    anchors: tuple[str, ...] = ()  # the editor's ids of the blocks of `source`; in no digest

    def words(self) -> dict[str, Any]:
        """What the lesson's digest is of: never the HTML."""
        return {
            "title": self.title,
            "summary": self.summary,
            "minutes": self.minutes,
            "schema": self.schema,
            "source": self.source,
            "items": [asdict(item) for item in self.items],
        }


_LATER = ("trainers", "cover", "cover_alt")


@dataclass(frozen=True)
class CourseDraft:
    """The facts of a course and its lessons in order. Zero lessons make an outline."""

    title_vi: str
    title_en: str
    summary: str
    level: str
    mode: str
    hours: Decimal
    periods: int
    audiences: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    modules: tuple[dict[str, Any], ...] = ()
    prerequisites: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    pass_rule: dict[str, Any] = field(default_factory=dict)
    reviewed: bool = False
    demo: bool = False
    trainers: tuple[int, ...] = ()  # ids of persons
    cover: str = ""  # SHA-256 of a kept file
    cover_alt: str = ""
    lessons: tuple[LessonDraft, ...] = ()

    def facts(self) -> dict[str, Any]:
        """What the version's digest is of, besides its lessons. Facts that came later count only where they say
        something: versions released before them keep their digest.
        """
        facts = {name: value for name, value in vars(self).items() if name != "lessons"}
        facts = {name: value for name, value in facts.items() if value or name not in _LATER}
        facts["hours"] = str(self.hours.quantize(Decimal("0.01")))
        return {name: list(value) if isinstance(value, tuple) else value for name, value in facts.items()}
