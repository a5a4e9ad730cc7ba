"""The kinds of blocks that hand over a file: a PDF read in its place, a file to save."""

from typing import Any

from django.utils.translation import gettext as _

from cms.lesson.kinds import Find, Form, Keep, Kind, kind
from cms.lesson.prose import TEP
from lms.kernel.errors import BadInput


class Paper(Kind):
    """A document of the library: {src, size (bytes), ending, title, about}."""

    since = 2
    words = {"title": Form.TEXT, "about": Form.TEXT}

    def plain(self, value: Any, keep: Keep) -> Any:
        paper = value["document"]
        if paper is None:
            raise BadInput(_("A document of this lesson is no longer in the library."))
        try:
            size = paper.file.size
        except OSError:
            raise BadInput(_("The file of “%(title)s” is missing from the library.") % {"title": paper.title}) from None
        facts = {"src": keep(paper), "size": size, "ending": paper.file_extension.lower()}
        return facts | {"title": value["title"], "about": value["about"]}

    def raw(self, value: Any, find: Find) -> Any:
        found = find(value["src"], value["title"])
        return {"document": found, "title": value["title"], "about": value["about"]}

    def files(self, value: Any) -> tuple[str, ...]:
        return (value["src"].removeprefix(TEP),)


@kind
class Pdf(Paper):
    """A PDF that is read in the page and can be saved."""

    name = "pdf"


@kind
class File(Paper):
    """A file to save: a form, a table, a presentation."""

    name = "file"
