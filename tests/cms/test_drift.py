"""Roles and Wagtail's permissions are kept equal; where they are not, `manage.py audit verify` says so."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from cms import actions as pages
from cms import drift, groups
from cms.library import folders
from cms.models import BranchLibrary, CataloguePage
from courses.catalog import actions as catalog
from lms.kernel import audit, clock
from lms.kernel.actors import SYSTEM
from lms.people.models import Role
from lms.people.states import RoleKind
from tests.factories import a_user, with_role

pytestmark = pytest.mark.django_db
TRAINERS, OFFICERS = "Giảng viên: khoa-co-khi", groups.OFFICERS


@pytest.fixture
def trainer():
    """A branch with its section and its trainer, and an officer: all is well."""
    branch = catalog.open_branch("khoa-co-khi", "Khoa Cơ khí", by=SYSTEM)
    pages.ensure_branch_page(branch, by=SYSTEM)
    with_role(RoleKind.OFFICER)
    return with_role(RoleKind.TRAINER, branch="khoa-co-khi")


def said() -> list[str]:
    return [str(fault) for fault in drift.faults()]


def test_when_all_is_well_nothing_is_said(trainer):
    assert said() == []


def test_looking_for_drift_writes_nothing(trainer):
    BranchLibrary.objects.all().delete()
    before = Collection.objects.count()

    said()

    assert Collection.objects.count() == before


def _lack_on_a_page(trainer):
    GroupPagePermission.objects.filter(group__name=TRAINERS, permission__codename="lock_page").delete()


def _more_on_a_page(trainer):
    group = Group.objects.get(name=TRAINERS)
    GroupPagePermission.objects.create(group=group, page=CataloguePage.objects.get().page_ptr, permission_type="change")


def _lack_in_a_folder(trainer):
    GroupCollectionPermission.objects.filter(group__name=TRAINERS, permission__codename="add_image").delete()


def _more_in_a_folder(trainer):
    group, add = Group.objects.get(name=TRAINERS), Permission.objects.get(codename="add_document")
    GroupCollectionPermission.objects.create(group=group, collection=folders.root(), permission=add)


def _a_group_gone(trainer):
    Group.objects.get(name=OFFICERS).delete()


def _a_group_of_no_role(trainer):
    Group.objects.create(name="Bạn bè")


def _a_group_may_more(trainer):
    Group.objects.get(name=TRAINERS).permissions.add(Permission.objects.get(codename="delete_collection"))


def _a_group_may_not_enter(trainer):
    Group.objects.get(name=TRAINERS).permissions.clear()


def _in_a_group_without_a_role(trainer):
    a_user().groups.add(Group.objects.get(name=OFFICERS))


def _not_in_the_group_of_the_role(trainer):
    trainer.user.groups.clear()


def _a_role_that_ended(trainer):
    Role.objects.filter(person=trainer).update(valid_to=clock.today() - timedelta(days=1))


def _a_superuser(trainer):
    user = a_user()
    user.is_superuser = True
    user.save()


def _own_permissions(trainer):
    trainer.user.user_permissions.add(
        Permission.objects.get(codename="add_image", content_type__app_label="wagtailimages")
    )


def _a_folder_gone(trainer):
    BranchLibrary.objects.all().delete()


KINDS = [
    (_lack_on_a_page, f"group “{TRAINERS}” lacks the permission “lock_page” on page “Khoa Cơ khí”", True),
    (
        _more_on_a_page,
        f"group “{TRAINERS}” has the permission “change_page” on page “Danh mục khóa học”, which no",
        True,
    ),
    (_lack_in_a_folder, f"group “{TRAINERS}” lacks the permission “add_image” in folder “Thư viện: Khoa Cơ khí”", True),
    (
        _more_in_a_folder,
        f"group “{TRAINERS}” has the permission “add_document” in folder “Toàn bộ thư viện”, which",
        True,
    ),
    (_a_group_gone, f"group “{OFFICERS}” is missing", True),
    (_a_group_of_no_role, "group “Bạn bè” stands for no role", False),
    (_a_group_may_more, f"group “{TRAINERS}” has the permission “delete_collection”, which no role asks", True),
    (_a_group_may_not_enter, f"group “{TRAINERS}” may not enter the back office", True),
    (_in_a_group_without_a_role, f"is in group “{OFFICERS}”, which no role of its person asks", True),
    (_not_in_the_group_of_the_role, f"is not in group “{TRAINERS}”, which its roles ask", True),
    (_a_role_that_ended, f"is in group “{TRAINERS}”, which no role of its person asks", True),
    (_a_superuser, "may do everything, which no role gives", False),
    (_own_permissions, "holds permissions of its own, beside its roles", False),
    (_a_folder_gone, "the library has no folder for “Khoa Cơ khí”", True),
]


@pytest.mark.parametrize(("breaks", "sentence", "mended"), KINDS, ids=lambda value: getattr(value, "__name__", ""))
def test_each_kind_of_drift_is_named_and_the_night_mends_what_roles_decide(breaks, sentence, mended, trainer):
    breaks(trainer)
    found = said()

    groups.mirror_all()

    assert any(sentence in each for each in found)
    assert [each for each in said() if sentence in each] == [] if mended else any(sentence in each for each in said())


def test_audit_verify_names_the_drift_and_exits_with_1(trainer, settings):
    settings.COMMAND_LANGUAGE = "en"
    while audit.seal():
        pass
    _a_group_of_no_role(trainer)
    out = StringIO()

    with pytest.raises(CommandError, match="group “Bạn bè” stands for no role") as ended:
        call_command("audit", "verify", "--json", stdout=out)

    assert ended.value.returncode == 1
    assert json.loads(out.getvalue())["faults"] == ["group “Bạn bè” stands for no role"]


def test_a_role_that_begins_later_asks_for_nothing_yet(trainer):
    later = with_role(RoleKind.TRAINER, branch="khoa-co-khi", since=date(2100, 1, 1))

    assert (said(), list(later.user.groups.all())) == ([], [])
