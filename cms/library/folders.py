"""Folders of the library: one that all authors share, and one for each branch.

Wagtail's permissions go down the tree of collections, so nothing but officers' permissions stands at its root.
"""

from wagtail.models import Collection

from cms.library.models import BranchLibrary
from courses.catalog.models import Branch

ROOT = "Toàn bộ thư viện"
SHARED = "Thư viện chung"
OF_BRANCH = "Thư viện: %s"


def root() -> Collection:
    """The root of the collections, made where an emptied database lacks it."""
    found: Collection | None = Collection.get_first_root_node()
    return found or Collection.add_root(name=ROOT)


def found_shared() -> Collection | None:
    """The shared folder, if it was laid."""
    return Collection.objects.filter(depth=2, name=SHARED).first()


def shared() -> Collection:
    """The folder officers keep and every author chooses from, laid where it lacks."""
    return found_shared() or root().add_child(name=SHARED)


def found_of(branch: Branch) -> Collection | None:
    """The branch's folder, if it was laid."""
    known = BranchLibrary.objects.filter(branch=branch).select_related("collection").first()
    return known.collection if known else None


def folder_of(branch: Branch) -> Collection:
    """The branch's folder, laid the first time it is asked for."""
    found = found_of(branch)
    if found is None:
        found = root().add_child(name=(OF_BRANCH % branch.name)[:255])
        BranchLibrary.objects.create(branch=branch, collection=found)
    return found
