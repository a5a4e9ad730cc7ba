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


def shared() -> Collection:
    """The folder officers keep and every author chooses from."""
    above = root()
    found: Collection | None = above.get_children().filter(name=SHARED).first()
    return found or above.add_child(name=SHARED)


def folder_of(branch: Branch) -> Collection:
    """The branch's folder, made the first time it is asked for."""
    known = BranchLibrary.objects.filter(branch=branch).select_related("collection").first()
    if known:
        return known.collection
    made: Collection = root().add_child(name=(OF_BRANCH % branch.name)[:255])
    BranchLibrary.objects.create(branch=branch, collection=made)
    return made
