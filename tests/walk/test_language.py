"""The crawl: every screen as every kind of person says in Vietnamese what it says, and under /en/ in English.

A piece of a page is in the language its nearest `lang` names. So content of the other language is no fault where the
page says so, and a screen reader reads it rightly.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from lms.i18n import coverage
from lms.i18n.vietnamese import has_vietnamese_letters, new_style_marks
from lms.people.models import Person
from lms.people.states import RoleKind
from tests.factories import with_role
from tests.walk.addresses import ANOTHER_MANAGER, KINDS, addresses, client_of
from tests.walk.backoffice import screens
from tests.walk.reading import not_vietnamese, read

pytestmark = pytest.mark.django_db

WAGTAILS_OWNER = "người giữ mọi quyền của Wagtail"  # nobody here: shows that no screen of Wagtail's waits in English
# Host, port and root of the site come with the installation: no role opens these screens, and Wagtail names them by
# the names of their columns.
OPERATORS = "/quan-tri/sites/"


@pytest.fixture(scope="module")
def site(demonstration: dict[str, Any], django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """The demonstration with something on every screen of the back office."""
    with django_db_blocker.unblock():
        owner = with_role(RoleKind.ADMINISTRATOR).user
        owner.is_superuser = True
        owner.save()
        known = demonstration | screens(owner)
        known["pk"] = {**demonstration["pk"], **known["pk"]}
        known["owner"] = owner
        known["names"] = _names()
        yield known


def _names() -> re.Pattern[str]:
    """What English pages have with its marks: names of people and places, and words quoted as they stand elsewhere."""
    full = set(Person.objects.values_list("full_name", flat=True))
    greeted = {name.rpartition(" ")[2] for name in full}  # “Chào chị Thuý.”
    people = sorted(full | greeted, key=len, reverse=True)
    return re.compile("|".join(("“[^”]*”", *(rf"\b{re.escape(name)}\b" for name in (*coverage.NAMES, *people)))))


def _client(kind: str, site: dict[str, Any]) -> Client:
    if kind != WAGTAILS_OWNER:
        return client_of(kind)
    client = Client(raise_request_exception=False)
    client.force_login(site["owner"])
    return client


def _read(client: Client, address: str, language: str) -> list[tuple[str, str]]:
    answer = client.get(address)
    assert answer.status_code < 500, address
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code in (301, 302) or not kind.startswith(("text/html", "application/json")):
        return []
    return read(answer.content.decode(), language)


@pytest.mark.parametrize("kind", [*KINDS, ANOTHER_MANAGER, WAGTAILS_OWNER])
def test_a_vietnamese_screen_has_no_other_language(kind: str, site: dict[str, Any], django_db_blocker: Any) -> None:
    wrong: dict[str, str] = {}
    with django_db_blocker.unblock():
        client = _client(kind, site)
        for address in [*addresses(site), *site["more"]]:
            if kind == WAGTAILS_OWNER and not address.startswith("/quan-tri/") or address.startswith(OPERATORS):
                continue
            for text, language in _read(client, address, "vi"):
                if language in ("vi", "mixed") and (
                    words := not_vietnamese(text) + new_style_marks(site["names"].sub("", text))
                ):
                    wrong.setdefault(text[:200], f"{address}: {', '.join(words)}")

    assert wrong == {}


@pytest.mark.parametrize("kind", [*KINDS, ANOTHER_MANAGER])
def test_an_english_screen_has_no_vietnamese_but_names(kind: str, site: dict[str, Any], django_db_blocker: Any) -> None:
    wrong: dict[str, str] = {}
    with django_db_blocker.unblock():
        client = _client(kind, site)
        for address in addresses(site):
            if address.startswith(("/quan-tri/", "/media/", "/healthz", "/tai-lieu/")):
                continue
            for text, language in _read(client, f"/en{address}", "en"):
                if language == "en" and has_vietnamese_letters(site["names"].sub("", text)):
                    wrong.setdefault(text[:200], address)

    assert wrong == {}
