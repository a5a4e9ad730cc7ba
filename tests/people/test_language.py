"""The language is the person's choice: kept, offered on every page, and followed."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.users.models import UserProfile

from cms.actions import ensure_site
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput
from lms.kernel.models import Entry
from lms.people import actions
from lms.people.models import Person, User
from lms.people.states import RoleKind
from tests.factories import a_person, a_user, with_role

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-thu-nghiem"  # noqa: S105 - of the factories


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def test_choosing_is_kept_and_recorded_once() -> None:
    person = a_user().person
    assert person is not None

    actions.choose_language("en", by=person)
    actions.choose_language("en", by=person)

    person.refresh_from_db()
    assert person.language == "en"
    assert Entry.objects.filter(verb="choose_language", object_id=str(person.pk)).count() == 1


def test_a_language_that_the_platform_does_not_speak_is_refused() -> None:
    person = a_person()

    with pytest.raises(BadInput):
        actions.choose_language("fr", by=person)

    person.refresh_from_db()
    assert person.language == "vi"


def test_a_merged_record_follows_its_person() -> None:
    person = a_user().person
    assert person is not None
    old = a_person()
    Person.objects.filter(pk=old.pk).update(merged_into=person)

    actions.choose_language("en", by=person)

    assert Person.objects.get(pk=old.pk).language == "en"


@pytest.mark.parametrize(
    ("language", "read", "arrives"),
    [
        ("en", "/hoc-tap/?a=1", "/en/hoc-tap/?a=1"),
        ("vi", "/en/hoc-tap/", "/hoc-tap/"),
        ("vi", "/hoc-tap/", "/hoc-tap/"),
        ("en", "/quan-tri/", "/quan-tri/"),
        ("en", "https://other.example/", "/en/tai-khoan/ngon-ngu/"),
        ("en", "//other.example/", "/en/tai-khoan/ngon-ngu/"),
        ("en", "", "/en/tai-khoan/ngon-ngu/"),
    ],
)
def test_the_choice_leads_to_the_same_page_in_that_language(language: str, read: str, arrives: str) -> None:
    person = a_user().person
    assert person is not None

    response = signed_in(person).post("/tai-khoan/ngon-ngu/", {"language": language, "next": read})

    person.refresh_from_db()
    assert (response.status_code, response["Location"]) == (303, arrives)
    assert person.language == language


def test_a_choice_that_is_none_is_refused_with_a_sentence() -> None:
    person = a_user().person
    assert person is not None

    response = signed_in(person).post("/en/tai-khoan/ngon-ngu/", {"language": "xx"})

    assert response.status_code == 400
    assert "could not be read" in response.content.decode()


def test_a_visitor_changes_the_address_and_nothing_else() -> None:
    page = Client().get("/khoa-hoc/").content.decode()
    english = Client().get("/en/khoa-hoc/").content.decode()
    posted = Client().post("/tai-khoan/ngon-ngu/", {"language": "en"})

    foot = page[page.index("<footer") :]
    assert '<a href="/en/khoa-hoc/" lang="en" hreflang="en">English</a>' in foot
    assert '<a href="/khoa-hoc/" lang="vi" hreflang="vi">Tiếng Việt</a>' in english[english.index("<footer") :]
    assert "<form" not in foot
    assert posted.status_code == 302
    assert reverse("account_login") in posted["Location"]


def test_the_corner_brings_the_kept_choice_to_the_foot_of_a_visitors_page() -> None:
    person = a_user().person
    assert person is not None
    client = signed_in(person)

    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/khoa-hoc/?tim=5s"}
    corner = client.get("/goc/", headers=headers).content.decode()
    nobody = Client().get("/goc/", headers=headers)

    assert 'id="ngon-ngu"' in corner
    assert 'hx-swap-oob="true"' in corner
    assert 'name="next" value="/khoa-hoc/?tim=5s"' in corner
    assert "ngon-ngu" not in nobody.content.decode()
    assert not nobody.cookies


@pytest.mark.parametrize("address", ["/hoc-tap/", "/thong-bao/", "/tai-khoan/email/", "/tai-khoan/ngon-ngu/"])
def test_every_page_behind_the_sign_in_offers_the_choice_at_its_foot(address: str) -> None:
    person = a_user().person
    assert person is not None

    html = signed_in(person).get(address).content.decode()

    foot = html[html.index("<footer") :]
    assert re.search(r'<button name="language" value="vi" lang="vi" aria-pressed="true">Tiếng Việt</button>', foot)
    assert re.search(r'<button name="language" value="en" lang="en" aria-pressed="false">English</button>', foot)
    assert f'name="next" value="{address}"' in foot


@pytest.mark.parametrize(("language", "arrives"), [("en", "/en/den/"), ("vi", "/den/")])
@pytest.mark.parametrize("address", ["/tai-khoan/login/", "/en/tai-khoan/login/"])
def test_whoever_signs_in_arrives_in_their_language(address: str, language: str, arrives: str) -> None:
    user = a_user(a_person(language=language))

    response = Client().post(address, {"login": user.email, "password": PASSWORD})

    assert response["Location"] == arrives


def test_an_address_asked_for_before_signing_in_stays_as_asked() -> None:
    user = a_user(a_person(language="vi"))

    response = Client().post("/en/tai-khoan/login/?next=/en/hoc-tap/", {"login": user.email, "password": PASSWORD})

    assert response["Location"] == "/en/hoc-tap/"


@pytest.mark.parametrize(("address", "language"), [("/tai-khoan/signup/", "vi"), ("/en/tai-khoan/signup/", "en")])
def test_whoever_signs_up_keeps_the_language_of_the_page(address: str, language: str) -> None:
    facts = {"full_name": "Trần Thị Mới", "email": "moi@demo.example", "password1": "mat-khau-rat-dai"}

    Client().post(address, facts)

    person = User.objects.get(email="moi@demo.example").person
    assert person is not None
    assert person.language == language


@pytest.fixture
def officer() -> Person:
    ensure_site(by=SYSTEM)
    return with_role(RoleKind.OFFICER)


def test_wagtail_speaks_the_language_of_the_person(officer: Person) -> None:
    client = signed_in(officer)
    before = client.get("/quan-tri/").content.decode()

    actions.choose_language("en", by=officer)
    after = client.get("/quan-tri/").content.decode()

    assert '<html lang="vi"' in before
    assert '<html lang="en"' in after
    assert UserProfile.objects.get(user=officer.user).preferred_language == "en"


def test_the_back_office_offers_the_other_language_by_its_own_name(officer: Person) -> None:
    client = signed_in(officer)

    menu = client.get("/quan-tri/").content.decode()
    account = client.get("/quan-tri/account/")

    assert '"English"' in menu
    assert "/tai-khoan/ngon-ngu/?next=/quan-tri/" in menu
    assert account["Location"] == "/tai-khoan/ngon-ngu/?next=/quan-tri/"


def test_an_error_in_the_back_office_is_told_in_the_persons_language(officer: Person) -> None:
    actions.choose_language("en", by=officer)

    missing = signed_in(officer).get("/quan-tri/users/")
    learner = a_user(a_person(language="en")).person
    assert learner is not None
    shut = signed_in(learner).get("/quan-tri/")

    assert (missing.status_code, shut.status_code) == (404, 403)
    assert '<html lang="en"' in missing.content.decode()
    assert '<html lang="en"' in shut.content.decode()


def test_the_door_reads_nobody_elses_language_afterwards(officer: Person) -> None:
    actions.choose_language("en", by=officer)

    signed_in(officer).get("/quan-tri/")
    page: Any = Client().get("/khoa-hoc/")

    assert '<html lang="vi"' in page.content.decode()
    with override("vi"):
        assert reverse("language") == "/tai-khoan/ngon-ngu/"


def test_an_account_without_a_person_is_told_that_it_has_no_language_to_choose() -> None:
    client = Client()
    client.force_login(User.objects.create(email="may-chu@demo.example"))

    answer = client.post("/tai-khoan/ngon-ngu/", {"language": "en", "next": "/"})

    assert answer.status_code == 403
