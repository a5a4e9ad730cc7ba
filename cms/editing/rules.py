"""Who may do what with the pages of a branch."""

from cms.models import BranchPage, CoursePage
from lms.kernel.actors import SYSTEM, Actor, rule
from lms.people import queries as people


@rule
def may_arrange(by: Actor, page: CoursePage) -> bool:
    """Trainers of the branch in whose section the course stands, and officers."""
    if by is SYSTEM or people.is_officer(by):
        return True
    section = BranchPage.objects.ancestor_of(page).select_related("branch").first()
    return section is not None and people.is_trainer_of(by, section.branch.code)


@rule
def may_moderate(by: Actor, section: BranchPage) -> bool:
    """Officers say whether the pages of a branch need two readers before they are published."""
    return by is SYSTEM or people.is_officer(by)
