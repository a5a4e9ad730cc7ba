"""The kinds of blocks that a reader does something with: steps, lists to tick, examples, questions, quizzes."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from cms.cleaning import clean_html
from cms.lesson.kinds import Find, Form, Keep, Kind, kind


@kind
class Steps(Kind):
    """Things done one after the other."""

    name = "steps"
    words = {"title": Form.TEXT, "parts.*.title": Form.TEXT, "parts.*.text": Form.TEXT}

    def plain(self, value: Any, keep: Keep) -> Any:
        return {"title": value["title"], "parts": [{"title": i["title"], "text": i["text"]} for i in value["items"]]}

    def raw(self, value: Any, find: Find) -> Any:
        return {"title": value["title"], "items": value["parts"]}


@kind
class Checklist(Kind):
    """Things to look at, in any order."""

    name = "checklist"
    words = {"title": Form.TEXT, "parts.*": Form.TEXT}

    def plain(self, value: Any, keep: Keep) -> Any:
        return {"title": value["title"], "parts": list(value["items"])}

    def raw(self, value: Any, find: Find) -> Any:
        return {"title": value["title"], "items": value["parts"]}


@kind
class Example(Kind):
    """A worked example: what is asked, and how it is solved."""

    name = "example"
    words = {"title": Form.TEXT, "problem": Form.RICH, "solution": Form.RICH}

    def plain(self, value: Any, keep: Keep) -> Any:
        return {
            "title": value["title"],
            "problem": clean_html(value["problem"].source),
            "solution": clean_html(value["solution"].source),
        }

    def raw(self, value: Any, find: Find) -> Any:
        return value


@kind
class Check(Kind):
    """A question the reader asks themselves; it is not marked."""

    name = "check"
    words = {"question": Form.TEXT, "options.*.text": Form.TEXT, "options.*.why": Form.TEXT}

    def plain(self, value: Any, keep: Keep) -> Any:
        options = [{"text": o["text"], "right": bool(o["correct"]), "why": o["why"]} for o in value["options"]]
        return {"question": value["question"], "options": options}

    def raw(self, value: Any, find: Find) -> Any:
        options = [{"text": o["text"], "correct": o["right"], "why": o["why"]} for o in value["options"]]
        return {"question": value["question"], "options": options}

    def faults(self, value: Any) -> Iterator[str]:
        if sum(option["right"] for option in value["options"]) != 1:
            yield _("A check question does not have exactly one right option.")


@kind
class Quiz(Kind):
    """A marked quiz by its key; it is frozen when the course is released."""

    name = "quiz"

    def plain(self, value: Any, keep: Keep) -> Any:
        return {"key": value["quiz"]}

    def raw(self, value: Any, find: Find) -> Any:
        return {"quiz": value["key"]}
