"""Small things of ours in Wagtail's admin."""

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import get_language
from wagtail.admin.menu import MenuItem

from lms.kernel.languages import NAMES


def _other_language() -> str:
    return next(name for code, name in NAMES.items() if code != get_language())


def _choice() -> str:
    return f"{reverse('language')}?next={reverse('wagtailadmin_home')}"


def language_menu_item() -> MenuItem:
    """The other language by its own name, last in the menu: who cannot read the others finds this one."""
    label, address = lazy(_other_language, str)(), lazy(_choice, str)()
    return MenuItem(label, address, name="language", icon_name="globe", order=20000)
