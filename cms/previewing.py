"""What an author sees before publishing: the page as its readers would see it once released."""

from typing import Any

from cms import freezing
from cms.lesson import rendering
from courses.catalog import outside


def lesson(page: Any) -> dict[str, Any]:
    """The lesson of a draft, rendered like a release but from the library's own files."""
    source = freezing.plain(page.body, keep=freezing.show)
    return {
        "page": page,
        "html": outside.fill(rendering.html(source, page.locale.language_code)),
        "language": page.locale.language_code,
    }


def course(page: Any) -> dict[str, Any]:
    """The facts of a draft, in the shape of a version."""
    from cms.release import draft_of  # noqa: PLC0415 - release imports the pages

    return {"page": page, "version": draft_of(page, lessons=())}
