"""Who may write questions and who sits a quiz."""

from typing import Any

from lms.kernel.actors import Actor, rule
from lms.people import queries as people


@rule
def may_write_questions(by: Actor, branch: Any) -> bool:
    """Officers, and trainers of the branch that owns the bank."""
    return people.is_officer(by) or people.is_trainer_of(by, branch.code)


@rule
def is_sitting(by: Actor, attempt: Any) -> bool:
    """The learner whose attempt it is, under whichever id their record stands."""
    person = attempt.enrolment.person
    return by.pk is not None and by.pk in (person.pk, person.merged_into_id)
