"""Who may do what with branches and courses."""

from typing import Any

from lms.kernel.actors import Actor, rule
from lms.people import queries as people


@rule
def may_open_branch(by: Actor, branch: Any) -> bool:
    """Administrators open branches."""
    return people.is_administrator(by)


@rule
def may_release(by: Actor, course: Any) -> bool:
    """Trainers of the branch that owns the course, and officers. Publishing a page is another permission."""
    return people.is_officer(by) or people.is_trainer_of(by, course.branch.code)


@rule
def may_translate(by: Actor, course: Any) -> bool:
    """Who may release a course may say it in another language."""
    return may_release(by, course)


@rule
def may_follow_courses(by: Actor, nothing: Any) -> bool:
    """Officers, and trainers of any branch: who has courses to follow."""
    return people.is_officer(by) or people.branches_of_trainer(by) != []


@rule
def may_follow_course(by: Actor, course: Any) -> bool:
    """Officers, and trainers of the branch that owns the course, see where it stands and what was done with it."""
    return people.is_officer(by) or people.is_trainer_of(by, course.branch.code)


@rule
def may_withdraw_course(by: Actor, course: Any) -> bool:
    """Officers take a course out of the catalogue and back, retire it, and say what succeeds it."""
    return people.is_officer(by)


@rule
def may_render(by: Actor, lesson: Any) -> bool:
    """Officers have HTML made anew; it changes no word."""
    return people.is_officer(by)


@rule
def may_read_versions(by: Actor, course: Any) -> bool:
    """Officers, auditors, and trainers of the branch: every version, the draft, who learns on which."""
    return people.is_officer(by) or people.is_auditor(by) or people.is_trainer_of(by, course.branch.code)
