"""What counts, once, in which year; and that the list, the number and the SQL always agree."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from certificates import actions as certificates
from lms.kernel import audit, frozen
from lms.kernel.actors import SYSTEM
from lms.people.models import Person
from lms.targets import listing, recount
from lms.targets.commands import prove
from lms.targets.counting import counted, listed
from lms.targets.measures import MEASURES
from lms.targets.models import Indicator
from tests.factories import a_course, a_nomination, a_person, a_quiz, a_run, finished
from tests.targets.conftest import certified

pytestmark = pytest.mark.django_db


def number(plan, code, year=2026):
    indicator = Indicator.objects.get(plan=plan, code=code)
    return counted([indicator], plan, year)[indicator.pk]


def rows_of(plan, code, year=2026):
    return listed(Indicator.objects.select_related("plan").get(plan=plan, code=code), year)


def test_a_certificate_counts_for_every_clause_and_audience_of_its_course(plan, five_s, at):
    with at(2026, 11, 20):
        certified(five_s)

    assert [number(plan, code) for code in ("T-1", "T-2", "T-3", "T-4", "T-5")] == [1, 1, 1, 0, 0]
    assert prove()["differences"] == []


def test_it_counts_in_the_year_it_was_signed_and_not_in_another(plan, five_s, at):
    with at(2026, 12, 31, 23):
        certified(five_s)
    with at(2027, 1, 1, 1):  # still 2026 in UTC
        certified(five_s)

    assert [number(plan, code, year) for code in ("T-1", "T-3") for year in (2026, 2027, 2028)] == [1, 1, 0, 1, 1, 0]
    assert prove()["differences"] == []


def test_a_revoked_certificate_does_not_count(plan, five_s, at):
    with at(2026, 11, 20):
        certified(five_s)
        certificates.revoke(certified(five_s).pk, by=SYSTEM, reason="Cấp nhầm.")

    assert [number(plan, code) for code in ("T-1", "T-3")] == [1, 1]
    assert prove()["differences"] == []


def test_a_completion_without_a_certificate_is_attendance_only(plan, at):
    run = a_run(a_course(quiz=a_quiz(), clauses=("II.3.a",)), decision_number="", decision_date=None)
    with at(2026, 11, 20):
        finished(run, a_person("Giàng A Tếnh"))

    assert [number(plan, code) for code in ("T-1", "T-3")] == [0, 1]
    assert [line.name for line in listing.lines(MEASURES["training_attended"], rows_of(plan, "T-3"))] == [
        "Giàng A Tếnh"
    ]
    assert prove()["differences"] == []


def test_who_is_still_learning_does_not_count(plan, five_s, at):
    with at(2026, 11, 20):
        finished(five_s, a_person(), wrong=2)

    assert [number(plan, code) for code in ("T-1", "T-3")] == [0, 0]


def test_a_person_counts_once_where_people_are_counted_and_by_class_where_attendances_are(plan, at):
    person = a_person()
    for code in ("LSS-GB", "CG-401"):
        with at(2026, 11, 20):
            certified(a_run(a_course(code, quiz=a_quiz(), audiences=("lao_dong",))), person)

    assert [number(plan, code) for code in ("T-4", "T-2")] == [1, 2]
    assert [line.more for line in rows_of(plan, "T-4")] == [1]
    assert prove()["differences"] == []


def test_merged_persons_count_as_one_in_one_class(plan, five_s, at):
    with at(2026, 11, 20):
        first, second = certified(five_s), certified(five_s)
    Person.objects.filter(pk=second.person_id).update(merged_into=first.person_id)

    assert [number(plan, code) for code in ("T-1", "T-2", "T-3")] == [1, 1, 1]
    assert len(rows_of(plan, "T-1")) == 1
    assert prove()["differences"] == []


def test_cumulative_numbers_begin_with_the_plan_and_numbers_at_the_end_with_everything(plan, at):
    with at(2025, 6, 1):
        certified(a_run(a_course("CG-401", quiz=a_quiz(), tools=("ISO 19011",))))
    with at(2027, 6, 1):
        certified(a_run(a_course("LSS-GB", quiz=a_quiz(), tools=("ISO 19011",))))

    assert [number(plan, "T-4", year) for year in (2026, 2027, 2028)] == [0, 1, 1]
    assert [number(plan, "T-5", year) for year in (2026, 2027, 2028)] == [1, 2, 2]
    assert prove()["differences"] == []


def test_the_version_one_learnt_on_counts_not_what_the_course_became(plan, at):
    quiz = a_quiz()
    run = a_run(a_course(quiz=quiz, clauses=("II.3.a",)))
    with at(2026, 11, 20):
        certified(run)
        a_course(quiz=quiz, clauses=("II.1.c",))
        certified(run)

    assert number(plan, "T-1") == 1
    assert prove()["differences"] == []


def _nominations_count(plan, at):
    with at(2026, 1, 10):
        a_nomination("ranking")
        a_nomination("not_forwarded")
        completed = a_nomination("report_due")
    with at(2027, 1, 10):
        a_nomination("with_apo")
    return completed


def test_nominations_count_when_they_are_forwarded_and_people_when_they_completed(plan, at):
    completed = _nominations_count(plan, at)

    assert [number(plan, code, year) for code in ("T-8", "T-9") for year in (2026, 2027)] == [2, 1, 1, 1]
    lines = listing.lines(MEASURES["nominees_completed"], rows_of(plan, "T-9"))
    assert [(line.name, line.course) for line in lines] == [(str(completed.nominee), completed.programme.code)]
    assert prove() == {"checked": 35, "differences": []}


@pytest.mark.postgresql
def test_nominations_count_alike_on_postgresql(plan, at):
    _nominations_count(plan, at)

    assert [number(plan, code, year) for code in ("T-8", "T-9") for year in (2026, 2027)] == [2, 1, 1, 1]
    assert prove() == {"checked": 35, "differences": []}


def test_every_measure_is_counted_again_by_sql_of_its_own():
    assert {name: recount.recount(name, "tong", 2026, 2026) for name in MEASURES} == dict.fromkeys(MEASURES, 0)


def test_the_recount_knows_nothing_of_what_counts():
    from pathlib import Path

    text = Path(recount.__file__).read_text()

    assert [word for word in ("lms.targets", "certificates.", "courses.", "objects.") if f"import {word}" in text] == []
    assert [line for line in text.splitlines() if line.startswith("from ")] == [
        "from datetime import date, timedelta",
        "from typing import Any",
        "from django.db import connection",
        "from lms.kernel import clock",
    ]


def _delete_by_sql(certificate):
    with frozen.lifted(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM certificates_drawing WHERE certificate_id = %s", [certificate.pk])
        cursor.execute("DELETE FROM certificates_certificatemove WHERE subject_id = %s", [certificate.pk])
        cursor.execute("DELETE FROM certificates_certificate WHERE id = %s", [certificate.pk])


def _a_certificate_deleted_by_sql(plan, five_s, at):
    with at(2026, 11, 20):
        certified(five_s)
        certificate = certified(five_s)
    before = number(plan, "T-1")

    _delete_by_sql(certificate)

    assert (before, number(plan, "T-1")) == (2, 1)
    proven = prove()
    assert (proven["checked"], proven["differences"]) == (35, [])
    faults = audit.verify().faults
    assert f"certificates.certificate {certificate.pk} is missing: it was deleted round the record" in faults


def test_a_certificate_deleted_by_sql_changes_the_number_stays_proven_and_is_told_by_the_record(plan, five_s, at):
    _a_certificate_deleted_by_sql(plan, five_s, at)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_same_on_postgresql(plan, five_s, at):
    _a_certificate_deleted_by_sql(plan, five_s, at)


@pytest.mark.postgresql
def test_all_ways_of_counting_agree_on_postgresql(plan, at):
    person = a_person()
    for year, code in ((2025, "CG-401"), (2026, "LSS-GB"), (2027, "5S-101")):
        facts = {"clauses": ("II.3.a", "II.1.c"), "audiences": ("lao_dong",), "tools": ("ISO 19011",)}
        run = a_run(a_course(code, quiz=a_quiz(), **facts))
        with at(year, 12, 31, 23):
            certified(run, person)
            certified(run)
    with at(2027, 1, 1, 1):
        certified(run)

    assert [number(plan, "T-5", year) for year in (2026, 2027)] == [3, 5]
    assert [number(plan, "T-3", year) for year in (2026, 2027)] == [2, 3]
    assert prove() == {"checked": 35, "differences": []}


def test_prove_finds_a_measure_that_counts_otherwise(plan, five_s, at, monkeypatch, capsys):
    with at(2026, 11, 20):
        certified(five_s)
    monkeypatch.setitem(MEASURES, "workers", MEASURES["students"])

    with pytest.raises(CommandError) as said:
        call_command("targets", "prove", "--json")

    assert said.value.returncode == 1
    found = {"counted": 0, "listed": 0, "recounted": 1}
    difference = {"plan": "ke-hoach", "indicator": "T-2", "year": 2026, **found}
    assert json.loads(capsys.readouterr().out) == {"checked": 35, "differences": [difference]}


def test_prove_finds_a_list_of_another_length(plan, five_s, at, monkeypatch):
    with at(2026, 11, 20):
        certified(five_s)
    monkeypatch.setattr("lms.targets.commands.listed", lambda indicator, year: [])

    assert {each["indicator"] for each in prove()["differences"]} == {"T-1", "T-2", "T-3"}
