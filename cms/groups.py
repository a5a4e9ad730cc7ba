"""Wagtail's groups, their permissions and language as a mirror of our roles and choices, never the other way round.

One group for each branch's trainers, with permissions below that branch's section and in its folder of the library;
one for officers, over the catalogue and the whole library. Publishing is an editor's permission here; releasing is
asked of `may_release`. `cms.drift` finds where Wagtail holds something else.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission
from wagtail.users.models import UserProfile

from cms.editing import moderation
from cms.editing.models import Step
from cms.library import folders
from cms.models import BranchPage, CataloguePage
from lms.people import queries as people
from lms.people.models import Person, User
from lms.people.states import RoleKind

OFFICERS = "Chuyên viên"
TRAINERS = "Giảng viên: "
WRITERS = (RoleKind.TRAINER, RoleKind.OFFICER, RoleKind.ADMINISTRATOR)
_PAGES = ("add", "change", "publish", "lock", "unlock")
_KEEP, _CHOOSE = ("add", "change", "choose"), ("choose",)
# Everything that stands in folders; a package that is not installed has no permissions.
_LIBRARY = (("wagtailimages", "image"), ("wagtaildocs", "document"), ("wagtailmedia", "media"))

Grant = tuple[int, int]  # (page or collection, permission)


@dataclass(frozen=True)
class Asked:
    """What one group of ours holds when all is well."""

    name: str
    pages: frozenset[Grant]
    folders: frozenset[Grant]


def _on_page(page_id: int, without: str = "") -> frozenset[Grant]:
    kinds = [f"{kind}_page" for kind in _PAGES if kind != without]
    named = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=kinds)
    return frozenset((page_id, pk) for pk in named.values_list("pk", flat=True))


def _in_folder(folder: Collection | None, kinds: Iterable[str]) -> frozenset[Grant]:
    if folder is None:
        return frozenset()  # not laid: `cms.drift` names it
    wanted = Q(pk=None)
    for app, model in _LIBRARY:
        wanted |= Q(content_type__app_label=app, codename__in=[f"{kind}_{model}" for kind in kinds])
    return frozenset((folder.pk, pk) for pk in Permission.objects.filter(wanted).values_list("pk", flat=True))


def may_enter() -> Permission:
    """The permission that opens the back office."""
    return Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin")


def _of_officers(catalogue: CataloguePage) -> Asked:
    return Asked(OFFICERS, _on_page(catalogue.pk), _in_folder(Collection.get_first_root_node(), _KEEP))


def _of_trainers(section: BranchPage) -> Asked:
    held = _in_folder(folders.found_of(section.branch), _KEEP) | _in_folder(folders.found_shared(), _CHOOSE)
    return Asked(f"{TRAINERS}{section.branch.code}", _on_page(section.pk, "publish" if section.moderated else ""), held)


def asked() -> list[Asked]:
    """Every group of ours: the officers', and one for each branch that has a section. Writes nothing."""
    catalogue = CataloguePage.objects.first()
    sections = BranchPage.objects.select_related("branch").order_by("path")
    return [_of_officers(catalogue), *map(_of_trainers, sections)] if catalogue else []


def due(person: Person) -> list[str]:
    """The names of the groups this person's roles of today ask for."""
    if not people.roles_of(person):
        return []  # nearly everybody
    named = [OFFICERS] if people.is_officer(person) and CataloguePage.objects.exists() else []
    codes = BranchPage.objects.order_by("path").values_list("branch__code", flat=True)
    return named + [f"{TRAINERS}{code}" for code in codes if people.is_trainer_of(person, code)]


def _lay(wanted: Asked) -> None:
    """Make the group hold exactly what is asked of it. Twice changes nothing."""
    group, created = Group.objects.get_or_create(name=wanted.name)
    group.permissions.set([may_enter()])
    on_pages = GroupPagePermission.objects.filter(group=group)
    held = {(row.page_id, row.permission_id): row.pk for row in on_pages}
    on_pages.filter(pk__in=[pk for grant, pk in held.items() if grant not in wanted.pages]).delete()
    for page, permission in wanted.pages - held.keys():
        GroupPagePermission.objects.create(group=group, page_id=page, permission_id=permission)
    in_folders = GroupCollectionPermission.objects.filter(group=group)
    held = {(row.collection_id, row.permission_id): row.pk for row in in_folders}
    in_folders.filter(pk__in=[pk for grant, pk in held.items() if grant not in wanted.folders]).delete()
    for folder, permission in wanted.folders - held.keys():
        GroupCollectionPermission.objects.create(group=group, collection_id=folder, permission_id=permission)
    if created and wanted.name == OFFICERS:
        for task in GroupApprovalTask.objects.filter(groups=None):  # of the workflow that Wagtail brings
            task.groups.add(group)


@transaction.atomic
def lay_all() -> None:
    """Every group with what it holds, and the folder and moderation of each branch. Twice changes nothing."""
    if CataloguePage.objects.exists():
        folders.shared()
    for section in BranchPage.objects.select_related("branch"):
        folders.folder_of(section.branch)
    for wanted in asked():
        _lay(wanted)
    named = {group.name: group for group in Group.objects.all()}
    for section in BranchPage.objects.select_related("branch"):
        trainers = named[f"{TRAINERS}{section.branch.code}"]
        moderation.lay(section, {Step.COLLEAGUE: trainers, Step.OFFICER: named[OFFICERS]})


@transaction.atomic
def mirror(person_id: int) -> None:
    """Make the groups of the person's user what their roles of today say, and Wagtail speak their language, in its
    mails too. Twice changes nothing.
    """
    person = people.person_with(person_id)
    user = getattr(person, "user", None)
    if user is None:
        return
    names = due(person)
    known = Group.objects.filter(name__in=names)
    if len(known) < len(names):
        lay_all()
    user.groups.set(Group.objects.filter(name__in=names))
    if names:
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": person.language})


def mirror_all() -> None:
    """Lay every group, then mirror everybody who holds or held a role that writes, and whoever else is in a group:
    after a section was made, and every night, since roles end by date.
    """
    lay_all()
    writing = set(people.ever_held(*WRITERS).values_list("pk", flat=True))
    grouped = User.objects.filter(groups__isnull=False)
    for person in writing | set(grouped.filter(person__isnull=False).values_list("person_id", flat=True)):
        mirror(person)
    for user in grouped.filter(person=None).distinct():
        user.groups.clear()
