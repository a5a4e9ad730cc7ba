"""The doors: every address as every kind of person, GET and POST. No 500, nothing shown that they may not see."""

from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from lms.kernel.models import Entry
from lms.people.queries import holders
from lms.people.states import RoleKind
from tests.walk.addresses import ANOTHER_MANAGER, KINDS, addresses, client_of

pytestmark = pytest.mark.django_db

# Parameters that name the sampled organisation, or what only it and the programme office may know of.
OF_THE_ORGANISATION = {"organisation_code", "batch_id"}
OF_SOME_ORGANISATION = OF_THE_ORGANISATION | {"nomination_id", "paper_id"}
SEES_ORGANISATIONS = {"đầu mối đơn vị", "chuyên viên", "thanh tra", "quản trị"}


@pytest.mark.parametrize("kind", [*KINDS, ANOTHER_MANAGER])
def test_nobody_meets_a_500(kind: str, demonstration: dict[str, Any], django_db_blocker: Any) -> None:
    from django.db import transaction

    broken = []
    with django_db_blocker.unblock():
        client = client_of(kind)
        signed_in = {name: held.value for name, held in client.cookies.items()}
        for address in addresses(demonstration):
            for method in ("get", "post"):
                point = transaction.savepoint()
                client.cookies = SimpleCookie(signed_in)  # some addresses sign out
                answer = getattr(client, method)(address)
                if answer.status_code >= 500:
                    broken.append(f"{method} {address}: {answer.status_code}")
                transaction.savepoint_rollback(point)

    assert broken == []


@pytest.mark.parametrize("kind", [*KINDS, ANOTHER_MANAGER])
def test_what_is_of_an_organisation_is_not_there_for_others(
    kind: str, demonstration: dict[str, Any], django_db_blocker: Any
) -> None:
    """GET and POST: 404, or the sign-in; who may see it has an answer for each, so the addresses are real."""
    from django.db import transaction

    answers = {}
    with django_db_blocker.unblock():
        client = client_of(kind)
        held = OF_SOME_ORGANISATION if kind == ANOTHER_MANAGER else OF_THE_ORGANISATION
        for address in addresses(demonstration, held):
            for method in ("get", "post"):
                point = transaction.savepoint()
                answers[f"{method} {address}"] = getattr(client, method)(address).status_code
                transaction.savepoint_rollback(point)

    statuses = set(answers.values()) - {405}  # not the way to ask
    assert len(answers) >= 2 * 8
    if kind in SEES_ORGANISATIONS:
        assert {each: status for each, status in answers.items() if status == 404} == {}
    else:
        assert statuses == {302 if kind == "anonymous" else 404}


SEES_CERTIFICATES = {"chuyên viên", "lãnh đạo", "thanh tra", "quản trị"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_one_may_not_know_answers_404_or_the_sign_in(
    kind: str, demonstration: dict[str, Any], django_db_blocker: Any
) -> None:
    """Nobody of these kinds holds the sampled certificate or sat the sampled attempt."""
    certificate, attempt = demonstration["certificate"], demonstration["attempt_id"]
    addresses = [reverse("take", args=[attempt]), reverse("result", args=[attempt])]
    if kind not in {"chuyên viên", "thanh tra", "quản trị"}:
        nomination = demonstration["nomination_id"]
        addresses += [reverse("nomination", args=[nomination])]
        addresses += [reverse("paper", args=[nomination, demonstration["paper_id"]])]
    if kind not in SEES_CERTIFICATES:
        addresses += [reverse("certificate", args=[certificate.serial])]
        addresses += [reverse("certificate_pdf", args=[certificate.serial])]
    if kind not in SEES_CERTIFICATES - {"lãnh đạo"} | {"giảng viên", "người đã rời đơn vị"}:
        addresses += [reverse("file", args=[demonstration["digest"]])]

    with django_db_blocker.unblock():
        answers = {address: client_of(kind).get(address).status_code for address in addresses}

    assert set(answers.values()) == {302 if kind == "anonymous" else 404}


SEES_NAMES_BEHIND_NUMBERS = {"chuyên viên", "lãnh đạo", "thanh tra", "quản trị"}


@pytest.mark.parametrize("kind", KINDS)
def test_only_those_who_answer_for_a_number_see_the_names_behind_it(
    kind: str, demonstration: dict[str, Any], django_db_blocker: Any
) -> None:
    place = [demonstration[name] for name in ("plan_code", "year", "indicator_code")]
    addresses = [reverse("target_behind", args=place), reverse("target_evidence", args=[*place, demonstration["fact"]])]
    name = demonstration["certificate"].facts["full_name"]

    with django_db_blocker.unblock():
        answers = [client_of(kind).get(address) for address in addresses]

    expected = 200 if kind in SEES_NAMES_BEHIND_NUMBERS else 302 if kind == "anonymous" else 404
    assert [answer.status_code for answer in answers] == [expected, expected]
    assert [name in answer.content.decode() for answer in answers] == [expected == 200, expected == 200]


# The room, what anybody does about themselves (an auditor may learn and be nominated), and two that change nothing.
OWN = ("/kiem-tra/", "/tai-khoan/", "/thong-bao/", "/lop/", "/healthz", "/quan-tri/login/")


def test_an_auditor_reads_everything_and_changes_nothing(demonstration: dict[str, Any], django_db_blocker: Any) -> None:
    """Every address is sent a form: outside the room nothing comes of it but, at most, being a learner oneself."""
    from django.db import transaction

    with django_db_blocker.unblock():
        auditor = holders(RoleKind.AUDITOR)[0]
        last = Entry.objects.latest("pk").pk
        point = transaction.savepoint()
        accepted = []
        for address in addresses(demonstration):
            answer = client_of("thanh tra").post(address, {"dong-y": "on", "reason": "Thử", "number": "1/QĐ"})
            if answer.status_code < 400 and not address.startswith(OWN) and not address.endswith("/soan/"):
                accepted.append(address)
        done = set(Entry.objects.filter(pk__gt=last, actor_id=auditor.pk).values_list("verb", flat=True))
        transaction.savepoint_rollback(point)

    assert done <= {"enrol", "start", "withdraw", "draft"}
    assert accepted == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_auditors_room_is_there_for_the_auditor_and_the_administrator(
    kind: str, demonstration: dict[str, Any], django_db_blocker: Any
) -> None:
    expected = 302 if kind == "anonymous" else 200 if kind in ("thanh tra", "quản trị") else 404

    with django_db_blocker.unblock():
        room = [each for each in addresses(demonstration) if each.startswith("/kiem-tra/")]
        answers = {address: client_of(kind).get(address).status_code for address in room}

    assert len(room) == 9
    assert set(answers.values()) == {expected}


def test_laying_the_demonstration_again_changes_nothing(
    demonstration: dict[str, Any], django_db_blocker: Any, settings: Any
) -> None:
    def counts() -> dict[str, int]:
        return {model._meta.label: model._base_manager.count() for model in apps.get_models()}

    settings.DEMO = True
    with django_db_blocker.unblock():
        before = counts()
        call_command("demo", verbosity=0)

        assert counts() == before
        assert before["certificates.Certificate"] == 13


@pytest.mark.parametrize("path", ["/", "/khoa-hoc/", "/khoa-hoc/?q=nang+suat&doi-tuong=lao_dong", "/khoa-hoc/5s-101/"])
def test_a_public_page_costs_few_queries_with_a_cold_cache(
    path: str, demonstration: dict[str, Any], django_db_blocker: Any, django_assert_max_num_queries: Any
) -> None:
    with django_db_blocker.unblock(), django_assert_max_num_queries(8):
        page = Client().get(path)

    assert page.status_code == 200


def test_the_walk_walks(demonstration: dict[str, Any], django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        walked = addresses(demonstration)

    assert len(walked) > 60
    for road in ("/", "/khoa-hoc/", "/khoa-hoc/5s-101/", "/hoc-tap/", "/xac-minh/", "/en/khoa-hoc/"):
        assert road in walked or road.removeprefix("/en") in walked
