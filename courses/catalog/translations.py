"""Looking at what is attached: the words of a version's lessons, and its facts, in another language."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from courses.catalog.models import LessonVersion, LessonWords, VersionWords
from lms.kernel import generations

GENERATION = "words"  # turned by every attachment, so that new words are seen at once
KEPT_SECONDS = 3600


@dataclass(frozen=True)
class Words:
    """A lesson in another language, and the numbers of blocks that are not (0: title and summary)."""

    lesson: LessonVersion
    untranslated: tuple[int, ...]


def words_in(version_id: int, language: str) -> dict[int, Words]:
    """{id of the lesson version: its newest words in `language`}, without their sources. One small query; the words
    themselves are kept under the generation.
    """
    key = f"words-of:{version_id}:{language}:{generations.number(GENERATION)}"
    kept: dict[int, Words] | None = cache.get(key)
    if kept is None:
        rows = LessonWords.objects.filter(lesson__places__version=version_id, language=language)
        newest = rows.select_related("words").defer("words__source").order_by("pk")
        kept = {row.lesson_id: Words(row.words, tuple(row.untranslated)) for row in newest}
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def facts_in(version_id: int, language: str) -> dict[str, Any]:
    """The newest facts of a version in `language`; {} where there are none."""
    newest = VersionWords.objects.filter(version=version_id, language=language).order_by("-pk").first()
    return dict(newest.words) if newest else {}
