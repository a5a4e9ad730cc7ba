"""What a person of the back office may know of: their branch's pages and folders, the shared one, the way down to them.

Wagtail's permissions, a mirror of our roles (`groups`), decide; here is what its own screens forget to ask.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.models import Page, ReferenceIndex
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import policy_registry

from lms.kernel.actors import SYSTEM
from lms.kernel.http import as_id
from lms.people import queries as people

FOLDERED = ("change", "choose", "delete")


def pages_for(user: Any) -> QuerySet[Page]:
    """The pages this user may know of: what they may edit, and what stands above it, whose titles lead there."""
    if user.is_active and user.is_superuser:
        return Page.objects.all()
    policy = policy_registry.get_by_type(Page)
    roots = {grant.page.path for grant in policy.get_cached_permissions_for_user(user)}
    known = Q(pk=None)
    for path in roots:
        above = [path[:end] for end in range(Page.steplen, len(path), Page.steplen)]
        known |= Q(path__startswith=path) | Q(path__in=above)
    return Page.objects.filter(known)


def holds_page(user: Any, pk: int) -> bool:
    """Whether the page, and so all below it, is of this user's; one that only stands above is not."""
    policy = policy_registry.get_by_type(Page)
    page = Page.objects.filter(pk=pk).first()
    return page is not None and policy.user_has_permission_for_instance(user, "change", page)


def items_for(user: Any, model: Any) -> QuerySet[Any]:
    """The images, documents or other things in folders that this user may edit or choose."""
    return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, FOLDERED)


def knows_pages(user: Any, ids: Iterable[Any]) -> bool:
    """Whether there is a page of each of these ids that the user may know of."""
    wanted = _numbers(ids)
    return wanted is not None and pages_for(user).filter(pk__in=wanted).count() == len(wanted)


def knows_items(user: Any, label: str, ids: Iterable[Any]) -> bool:
    """The same of a model of the library, by its label; of one that is not installed nothing is known."""
    wanted = _numbers(ids)
    try:
        model = apps.get_model(label)
    except LookupError:
        return False
    return wanted is not None and items_for(user, model).filter(pk__in=wanted).count() == len(wanted)


def _numbers(ids: Iterable[Any]) -> set[int] | None:
    """The ids as numbers; None where one is none."""
    numbers = {as_id(str(each)) for each in ids}
    return None if 0 in numbers else numbers


def keeps_everything(user: Any) -> bool:
    """Whether this is somebody who keeps all branches: an officer."""
    return bool(user.is_superuser) or people.is_officer(getattr(user, "person", None) or SYSTEM)


Named = set[tuple[type, str]]  # models and ids


def named_in(page: Any) -> Named:
    """Everything that a page names: links, pictures, files."""
    found = {(kind, str(pk)) for kind, pk, _model, _place in ReferenceIndex._extract_references_from_object(page)}
    kinds = ContentType.objects.get_for_id
    return {(model, pk) for kind, pk in found if (model := kinds(kind).model_class()) is not None}


def _is_foldered(model: type) -> bool:
    policy = policy_registry.get_by_type(model, fallback=False)
    return isinstance(policy, CollectionOwnershipPermissionPolicy)


def unknown_to(user: Any, named: Named) -> Named:
    """What of it this user may not know of; of other things than pages and files nothing is said."""
    unknown: Named = set()
    for model in {model for model, _pk in named}:
        ids = {pk for kind, pk in named if kind is model}
        if issubclass(model, Page):
            there = pages_for(user).filter(pk__in=ids)
        elif _is_foldered(model):
            there = items_for(user, model).filter(pk__in=ids)
        else:
            continue
        unknown |= {(model, pk) for pk in ids - {str(pk) for pk in there.values_list("pk", flat=True)}}
    return unknown
