"""`manage.py nominations audit`: what is whole is called whole, and each way of tampering is found and named."""

import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection

from lms.kernel import audit, clock, frozen
from lms.nominations import actions, auditing, clocks, papers, programmes
from lms.nominations.models import Nomination, Paper, Programme
from tests.factories import NOMINATION_ROUTES, a_nomination, a_programme, with_role
from tests.nominations.conftest import letter

pytestmark = pytest.mark.django_db


def sql(statement, *given):
    """Behind the platform's back, as the owner of the database could."""
    with frozen.lifted(), connection.cursor() as cursor:
        cursor.execute(statement, given)


def faults(programme):
    return [(each.nomination, each.fault) for each in auditing.prove([programme]).faults]


@pytest.mark.parametrize("state", [*NOMINATION_ROUTES])
def test_a_file_walked_to_any_state_is_sound(state):
    nomination = a_nomination(state)

    proof = auditing.prove(Programme.objects.all())

    assert nomination.state == state
    assert (proof.programmes, proof.nominations, proof.faults) == (1, 1, [])


def _state(nomination):
    sql("UPDATE nominations_nomination SET state = 'selected' WHERE id = %s", nomination.pk)


def _programme_state(nomination):
    sql("UPDATE nominations_programme SET state = 'running' WHERE id = %s", nomination.programme_id)


def _line_source(nomination):
    sql(
        "UPDATE nominations_nominationmove SET source = 'ranking' WHERE subject_id = %s AND verb = 'endorse'",
        nomination.pk,
    )


def _line_target(nomination):
    sql(
        "UPDATE nominations_nominationmove SET target = 'selected' WHERE subject_id = %s AND verb = 'accept'",
        nomination.pk,
    )


def _line_gone(nomination):
    sql("DELETE FROM nominations_nominationmove WHERE subject_id = %s AND verb = 'accept'", nomination.pk)


def _first_line_gone(nomination):
    sql("DELETE FROM nominations_nominationmove WHERE subject_id = %s AND verb = 'draft'", nomination.pk)


def _all_lines_gone(nomination):
    sql("DELETE FROM nominations_nominationmove WHERE subject_id = %s", nomination.pk)


def _line_added(nomination):
    sql(
        "INSERT INTO nominations_nominationmove (subject_id, verb, source, target, at) "
        "VALUES (%s, 'pass_on', 'sent', 'with_apo', %s)",
        nomination.pk,
        clock.now(),
    )


def _line_of_another(nomination):
    sql("UPDATE nominations_nominationmove SET actor_id = 0 WHERE subject_id = %s AND verb = 'rank'", nomination.pk)


def _entry_gone(nomination):
    sql("DELETE FROM kernel_detail")
    sql(
        "DELETE FROM kernel_entry WHERE kind = 'nominations.nomination' AND object_id = %s AND verb = 'rank'",
        str(nomination.pk),
    )


def _entries_gone(nomination):
    sql("DELETE FROM kernel_detail")
    sql("DELETE FROM kernel_entry WHERE kind = 'nominations.nomination' AND object_id = %s", str(nomination.pk))


def _consent(nomination):
    sql("UPDATE nominations_nomination SET consented_at = NULL WHERE id = %s", nomination.pk)


def _letter_gone(nomination):
    sql("UPDATE nominations_nomination SET letter_id = NULL WHERE id = %s", nomination.pk)


def _letter_number(nomination):
    sql("UPDATE nominations_letter SET number = 'khác' WHERE id = %s", nomination.letter_id)


def _letter_of_another(nomination):
    other = a_programme("27-IN-77-GE-WSP-A")
    kept = actions.keep_letter(other, "forwarding", letter("1/CV"), by=with_role("officer"))
    sql("UPDATE nominations_nomination SET letter_id = %s WHERE id = %s", kept.pk, nomination.pk)


def _replaces_another(nomination):
    other = a_nomination(programme=a_programme("27-IN-77-GE-WSP-A"))
    sql("UPDATE nominations_nomination SET replaces_id = %s WHERE id = %s", other.pk, nomination.pk)


def _paper_row(nomination):
    sql("DELETE FROM nominations_paper WHERE nomination_id = %s AND kind = 'biodata'", nomination.pk)


def _paper_digest(nomination):
    sql("UPDATE nominations_paper SET digest = 'x' WHERE nomination_id = %s AND kind = 'biodata'", nomination.pk)


def _paper_said_removed(nomination):
    sql("UPDATE nominations_paper SET removed_at = at WHERE nomination_id = %s AND kind = 'biodata'", nomination.pk)


def _file_gone(nomination):
    storages["private"].delete(nomination.papers.get(kind="biodata").name)


def _file_changed(nomination):
    name = nomination.papers.get(kind="biodata").name
    storages["private"].delete(name)
    storages["private"].save(name, ContentFile(b"%PDF-1.4 khac"))


def _quota(nomination):
    a_nomination("nominated", programme=reopened(nomination.programme))
    sql("UPDATE nominations_programme SET quota = 1 WHERE id = %s", nomination.programme_id)


def _alternates(nomination):
    a_nomination("city_reserve", programme=reopened(nomination.programme))
    sql("UPDATE nominations_programme SET alternates = 0 WHERE id = %s", nomination.programme_id)


def reopened(programme):
    day = clock.today() + timedelta(22)
    dates = {"city_closing": day, "national_closing": day + timedelta(1)}
    with clock.moved_to(clock.at(programme.city_closing + timedelta(1), 12)):
        programmes.move(
            programme.pk, "extend", by=with_role("officer"), reason="PN", letter=letter("3/CV"), dates=dates
        )
    programme.refresh_from_db()
    return programme


def _deadline_gone(nomination):
    sql("UPDATE nominations_programme SET national_closing = NULL WHERE id = %s", nomination.programme_id)


def _sent_early(nomination):
    when = clock.at(nomination.programme.city_closing, 23, 59)
    sql("UPDATE nominations_nominationmove SET at = %s WHERE subject_id = %s AND verb = 'forward'", when, nomination.pk)


def _sent_late(nomination):
    when = clock.at(nomination.programme.national_closing + timedelta(1), 0)
    sql("UPDATE nominations_nominationmove SET at = %s WHERE subject_id = %s AND verb = 'forward'", when, nomination.pk)


TAMPERED = {
    _state: "it is selected, its history ends at sent",
    _programme_state: "it is running, its history ends at closed",
    _line_source: r"line \d+ begins at ranking, the one before it ends at draft",
    _line_target: r"line \d+: no accept leads from screening to selected",
    _line_gone: r"line \d+ begins at ranking, the one before it ends at screening",
    _first_line_gone: "its history does not begin with draft",
    _all_lines_gone: "it has no history",
    _line_added: "its history has 6 moves, the record tells 5, and they are not the same",
    _line_of_another: "its history has 5 moves, the record tells 5, and they are not the same",
    _entry_gone: "its history has 5 moves, the record tells 4, and they are not the same",
    _entries_gone: "it has no entry in the record",
    _consent: "it differs from its last entry in the record",
    _letter_gone: "it was forwarded without a letter",
    _letter_number: r"letter \d+ differs from its last entry in the record",
    _letter_of_another: "its letter is another programme's",
    _replaces_another: "whom it replaces was put forward for another programme",
    _paper_row: "it was found eligible without biodata",
    _paper_digest: r"paper \d+ differs from its last entry in the record",
    _paper_said_removed: r"the file of paper \d+ still stands, though it was removed",
    _file_gone: r"the file of paper \d+ is missing",
    _file_changed: r"the file of paper \d+ is not the one that was kept",
    _quota: "2 hold a rank where 1 may",
    _alternates: "1 are alternates where 0 may",
    _deadline_gone: "its deadlines do not follow one another",
    _sent_early: r"it was forwarded on [\d-]+, before the city's deadline was over",
    _sent_late: r"it was forwarded on [\d-]+, after the national body's deadline",
}


@pytest.mark.parametrize(("tamper", "sentence"), TAMPERED.items(), ids=lambda each: getattr(each, "__name__", ""))
def test_tampering_is_found_and_named(tamper, sentence):
    nomination = a_nomination("sent")
    assert faults(nomination.programme) == []

    tamper(nomination)

    found = [said for _where, said in faults(Programme.objects.get(pk=nomination.programme_id))]
    assert [said for said in found if re.fullmatch(sentence, said)] != [], found


@pytest.mark.postgresql
def test_a_rank_given_twice_is_found_where_the_constraint_was_dropped():
    first = a_nomination("sent")
    second = a_nomination("nominated", programme=reopened(first.programme))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the table is altered with nothing pending
        cursor.execute("ALTER TABLE nominations_nomination DROP CONSTRAINT one_nominee_per_rank")
    sql("UPDATE nominations_nomination SET rank = 1 WHERE id = %s", second.pk)

    assert (None, "rank 1 is given 2 times") in faults(first.programme)


def test_a_place_too_many_is_counted():
    first = a_nomination("selected")
    programme = reopened(Programme.objects.get(pk=first.programme_id))
    second = a_nomination("sent", programme=programme)
    sql("UPDATE nominations_programme SET quota = 1 WHERE id = %s", programme.pk)
    sql("UPDATE nominations_nomination SET state = 'selected' WHERE id = %s", second.pk)

    found = faults(Programme.objects.get(pk=programme.pk))

    assert (None, "2 hold a place where 1 may") in found


def test_papers_removed_when_their_time_is_over_are_no_fault(django_capture_on_commit_callbacks):
    nomination = a_nomination("not_selected")
    with clock.moved_to(clock.at(nomination.programme.ends_on + timedelta(91))):
        with django_capture_on_commit_callbacks(execute=True):
            assert papers.tidy() == 2

        assert faults(nomination.programme) == []
    assert Paper.objects.filter(removed_at__isnull=False).count() == 2


def test_a_paper_asked_for_later_is_not_asked_of_who_was_accepted_before():
    nomination = a_nomination("ranking")
    officer = with_role("officer")
    programmes.correct(
        nomination.programme_id, by=officer, documents=[*nomination.programme.documents, "country_paper"]
    )

    assert faults(Programme.objects.get(pk=nomination.programme_id)) == []


def test_who_was_sent_before_a_postponement_is_not_held_to_the_new_dates():
    nomination = a_nomination("sent")
    officer, programme = with_role("officer"), nomination.programme
    with clock.moved_to(clock.at(programme.city_closing + timedelta(2))):
        later = {name: getattr(programme, name) + timedelta(200) for name in programmes.DATES}
        programmes.move(programme.pk, "postpone", by=officer, reason="PN 1", letter=letter("4/CV"), dates=later)
        programmes.move(programme.pk, "reopen", by=officer, letter=letter("5/CV"))

    assert faults(Programme.objects.get(pk=programme.pk)) == []


@pytest.mark.parametrize("many", [1, 4])
def test_the_proof_of_a_programme_costs_the_same_for_any_number_of_files(many, django_assert_num_queries):
    programme = a_programme(quota=None)
    for _each in range(many):
        a_nomination("nominated", programme=programme)
    actions.keep_letter(programme, "notice", letter(), by=with_role("officer"))

    with django_assert_num_queries(9):
        assert auditing.prove([programme]).nominations == many


def test_the_command_says_it_in_json_and_by_its_exit_code():
    nomination = a_nomination("sent")
    out = StringIO()

    call_command("nominations", "audit", nomination.programme.code, "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"checked": {"programmes": 1, "nominations": 1}, "faults": []}

    _letter_gone(nomination)
    out = StringIO()
    with pytest.raises(CommandError) as said:
        call_command("nominations", "audit", "--all", "--json", stdout=out)
    assert said.value.returncode == 1
    assert {each["nomination"] for each in json.loads(out.getvalue())["faults"]} == {f"DC{nomination.pk:05}"}
    assert {each["programme"] for each in json.loads(out.getvalue())["faults"]} == {nomination.programme.code}


@pytest.mark.parametrize("given", [[], ["27-CP-01-GE-TRC-A", "--all"], ["27-XX-01-GE-TRC-Z"], ["''; --"]])
def test_bad_input_is_one_sentence_and_exit_code_2(given):
    with pytest.raises(CommandError) as said:
        call_command("nominations", "audit", *given)

    assert said.value.returncode == 2
    assert str(said.value).count("\n") == 0


def test_the_platforms_own_record_agrees():
    a_nomination("closed")

    assert audit.verify().faults == []
    assert Nomination.objects.get().state == "closed"
    assert clocks.tick() == 0
