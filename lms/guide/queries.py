"""Looking into the guides: the chapter that explains a page to whoever looks at it."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from lms.guide.source import COMMON, LEARNER, ORDER, Chapter, Guide, guides
from lms.people.models import Person
from lms.people.queries import roles_of


@dataclass(frozen=True)
class Explained:
    """A chapter and the guide it is of; None for a chapter that all of them have."""

    chapter: Chapter
    guide: Guide | None


@cache
def explained_pages() -> dict[str, dict[str, Explained]]:
    """For each page that is explained (the name of its address): whose help it is → the chapter, in its own guide.

    A chapter that another guide tells too is help for that role as well.
    """
    found: dict[str, dict[str, Explained]] = defaultdict(dict)
    homes = {guide.role: guide for guide in guides().values()}
    for guide in guides().values():
        for chapter in guide.chapters:
            for page in chapter.pages:
                whose = COMMON if chapter.of == COMMON else guide.role
                if chapter.of in (COMMON, guide.role) or whose not in found[page]:
                    found[page][whose] = Explained(chapter, homes.get(chapter.of))
    return dict(found)


def explanation(page: str, person: Person | None) -> Explained | None:
    """The chapter for this page and this person; None where the page explains itself.

    A page whose text is for everybody asks nobody who they are: visitors' pages are of that kind. What is told to a
    role is told to no other.
    """
    known = explained_pages().get(page, {})
    if known.keys() - {LEARNER, COMMON} and person:
        kinds = {role.kind for role in roles_of(person)}
        for role in reversed(ORDER):
            if role in kinds and role in known:
                return known[role]
    return known.get(LEARNER) or known.get(COMMON)
