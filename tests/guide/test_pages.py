"""The help on the pages, and the guides as pages: each role finds its own, visitors all the same."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from lms.guide.queries import explanation
from lms.guide.source import COMMON, LEARNER, guides
from lms.people.states import RoleKind
from tests.factories import a_user, an_organisation, with_role

pytestmark = pytest.mark.django_db

# Pages that menus lead to and that need no explaining: they are lists of ways, or do one thing and say so.
OF_THEMSELVES = {"home", "account_logout", "guides", "guide", "language"}


def holder(role: str) -> Any:
    """Somebody with this role, or a learner."""
    if role == LEARNER:
        return a_user().person
    scope = {"organisation_id": an_organisation().pk} if role == RoleKind.MANAGER else {}
    return with_role(RoleKind(role), **scope)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def ways(client: Client, address: str, selector: str = "a") -> set[str]:
    """Where the links of a page lead that are ours and need nothing but opening."""
    answer = client.get(address, follow=True)
    found = BeautifulSoup(answer.content, "lxml").select(selector)
    links = (each.get("href", "").partition("#")[0].partition("?")[0] for each in found)
    return {link for link in links if link.startswith("/") and not link.startswith(("/static/", "/en/"))}


def reached(client: Client) -> set[str]:
    """The names of the pages that menus, desk and tabs lead to, and that answer."""
    menu = ways(client, "/den/") | ways(client, "/goc/") | ways(client, "/hoc-tap/", "header a, footer a, nav a")
    found = menu | {way for address in menu for way in ways(client, address, ".tabs a")}
    names = set()
    for address in found:
        answer = client.get(address, follow=True)
        path = answer.redirect_chain[-1][0].partition("?")[0] if answer.redirect_chain else address
        try:
            names.add(resolve(path).view_name) if answer.status_code == 200 else None
        except Resolver404:
            continue
    return names


@pytest.mark.parametrize("role", [guide.role for guide in guides().values()])
def test_every_page_that_menus_and_desk_lead_to_is_explained_to_its_role(role: str, cms_roots: None) -> None:
    person = holder(role)

    pages = reached(signed_in(person))

    assert len(pages) >= 8
    assert sorted(page for page in pages - OF_THEMSELVES if explanation(page, person) is None) == []


@pytest.mark.parametrize("guide", guides().values(), ids=lambda guide: guide.role)
def test_a_desk_is_explained_to_its_role_in_its_own_words(guide: Any) -> None:
    if guide.role == LEARNER:
        return
    told = explanation("arrival", holder(guide.role))

    assert told is not None
    assert told.guide == guide


def test_who_has_several_roles_is_helped_in_the_one_that_answers_for_more() -> None:
    person = with_role(RoleKind.TRAINER)
    from lms.kernel.actors import SYSTEM
    from lms.people import actions

    actions.give_role(person.pk, RoleKind.OFFICER, by=SYSTEM, since=person.roles.get().valid_from)

    assert explanation("arrival", person).guide.role == RoleKind.OFFICER
    assert explanation("my_learning", person).guide.role == LEARNER


def test_an_administrator_is_helped_as_the_officer_they_are() -> None:
    told = explanation("nominations", with_role(RoleKind.ADMINISTRATOR))

    assert told.guide.role == RoleKind.OFFICER


def test_the_page_shows_the_help_of_who_looks() -> None:
    learner, officer = signed_in(a_user().person), signed_in(with_role(RoleKind.OFFICER))

    pages = [client.get("/de-cu/").content.decode() for client in (learner, officer)]

    assert ["/huong-dan/hoc-vien/#nominations" in page for page in pages] == [True, False]
    assert ["/huong-dan/chuyen-vien/#board" in page for page in pages] == [False, True]


def test_the_help_of_a_page_costs_no_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        told = explanation("my_learning", a_user_not_asked())

    assert told is not None


def a_user_not_asked() -> Any:
    """Somebody whose roles nobody may ask for: asking would fail."""
    return object()


@pytest.mark.parametrize("address", ["/tai-khoan/login/", "/xac-minh/", "/huong-dan/", "/huong-dan/chuyen-vien/"])
def test_visitors_pages_are_the_same_for_everybody(address: str) -> None:
    somebody = signed_in(with_role(RoleKind.OFFICER)) if address != "/tai-khoan/login/" else Client()
    tokens = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')

    pages = []
    for client in (somebody, Client()):
        cache.clear()  # or the second would be handed what was made for the first
        pages.append(tokens.sub("", client.get(address).content.decode()))

    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("page", "role"), [("nomination_files", RoleKind.LEADERSHIP), ("roster_upload", RoleKind.AUDITOR)]
)
def test_what_is_told_to_a_role_is_told_to_no_other(page: str, role: RoleKind) -> None:
    told = explanation(page, with_role(role))

    assert told is None


def test_a_page_that_is_refused_is_not_explained() -> None:
    answer = signed_in(a_user().person).get("/don-vi/khong-co/")

    assert answer.status_code == 404
    assert "Trang này để làm gì" not in answer.content.decode()


@pytest.mark.parametrize("guide", guides().values(), ids=lambda guide: guide.role)
def test_a_guide_shows_its_chapters_numbered_with_their_pictures(guide: Any) -> None:
    page = BeautifulSoup(Client().get(reverse("guide", args=[guide.slug])).content, "lxml")

    sections = page.select("section.chapter")
    assert [each.get("id") for each in sections] == [chapter.key for chapter in guide.chapters]
    assert [each.select("h2")[0].get_text() for each in sections] == [
        f"{number}. {chapter.vi.title}" for number, chapter in enumerate(guide.chapters, start=1)
    ]
    shown = [bool(each.select("figure img[alt][width][height]")) for each in sections]
    assert shown == [bool(chapter.picture) for chapter in guide.chapters]
    assert [link.get("href") for link in page.select("nav.contents a")] == [f"#{each.key}" for each in guide.chapters]


def test_a_guide_is_english_under_the_english_address() -> None:
    page = Client().get("/en/huong-dan/hoc-vien/").content.decode()

    assert "<h1>Guide for learners</h1>" in page
    assert "What do I do first?" in page


def test_there_is_no_guide_of_another_name() -> None:
    assert Client().get("/huong-dan/khach/").status_code == 404


def test_a_chapter_that_all_share_leads_to_the_list_of_guides() -> None:
    told = explanation("verify", None)

    assert (told.chapter.of, told.guide) == (COMMON, None)
    assert f'href="{reverse("guides")}"' in Client().get("/xac-minh/").content.decode()


def test_the_back_office_has_the_help_and_its_way_to_the_chapter(cms_roots: None) -> None:
    client = signed_in(with_role(RoleKind.ADMINISTRATOR))

    home = client.get("/quan-tri/").content.decode()
    tree = client.get("/quan-tri/pages/", follow=True).content.decode()

    assert "Trang này để làm gì?" in home
    assert "/huong-dan/chuyen-vien/#back-office" in home
    assert "/huong-dan/giang-vien/#tree" in tree
