"""An organisation's desk: who may open it, what it shows, cards that are printed once and sign their owner in."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from courses.learning import actions as learning
from lms.desks.roster import actions as roster
from lms.kernel import clock
from lms.kernel.actors import SYSTEM
from lms.kernel.models import Entry
from lms.people import accounts, members
from lms.people import actions as people
from lms.people.members import MemberFacts
from lms.people.models import Person, User
from lms.people.states import RoleKind
from tests.factories import a_course, a_person, a_run, a_user, an_organisation, finished, with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Any:
    return an_organisation("Công ty Cổ phần Nhựa Bạch Đằng Việt", code="dn06")


@pytest.fixture
def manager(place: Any) -> Person:
    return with_role(RoleKind.MANAGER, organisation_id=place.pk)


def seen_by(person: Person | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person.user)
    return client


def a_member(place: Any, name: str, **facts: Any) -> Person:
    return members.register_member(place.pk, MemberFacts(name, **facts), by=SYSTEM).person


def of_kind(kind: str, place: Any) -> Person | None:
    """Somebody of this kind, who is a stranger to the organisation unless the kind says otherwise."""
    if kind == "anonymous":
        return None
    if kind in ("member", "leaver", "manager that was"):
        person = a_user().person
        membership = people.join_organisation(person.pk, place.pk, by=SYSTEM, since=clock.today())
        if kind == "leaver":
            people.leave_organisation(membership.pk, by=SYSTEM, last_day=clock.today())
        if kind == "manager that was":
            since, last_day = date(2020, 1, 1), date(2025, 6, 30)
            role = people.give_role(person.pk, RoleKind.MANAGER, by=SYSTEM, organisation_id=place.pk, since=since)
            people.end_role(role.pk, by=SYSTEM, last_day=last_day)
        return person
    if kind == "manager":
        return with_role(RoleKind.MANAGER, organisation_id=place.pk)
    if kind == "another manager":
        return with_role(RoleKind.MANAGER, organisation_id=an_organisation().pk)
    return with_role(RoleKind(kind))


MAY_LOAD = ("manager", "officer", "administrator")
MAY_READ = (*MAY_LOAD, "auditor")
KINDS = ("anonymous", "member", "leaver", "trainer", "leadership", "another manager", "manager that was", *MAY_READ)


@pytest.mark.parametrize("kind", KINDS)
def test_only_managers_officers_and_auditors_know_of_the_desk(kind: str, place: Any) -> None:
    client = seen_by(of_kind(kind, place))
    page = reverse("organisation", args=["dn06"])
    cards = reverse("cards", args=["dn06"])

    answers = [client.get(page).status_code, client.get(cards).status_code, client.post(cards).status_code]

    refused = [302] * 3 if kind == "anonymous" else [404] * 3
    assert answers == ([200] * 3 if kind in MAY_LOAD else [200, 403, 403] if kind == "auditor" else refused)


@pytest.mark.parametrize("kind", ["anonymous", "member", "trainer", "leadership", "manager", "officer", "auditor"])
def test_the_list_of_organisations_holds_those_one_may_see(kind: str, place: Any) -> None:
    an_organisation("Công ty Khác", code="khac")

    answer = seen_by(of_kind(kind, place)).get(reverse("organisations"))

    if kind in ("officer", "auditor"):
        assert [each.code for each in answer.context["organisations"]] == ["dn06", "khac"]
    elif kind == "manager":
        assert answer.headers["Location"] == reverse("organisation", args=["dn06"])
    else:
        assert answer.status_code == (302 if kind == "anonymous" else 404)


@pytest.mark.parametrize("organisations", [3, 300])
def test_the_list_of_organisations_costs_the_same(organisations: int, django_assert_num_queries: Any) -> None:
    client = seen_by(with_role(RoleKind.OFFICER))
    for _each in range(organisations):
        an_organisation()
    cache.clear()

    with django_assert_num_queries(4):
        answer = client.get(reverse("organisations"))

    assert len(answer.context["organisations"]) == organisations


@pytest.mark.parametrize("number", [3, 300])
def test_the_page_costs_the_same_for_any_number_of_people(
    number: int, place: Any, manager: Person, django_assert_num_queries: Any
) -> None:
    run = a_run(a_course())
    facts = [
        MemberFacts(f"Nguyễn Văn {chr(97 + k % 26)}{chr(97 + k // 26)}", staff_code=f"A{k}") for k in range(number)
    ]
    made = members.register_members(place.pk, facts, by=SYSTEM)
    learning.enrol_others(run.pk, [each.person for each in made], by=SYSTEM)
    for _each in range(number // 3):
        roster.read_sheet(
            "a.csv", "Họ và tên,Mã nhân viên\nLê Văn Mới,M1".encode(), organisation=place, run=None, by=SYSTEM
        )
    client = seen_by(manager)
    cache.clear()

    with django_assert_num_queries(12):
        answer = client.get(reverse("organisation", args=["dn06"]))

    assert answer.context["page"].paginator.count == number


def test_the_page_shows_progress_and_completion_and_no_marks(place: Any, manager: Person) -> None:
    run = a_run(a_course(lessons=2), rule={"lessons": "all", "quiz": None})
    done, begun, idle = (a_member(place, name) for name in ("Vũ Thị Xong", "Trần Văn Học", "Lê Văn Chờ"))
    finished(run, done)
    enrolment = learning.enrol(run.pk, by=begun)
    learning.finish_lesson(enrolment.pk, run.course.current.lessons.first().lesson.key, by=begun)

    answer = seen_by(manager).get(reverse("organisation", args=["dn06"]))

    shown = {each.membership.person: (each.done, each.of, len(each.completed)) for each in answer.context["learners"]}
    assert shown == {done: (0, 0, 1), begun: (1, 2, 0), idle: (0, 0, 0)}
    assert [each.membership.person for each in answer.context["learners"]] == [idle, begun, done]


def test_people_are_found_without_marks_and_by_what_they_learn(place: Any, manager: Person) -> None:
    run = a_run(a_course())
    tuyet, hoa = a_member(place, "Nguyễn Thị Ánh Tuyết"), a_member(place, "Đỗ Thị Hoà")
    learning.enrol(run.pk, by=hoa)

    def found(**asked: str) -> list[Person]:
        answer = seen_by(manager).get(reverse("organisation", args=["dn06"]), asked)
        return [each.membership.person for each in answer.context["learners"]]

    assert found(ten="anh tuyet") == [tuyet]
    assert found(ten="HÒA") == [hoa]
    assert found(tt="learning") == [hoa]
    assert found(tt="none") == [tuyet]
    assert found(tt="completed") == []
    assert found(tt="x", trang="999") == [hoa, tuyet]


def test_an_empty_organisation_says_what_to_do(place: Any, manager: Person) -> None:
    page = seen_by(manager).get(reverse("organisation", args=["dn06"])).content.decode()

    assert page.count(reverse("roster_upload", args=["dn06"])) == 3  # the tab, the card, the empty list


def test_opening_the_list_is_on_the_record_for_who_comes_from_outside(place: Any, manager: Person) -> None:
    auditor = with_role(RoleKind.AUDITOR)

    for person in (manager, auditor):
        seen_by(person).get(reverse("organisation", args=["dn06"]))

    assert list(Entry.objects.filter(verb="open_list").values_list("actor_id", "object_id")) == [
        (auditor.pk, str(place.pk))
    ]


def chosen(*people_: Person) -> list[str]:
    """What the form sends for these people as it stands now."""
    users = {user.person_id: user for user in User.objects.filter(person__in=people_)}
    return [f"{each.memberships.get().pk}-{accounts.card_version(users.get(each.pk))}" for each in people_]


def printed(client: Client, *people_: Person) -> dict[str, tuple[str, str]]:
    answer = client.post(reverse("cards", args=["dn06"]), {"nguoi": chosen(*people_)})
    assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    return {card.membership.person.full_name: (card.code, card.pin) for card in answer.context["cards"]}


def sign_in(code: str, pin: str) -> Any:
    return Client().post(reverse("account_login"), {"login": code, "password": pin})


def test_a_card_signs_its_owner_in_and_its_pin_is_shown_once(place: Any, manager: Person) -> None:
    worker, other = a_member(place, "Phạm Văn Bảy", staff_code="A1"), a_member(place, "Đỗ Thị Hoà", staff_code="A2")
    client = seen_by(manager)

    cards = printed(client, worker)

    assert [*cards] == ["Phạm Văn Bảy"]
    code, pin = cards["Phạm Văn Bảy"]
    assert re.fullmatch(r"HP-[2-9A-HJ-NP-TW-Z]{4}-[2-9A-HJ-NP-TW-Z]{4}", code)
    assert re.fullmatch(r"\d{6}", pin)
    assert sign_in(code.lower().replace("-", " "), pin).headers["Location"] == reverse("arrival")
    assert sign_in(code, "000000" if pin != "000000" else "111111").status_code == 200
    assert pin not in client.get(reverse("cards", args=["dn06"])).content.decode()
    assert not User.objects.get(person=worker).password.endswith(pin)
    assert not User.objects.get(person=other).has_usable_password()


def test_a_new_card_ends_the_one_before(place: Any, manager: Person) -> None:
    worker, client = a_member(place, "Phạm Văn Bảy"), seen_by(manager)
    first, second = printed(client, worker)["Phạm Văn Bảy"], printed(client, worker)["Phạm Văn Bảy"]

    assert first[0] == second[0]
    assert [sign_in(*each).status_code for each in (first, second)] == [200, 302]


def test_loading_the_printed_page_again_leaves_the_cards_good(place: Any, manager: Person) -> None:
    worker, client = a_member(place, "Phạm Văn Bảy"), seen_by(manager)
    shown = client.get(reverse("cards", args=["dn06"])).content.decode()
    sent = {"nguoi": chosen(worker)}

    first = client.post(reverse("cards", args=["dn06"]), sent)
    again = client.post(reverse("cards", args=["dn06"]), sent)
    card = first.context["cards"][0]

    assert f'value="{sent["nguoi"][0]}"' in shown
    assert again.context["printed_before"]
    assert sign_in(card.code, card.pin).status_code == 302


def test_cards_are_for_who_works_here_without_an_address_and_holds_no_role(place: Any, manager: Person) -> None:
    worker, unknown = a_member(place, "Phạm Văn Bảy"), a_person("Lê Văn Mới")
    people.join_organisation(unknown.pk, place.pk, by=SYSTEM, since=clock.today())
    auditor = a_person("Thái Minh Quân")
    people.join_organisation(auditor.pk, place.pk, by=SYSTEM, since=clock.today())
    people.give_role(auditor.pk, RoleKind.AUDITOR, by=SYSTEM)
    a_member(place, "Vũ Thị Thư", email="thu@demo.example")
    elsewhere = a_member(an_organisation(), "Hồ Thị Lạ")
    client = seen_by(manager)

    answer = client.get(reverse("cards", args=["dn06"]))
    cards = printed(client, worker, unknown, auditor, elsewhere)

    assert [each.person for each in answer.context["page"]] == [worker, unknown]
    assert sorted(cards) == ["Lê Văn Mới", "Phạm Văn Bảy"]
    assert sign_in(*cards["Lê Văn Mới"]).status_code == 302


def test_those_who_never_signed_in_are_the_list_behind_the_number(place: Any, manager: Person) -> None:
    came, never = a_member(place, "Phạm Văn Bảy"), a_member(place, "Lê Văn Mới")
    User.objects.filter(person=came).update(last_login=clock.now())

    answer = seen_by(manager).get(reverse("cards", args=["dn06"]), {"tt": "waiting"})

    assert [each.person for each in answer.context["page"]] == [never]


def test_choosing_nobody_is_said(place: Any, manager: Person) -> None:
    a_member(place, "Phạm Văn Bảy")

    answer = seen_by(manager).post(reverse("cards", args=["dn06"]), {"nguoi": ["x", "-1", "²", "9" * 30]})

    assert answer.context["nobody"]


@pytest.mark.parametrize("number", [3, 50])
def test_the_page_of_cards_costs_the_same(
    number: int, place: Any, manager: Person, django_assert_num_queries: Any
) -> None:
    for k in range(number):
        a_member(place, f"Nguyễn Văn {chr(97 + k % 26)}{chr(97 + k // 26)}")
    client = seen_by(manager)
    cache.clear()

    with django_assert_num_queries(6):
        client.get(reverse("cards", args=["dn06"]))
