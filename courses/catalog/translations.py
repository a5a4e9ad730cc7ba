"""Looking at what is attached: the words of a version's lessons, and its facts, in another language."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache

from courses.catalog.models import CourseVersion, LessonVersion, LessonWords, VersionLesson, VersionWords
from lms.kernel import generations
from lms.kernel.languages import in_either, said

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


@dataclass(frozen=True)
class Facts:
    """The facts of a version as a page in one language says them; what has no words in it is marked with its own."""

    summary: Any
    outcomes: list[Any]
    modules: list[Any]  # titles, in the order of the version's modules
    story: str  # in this language, and made from the story with this digest
    story_of: str


def facts_for(version: CourseVersion, language: str) -> Facts:
    """For a page in `language`; one query where that is not the language of the facts."""
    words = facts_in(version.pk, language) if language != settings.LANGUAGE_CODE else {}
    modules = [module["title"] for module in version.modules]

    def lines(name: str, own: list[str]) -> list[Any]:
        translated = words.get(name) or [""] * len(own)
        return [in_either(*each) for each in zip(own, translated, strict=True)]

    return Facts(
        summary=in_either(version.summary, words.get("summary", "")),
        outcomes=lines("outcomes", version.outcomes),
        modules=lines("modules", modules),
        story=words.get("story", ""),
        story_of=words.get("story_of", ""),
    )


def summaries_in(version_ids: list[int], language: str) -> dict[int, str]:
    """{version: its summary in `language`} where it has one, in one query."""
    rows = VersionWords.objects.filter(version__in=version_ids, language=language).order_by("pk")
    newest = dict(rows.values_list("version", "words"))
    return {version: words["summary"] for version, words in newest.items() if words["summary"]}


def titled(places: list[VersionLesson], language: str) -> list[tuple[Any, int]]:
    """(title as a page in `language` says it, minutes) of each lesson."""
    foreign = {place.version_id for place in places if place.lesson.language != language}
    words = {pk: each for version in foreign for pk, each in words_in(version, language).items()}
    made = []
    for place in places:
        own, other = place.lesson, words.get(place.lesson_id)
        translated = other is not None and 0 not in other.untranslated
        title = other.lesson.title if other and translated else own.title
        made.append((said(title, language if translated else own.language), own.minutes))
    return made
