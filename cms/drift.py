"""Where what Wagtail holds differs from what our roles ask for: `manage.py audit verify` names it, the night mends it.

Somebody with a shell or a database in hand may write into Wagtail's tables; roles are in the record, these are not.
"""

from collections.abc import Iterable, Iterator

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.translation import gettext_noop
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from cms import groups
from cms.library import folders
from cms.models import BranchPage
from lms.kernel.audit import Fault, proves
from lms.people import queries as people
from lms.people.models import User

_LACKS_PAGE = gettext_noop("group “%(group)s” lacks the permission “%(permission)s” on page “%(place)s”")
_MORE_PAGE = gettext_noop(
    "group “%(group)s” has the permission “%(permission)s” on page “%(place)s”, which no role asks"
)
_LACKS_FOLDER = gettext_noop("group “%(group)s” lacks the permission “%(permission)s” in folder “%(place)s”")
_MORE_FOLDER = gettext_noop(
    "group “%(group)s” has the permission “%(permission)s” in folder “%(place)s”, which no role asks"
)


def _grants(
    group: Group, held: set[groups.Grant], wanted: Iterable[groups.Grant], says: tuple[str, str]
) -> Iterator[Fault]:
    """What the group lacks, then what it has too much; `says` are the two sentences."""
    wanted = set(wanted)
    model = Page if says[0] == _LACKS_PAGE else Collection
    for sentence, grants in zip(says, (wanted - held, held - wanted), strict=True):
        for place, permission in sorted(grants):
            yield Fault(
                sentence,
                {
                    "group": group.name,
                    "permission": Permission.objects.get(pk=permission).codename,
                    "place": str(model.objects.filter(pk=place).first()),
                },
            )


def _of_group(group: Group, wanted: groups.Asked) -> Iterator[Fault]:
    """What one group lacks or has too much."""
    on_pages = set(GroupPagePermission.objects.filter(group=group).values_list("page_id", "permission_id"))
    yield from _grants(group, on_pages, wanted.pages, (_LACKS_PAGE, _MORE_PAGE))
    in_folders = set(
        GroupCollectionPermission.objects.filter(group=group).values_list("collection_id", "permission_id")
    )
    yield from _grants(group, in_folders, wanted.folders, (_LACKS_FOLDER, _MORE_FOLDER))
    plain = set(group.permissions.values_list("codename", flat=True))
    enter = groups.may_enter().codename
    if enter not in plain:
        yield Fault(gettext_noop("group “%(group)s” may not enter the back office"), {"group": group.name})
    for codename in sorted(plain - {enter}):
        more = gettext_noop("group “%(group)s” has the permission “%(permission)s”, which no role asks")
        yield Fault(more, {"group": group.name, "permission": codename})


def _of_groups() -> Iterator[Fault]:
    wanted = {each.name: each for each in groups.asked()}
    there = {group.name: group for group in Group.objects.all()}
    for name in sorted(wanted.keys() - there.keys()):
        yield Fault(gettext_noop("group “%(group)s” is missing"), {"group": name})
    for name, group in sorted(there.items()):
        if name in wanted:
            yield from _of_group(group, wanted[name])
        else:
            yield Fault(gettext_noop("group “%(group)s” stands for no role"), {"group": name})


def _of_folders() -> Iterator[Fault]:
    for section in BranchPage.objects.select_related("branch").order_by("path"):
        if folders.found_of(section.branch) is None:
            yield Fault(gettext_noop("the library has no folder for “%(branch)s”"), {"branch": section.branch.name})


def _of_user(user: User) -> Iterator[Fault]:
    """Which groups the user is in and should not be, or should be and is not."""
    held = {group.name for group in user.groups.all()}
    due = set(groups.due(user.person)) if user.person else set()
    for name in sorted(due - held):
        lacks = gettext_noop("account %(user)s is not in group “%(group)s”, which its roles ask")
        yield Fault(lacks, {"user": user.pk, "group": name})
    for name in sorted(held - due):
        more = gettext_noop("account %(user)s is in group “%(group)s”, which no role of its person asks")
        yield Fault(more, {"user": user.pk, "group": name})


def _of_users() -> Iterator[Fault]:
    writing = people.ever_held(*groups.WRITERS)
    concerned = User.objects.filter(Q(groups__isnull=False) | Q(person__in=writing)).distinct()
    for user in concerned.select_related("person").prefetch_related("groups").order_by("pk"):
        yield from _of_user(user)
    for user in User.objects.filter(is_superuser=True).order_by("pk"):
        yield Fault(gettext_noop("account %(user)s may do everything, which no role gives"), {"user": user.pk})
    for user in User.objects.filter(user_permissions__isnull=False).distinct().order_by("pk"):
        yield Fault(gettext_noop("account %(user)s holds permissions of its own, beside its roles"), {"user": user.pk})


@proves
def faults() -> Iterator[Fault]:
    """Every difference, groups first."""
    yield from _of_folders()
    yield from _of_groups()
    yield from _of_users()
