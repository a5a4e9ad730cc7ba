"""A lesson's frozen HTML on its way to a reader: its placeholders become the addresses of this reading."""

import re

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from courses.catalog import outside
from courses.learning.models import CourseRun
from lms.kernel.languages import is_english

_QUIZ = re.compile(r"\[\[quiz:([0-9a-f-]{36})\]\]")
_FILE = re.compile(r'"tep:([0-9a-f]{64})(\?ten=[^"<>]*)?"')  # a saved file may bring the name to save it under


def filled(html: str, run: CourseRun) -> SafeString:
    """The HTML with the addresses of its files, and its quizzes as cards that lead into the class."""
    files = reverse("file", args=["0" * 64])
    html = outside.fill(html)
    html = _FILE.sub(lambda found: f'"{files.replace("0" * 64, found[1])}{found[2] or ""}"', html)
    return mark_safe(_QUIZ.sub(lambda found: _quiz_card(run, found[1]), html))  # noqa: S308 - cleaned at release


def _quiz_card(run: CourseRun, key: str) -> str:
    return render_to_string("learning/quiz_card.html", {"run": run, "key": key, "foreign": is_english()})
