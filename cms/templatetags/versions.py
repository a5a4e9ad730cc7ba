"""Words for the pages of versions."""

from collections.abc import Mapping

from django import template

from cms.lesson.courses import FactChange
from cms.lesson.wording import How
from cms.release import words
from courses.catalog.models import CourseVersion

register = template.Library()


@register.simple_tag
def named(people: Mapping[int, str], person: int | None) -> str:
    """The name of who did it; "" for the system."""
    return people.get(person, "") if person else ""


@register.filter
def facts(version: CourseVersion) -> list[tuple[str, list[str], str]]:
    """The facts of a version that say something: the name of each, its lines and their language, as they are frozen."""
    held = {name: value for name, value in version.source.items() if name != "lessons" and value}
    people = words.people_in((FactChange("trainers", [], held.get("trainers", [])),))
    made = []
    for name, value in held.items():
        before = type(value)() if isinstance(value, list | dict) else value  # a number is compared with a number
        runs, _lines = words.fact_runs(FactChange(name, before, value), people)
        language = "en" if name.endswith("_en") else "vi"
        made.append((words.fact_label(name), [run.text for run in runs if run.how == How.ADDED], language))
    return made
