"""Wagtail's groups, page permissions and language as a mirror of our roles and choices, never the other way round.

One group for each branch's trainers, with permissions below that branch's section; one for officers, over the
catalogue. Publishing is an editor's permission here; releasing is asked of `may_release`.
"""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission
from wagtail.users.models import UserProfile

from cms.models import BranchPage, CataloguePage
from lms.people import queries as people
from lms.people.models import Person
from lms.people.states import RoleKind

OFFICERS = "Chuyên viên"
TRAINERS = "Giảng viên: "
_PAGES = ("add", "change", "publish", "lock", "unlock")


def _group(name: str, page: Any) -> Group:
    """The group, with its permissions laid when it is new."""
    group, created = Group.objects.get_or_create(name=name)
    if created:
        group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
        for kind in _PAGES:
            GroupPagePermission.objects.create(group=group, page=page.page_ptr, permission_type=kind)
        root = Collection.get_first_root_node()
        library = Permission.objects.filter(
            content_type__app_label="wagtailimages", codename__in=("add_image", "choose_image")
        )
        for permission in library:
            GroupCollectionPermission.objects.create(group=group, collection=root, permission=permission)
    if created and name == OFFICERS:
        for task in GroupApprovalTask.objects.filter(groups=None):  # of the workflow that Wagtail brings
            task.groups.add(group)
    return group


def _due(person: Person) -> list[Group]:
    """The groups this person's roles of today ask for."""
    due: list[Group] = []
    if not people.roles_of(person):
        return due  # nearly everybody
    catalogue = CataloguePage.objects.first()
    if catalogue and people.is_officer(person):
        due.append(_group(OFFICERS, catalogue))
    due += [
        _group(f"{TRAINERS}{section.branch.code}", section)
        for section in BranchPage.objects.select_related("branch")
        if people.is_trainer_of(person, section.branch.code)
    ]
    return due


@transaction.atomic
def mirror(person_id: int) -> None:
    """Make the groups of the person's user what their roles of today say, and Wagtail speak their language, in its
    mails too. Twice changes nothing.
    """
    person = people.person_with(person_id)
    user = getattr(person, "user", None)
    if user is not None:
        due = _due(person)
        user.groups.set(due)
        if due:
            UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": person.language})


def mirror_all() -> None:
    """For everybody with a role that writes: after a section was made, and every night, since roles end by date."""
    for person in people.ever_held(RoleKind.TRAINER, RoleKind.OFFICER, RoleKind.ADMINISTRATOR):
        mirror(person.pk)
