"""Who may do what with classes and enrolments."""

from typing import Any

from lms.kernel.actors import Actor, rule
from lms.people import queries as people


@rule
def may_open_class(by: Actor, course: Any) -> bool:
    """Officers open classes."""
    return people.is_officer(by)


@rule
def may_run_class(by: Actor, enrolment: Any) -> bool:
    """Officers, and trainers of the branch that owns the course."""
    return people.is_officer(by) or people.is_trainer_of(by, enrolment.run.course.branch.code)


@rule
def looks_after_learner(by: Actor, enrolment: Any) -> bool:
    """A manager of the organisation where the learner works."""
    return people.looks_after(by, enrolment.person)


@rule
def may_enrol_all(by: Actor, persons: Any) -> bool:
    """Oneself; officers anybody; managers the people of their organisations. Asked once for many."""
    return people.is_officer(by) or people.looks_after_all(by, [each for each in persons if each.pk != by.pk])


@rule
def is_enrolled_person(by: Actor, enrolment: Any) -> bool:
    """The learner themselves, under whichever id their record stands."""
    return by.pk is not None and by.pk in (enrolment.person_id, enrolment.person.merged_into_id)
