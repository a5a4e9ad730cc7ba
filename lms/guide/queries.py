"""Looking into the guides: the chapter that explains a page to whoever looks at it."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from lms.guide.source import COMMON, LEARNER, ORDER, Chapter, Guide, guides
from lms.people.models import Person
from lms.people.queries import roles_of
from lms.people.states import RoleKind


@dataclass(frozen=True)
class Explained:
    """A chapter and the guide it is of; None for a chapter that all of them have."""

    chapter: Chapter
    guide: Guide | None


@cache
def explained_pages() -> dict[str, dict[str, Explained]]:
    """For each page that is explained (the name of its address): the file of the text → the chapter."""
    found: dict[str, dict[str, Explained]] = defaultdict(dict)
    for guide in guides().values():
        for chapter in guide.chapters:
            if chapter.of not in (COMMON, guide.role):
                continue  # another guide's, told here too
            for page in chapter.pages:
                found[page][chapter.of] = Explained(chapter, None if chapter.of == COMMON else guide)
    return dict(found)


def explanation(page: str, person: Person | None) -> Explained | None:
    """The chapter for this page and this person; None where the page explains itself.

    A page with one text has it for everybody, and nobody is asked who they are: visitors' pages are of that kind.
    """
    known = explained_pages().get(page)
    if not known:
        return None
    if len(known) > 1 and person is not None:
        kinds = {role.kind for role in roles_of(person)}
        if RoleKind.ADMINISTRATOR in kinds:
            kinds.add(RoleKind.OFFICER)
        for role in reversed(ORDER):
            if role in kinds and role in known:
                return known[role]
    return known.get(LEARNER) or known.get(COMMON) or next(iter(known.values()))
