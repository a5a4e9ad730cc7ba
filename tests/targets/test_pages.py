"""The pages: who sees what, what each opens, what is on the record, what it costs."""

import re
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from certificates import actions as certificates
from lms.demo.targets import lay_plans
from lms.kernel.actors import SYSTEM
from lms.kernel.models import Entry
from lms.people import actions as people
from lms.people.states import RoleKind
from lms.targets.models import Indicator, Measurement
from tests.factories import (
    a_course,
    a_nomination,
    a_person,
    a_quiz,
    a_run,
    a_user,
    an_organisation,
    finished,
    with_role,
)
from tests.targets.conftest import FIVE_S, certified, many_certified

pytestmark = pytest.mark.django_db

LIST = "/chi-tieu/ke-hoach/2026/T-1/"


def signed_in(kind=None, **scope):
    client = Client()
    person = with_role(kind, **scope) if kind else a_user().person
    client.force_login(person.user)
    client.person = person
    return client


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def opened(verb="open_list"):
    return Entry.objects.filter(verb=verb)


@pytest.mark.parametrize(
    ("kind", "board", "names"),
    [
        (RoleKind.LEADERSHIP, 200, 200),
        (RoleKind.OFFICER, 200, 200),
        (RoleKind.ADMINISTRATOR, 200, 200),
        (RoleKind.AUDITOR, 200, 200),
        (RoleKind.MANAGER, 200, 404),
        (RoleKind.TRAINER, 403, 404),
        (None, 403, 404),
    ],
)
def test_who_sees_the_numbers_and_who_the_names(kind, board, names, plan, five_s, at):
    with at(2026, 11, 20):
        certificate = certified(five_s, a_person("Lê Khánh Vy"))
        scope = {"organisation_id": an_organisation().pk} if kind == RoleKind.MANAGER else {}
        client = signed_in(kind, **scope)
        addresses = [LIST, f"{LIST}{certificate.completion_id}/"]
        answers = [client.get(each) for each in ("/chi-tieu/", "/chi-tieu/ke-hoach/", *addresses)]
        csv = client.get("/chi-tieu/ke-hoach/2026/bao-cao.csv")

    assert [each.status_code for each in answers] == [board, board, names, names]
    assert csv.status_code == board
    assert [("Lê Khánh Vy" in text_of(each)) for each in answers] == [False, False, names == 200, names == 200]
    assert opened().count() == (names == 200)


def test_a_visitor_is_asked_to_sign_in(plan):
    answers = [Client().get(each) for each in ("/chi-tieu/", LIST, "/chi-tieu/ke-hoach/2026/bao-cao.csv")]

    assert [each.status_code for each in answers] == [302, 302, 302]


def test_a_manager_sees_the_number_without_a_way_to_the_names(plan, five_s, at):
    with at(2026, 11, 20):
        certified(five_s)
        page = signed_in(RoleKind.MANAGER, organisation_id=an_organisation().pk).get("/chi-tieu/").content.decode()

    assert '<span class="nr">1</span>' in page
    assert "/2026/T-1/" not in page


def test_leadership_sees_name_organisation_and_certificate_never_marks_or_contact(plan, at):
    run = a_run(a_course(quiz=a_quiz(count=7, questions=7), **FIVE_S))
    person, place = a_user(email="khanh.vy@demo.example").person, an_organisation("Linh kiện Tràng Duệ Mới")
    with at(2026, 11, 19):
        people.join_organisation(person.pk, place.pk, by=SYSTEM, since=run.opens_on)
        enrolment = finished(run, person, wrong=2)  # 71.43
        line = enrolment.completion.certificate
        client = signed_in(RoleKind.LEADERSHIP)
        listed = client.get(LIST)
        answers = [listed, client.get(f"{LIST}{line.completion_id}/"), client.get(reverse("targets"))]

    assert all(each in text_of(listed) for each in (person.full_name, "Linh kiện Tràng Duệ Mới", line.register_number))
    for answer in answers:
        assert re.findall(r"71[.,]43|khanh\.vy@|100\s*%", answer.content.decode()) == []


def test_opening_a_list_is_on_the_record_and_asking_for_its_head_is_not(plan, five_s, at):
    with at(2026, 11, 20):
        certified(five_s)
        client = signed_in(RoleKind.LEADERSHIP)
        head = client.head(LIST)
        before = opened().count()
        page = client.get(LIST)

    entry = opened().get()
    assert (head.status_code, before) == (200, 0)
    assert (entry.actor_id, entry.object_id) == (client.person.pk, str(Indicator.objects.get(code="T-1").pk))
    assert entry.detail.values == {"year": 2026}
    assert "Việc mở danh sách này được ghi lại." in text_of(page)


def test_the_evidence_of_a_line_is_its_chain_and_opening_it_is_on_the_record(plan, five_s, at):
    with at(2026, 11, 20):
        certificate = certified(five_s)
        client = signed_in(RoleKind.AUDITOR)
        page = client.get(f"{LIST}{certificate.completion_id}/")

    said = text_of(page)
    assert all(each in said for each in (certificate.serial, certificate.register_number, five_s.code, "5S-101"))
    assert opened("open_evidence").get().detail.values == {"year": 2026, "fact": certificate.completion_id}


def test_a_number_of_nominations_opens_to_its_files_and_their_way_without_papers(plan, at):
    with at(2026, 1, 10):
        nomination = a_nomination("report_due")
    move = nomination.moves.get(verb="forward")
    address = LIST.replace("T-1", "T-8")
    with at(2026, 11, 20):
        client = signed_in(RoleKind.LEADERSHIP)
        pages = [text_of(client.get(each)) for each in (address, f"{address}{move.pk}/")]
        wrong = client.get(f"{address}{nomination.moves.get(verb='endorse').pk}/")
        as_completion = client.get(f"{LIST}{move.pk}/")

    for page in pages:
        assert [
            each for each in (str(nomination.nominee), nomination.programme.code, "2218/SKHCN-TĐC") if each not in page
        ] == []
        assert ".pdf" not in page
    assert "bước được tính" in pages[1]
    assert (wrong.status_code, as_completion.status_code) == (404, 404)
    assert opened("open_evidence").get().detail.values == {"year": 2026, "fact": move.pk}


def test_evidence_is_only_of_the_lines_of_that_list(plan, five_s, at):
    with at(2026, 11, 20):
        kept, revoked = certified(five_s), certified(five_s)
        certificates.revoke(revoked.pk, by=SYSTEM, reason="Cấp nhầm.")
        client = signed_in(RoleKind.LEADERSHIP)
        other = [LIST.replace("T-1", "T-4"), LIST.replace("2026", "2027"), LIST.replace("T-1", "T-6")]
        answers = [client.get(f"{each}{kept.completion_id}/") for each in other]
        answers += [client.get(f"{LIST}{pk}/") for pk in (revoked.completion_id, 999_999, 10**30)]

    assert {each.status_code for each in answers} == {404}
    assert opened("open_evidence").count() == 0


@pytest.mark.parametrize(
    "address",
    [
        "/chi-tieu/khong-co/",
        "/chi-tieu/ke-hoach/?nam=2025",
        "/chi-tieu/ke-hoach/?nam=abc",
        "/chi-tieu/?nam=²⁰²⁶",
        "/chi-tieu/ke-hoach/2031/T-1/",
        "/chi-tieu/ke-hoach/2026/T-99/",
        "/chi-tieu/ke-hoach/99999999999999999999/bao-cao.csv",
    ],
)
def test_a_wrong_plan_year_or_indicator_answers_404(address, plan):
    assert signed_in(RoleKind.OFFICER).get(address).status_code == 404


def test_without_a_plan_the_page_says_so():
    answer = signed_in(RoleKind.OFFICER).get("/chi-tieu/")

    assert (answer.status_code, "Chưa có kế hoạch nào." in text_of(answer)) == (200, True)


def test_the_year_in_the_address_chooses_the_numbers(plan, five_s, at):
    with at(2027, 3, 1):
        certified(five_s)
        client = signed_in(RoleKind.OFFICER)
        pages = [client.get(f"/chi-tieu/ke-hoach/?nam={year}").content.decode() for year in (2026, 2027)]
        today = client.get("/chi-tieu/").content.decode()

    links = [re.search(r'2\d{3}/T-1/"><strong>(\d)<', page)[0][:4] for page in (*pages, today)]
    numbers = [re.search(r'T-1/"><strong>(\d)<', page)[1] for page in (*pages, today)]
    assert (links, numbers) == (["2026", "2027", "2027"], ["0", "1", "1"])


def test_every_number_on_every_page_carries_its_label(at, settings):
    lay_plans(by=SYSTEM)
    client = signed_in(RoleKind.LEADERSHIP)
    for code, year in (("335-kh-ubnd", 2026), ("335-kh-ubnd", 2030), ("kh-2021-2025", 2021), ("kh-2021-2025", 2025)):
        with at(2026, 11, 20):
            page = client.get(f"/chi-tieu/{code}/?nam={year}").content.decode()
        cells = [cell for cell in re.findall(r'<td class="num".*?</td>', page, re.DOTALL) if re.search(r">[\d]", cell)]

        assert page.count('class="nr"') == len(cells) > 10
        assert [cell for cell in cells if not re.search(r"badge flat[^>]*>số (minh họa|có nguồn)<", cell)] == []


def test_in_2021_to_2025_only_the_47_percent_is_a_sourced_figure(at):
    lay_plans(by=SYSTEM)

    real = Indicator.objects.filter(plan__code="kh-2021-2025", targets__flag="that")

    assert list(real.values_list("code", "targets__year", "targets__value")) == [("I-1", 2025, Decimal(47))]


@pytest.mark.parametrize(("demo", "label"), [(True, "số minh họa"), (False, "số có nguồn")])
def test_what_the_demonstration_counts_is_illustrative(demo, label, plan, five_s, at, settings):
    settings.DEMO = demo
    with at(2026, 11, 20):
        certified(five_s)
        page = signed_in(RoleKind.LEADERSHIP).get(LIST)

    assert re.search(r'<p class="mt-2"><span class="badge flat[^>]*>([^<]+)<', page.content.decode())[1] == label


def test_a_plan_says_what_it_cannot_count_and_why(plan):
    page = text_of(signed_in(RoleKind.LEADERSHIP).get("/chi-tieu/ke-hoach/?nam=2026"))

    assert "Chưa có nguồn. Chưa có nguồn đếm" in page


def _reported(client, **given):
    sent = {"year": "2026", "value": "53,5", "source": "Báo cáo 12/BC-CTK ngày 05/03/2027", **given}
    return client.post("/chi-tieu/ke-hoach/2026/T-6/ghi/", sent)


def test_an_officer_records_what_was_reported_and_the_newest_holds(plan):
    client = signed_in(RoleKind.OFFICER)
    first, second = _reported(client), _reported(client, value="54,25", illustrative="on")
    board = client.get("/chi-tieu/ke-hoach/?nam=2026").content.decode()
    page = text_of(client.get("/chi-tieu/ke-hoach/2026/T-6/"))

    assert (first.status_code, first.url, second.status_code) == (303, "/chi-tieu/ke-hoach/2026/T-6/", 303)
    assert re.search(r'T-6/"><strong>([\d,]+)<.*?badge flat[^>]*>([^<]+)<', board, re.DOTALL).groups() == (
        "54,25",
        "số minh họa",
    )
    assert all(each in page for each in ("53,5", "54,25", "Báo cáo 12/BC-CTK"))
    assert list(Measurement.objects.values_list("value", "flag")) == [
        (Decimal("53.50"), "that"),
        (Decimal("54.25"), "minh_hoa"),
    ]
    assert Entry.objects.filter(verb="record_measurement", actor_id=client.person.pk).count() == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"value": "nhiều"}, "Số chưa đúng. Viết như 1.234,5."),
        ({"value": "NaN"}, "Số chưa đúng. Viết như 1.234,5."),
        ({"value": "9" * 40}, "14"),
        ({"source": "   "}, "Chưa điền ô này"),
        ({"source": "x" * 300}, "255"),
        ({"year": "2031"}, "2031"),
    ],
)
def test_a_wrong_number_is_refused_with_a_sentence_and_what_was_typed_stays(given, said, plan):
    answer = _reported(signed_in(RoleKind.OFFICER), **given)

    assert answer.status_code == 400
    assert said in text_of(answer)
    assert Measurement.objects.count() == 0
    if "source" not in given:
        assert 'value="Báo cáo 12/BC-CTK ngày 05/03/2027"' in answer.content.decode()


def test_only_officers_record_and_never_what_is_counted(plan):
    refused = [_reported(signed_in(kind)) for kind in (RoleKind.LEADERSHIP, RoleKind.AUDITOR, None)]
    counted = signed_in(RoleKind.OFFICER).post(f"{LIST}ghi/", {"year": 2026, "value": 5, "source": "Báo cáo"})

    assert [each.status_code for each in refused] == [404, 404, 404]
    assert (counted.status_code, "Số này do nền tảng tự tính" in text_of(counted)) == (400, True)
    assert Measurement.objects.count() == 0


@pytest.mark.parametrize("count", [3, 300])
def test_the_pages_cost_the_same_for_three_and_three_hundred_certificates(
    count, plan, five_s, at, django_assert_num_queries
):
    with at(2026, 11, 20):
        made = many_certified(five_s, count)
        many_certified(five_s, count, issue=False)
        client = signed_in(RoleKind.LEADERSHIP)

        def costs(number, address):
            cache.clear()
            with django_assert_num_queries(number):
                return client.get(address)

        forwarded = a_nomination("not_forwarded")
        board = costs(12, "/chi-tieu/")
        listed = costs(11, LIST)
        attended = costs(12, LIST.replace("T-1", "T-3"))
        chain = costs(11, f"{LIST}{made[0].completion_id}/")
        nominations = LIST.replace("T-1", "T-8")
        costs(12, nominations)
        costs(12, f"{nominations}{forwarded.moves.get(verb='forward').pk}/")

    assert f"<strong>{count}<" in board.content.decode()
    assert listed.content.decode().count("Người Được Cấp") == min(count, 50)
    assert f": {2 * count} người" in text_of(attended)
    assert chain.status_code == 200


def test_each_desk_of_theirs_leads_to_the_scoreboard(plan):
    kinds = (RoleKind.LEADERSHIP, RoleKind.OFFICER, RoleKind.AUDITOR, RoleKind.TRAINER)
    found = ['href="/chi-tieu/"' in signed_in(kind).get("/goc/").content.decode() for kind in kinds]

    assert found == [True, True, True, False]
