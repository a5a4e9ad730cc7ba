"""Two at once: one file by two managers, one batch twice, undoing while loading, the last place of a class."""

from threading import Barrier
from typing import Any

import pytest

from courses.learning.models import Enrolment
from lms.desks.roster import actions, queries, working
from lms.desks.roster.models import BatchState, RosterBatch
from lms.desks.roster.template import filled
from lms.kernel import audit
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import Refused
from lms.kernel.models import Job
from lms.people import actions as people
from lms.people.models import Membership, Person, User
from lms.people.states import RoleKind
from tests.conftest import race
from tests.factories import a_course, a_run, with_role

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: Any, settings: Any) -> None:
    """Parts of two rows, so that two workers meet; and no worker but those of the race."""
    monkeypatch.setattr(working, "AT_A_TIME", 2)
    monkeypatch.setattr("lms.kernel.jobs._nudge", lambda job_id: None)


@pytest.fixture
def place() -> Any:
    return people.found_organisation("dn06", "Nhựa", by=SYSTEM, tax_code="9900009594")


def manager_of(place: Any) -> Person:
    return with_role(RoleKind.MANAGER, organisation_id=place.pk)


def rows(n: int, first: int = 0) -> list[dict[str, str]]:
    """Every third has an address, every third a staff code, every third only a name."""
    made = [{"full_name": f"Nguyễn Văn {chr(65 + k)}", "birth_year": str(1970 + k)} for k in range(first, first + n)]
    for k, row in enumerate(made):
        row.update([{"email": f"n{first + k}@demo.example"}, {"staff_code": f"A{first + k}"}, {}][k % 3])
    return made


def read(place: Any, by: Any, table: list[dict[str, str]], run: Any = None) -> RosterBatch:
    return actions.read_sheet("x.xlsx", filled(table), organisation=place, run=run, by=by)


def sound() -> bool:
    while audit.seal():
        pass
    return audit.verify().sound


def test_without_the_lock_two_sheets_make_people_twice(place: Any, monkeypatch: Any) -> None:
    """If it fails, those below might be useless."""
    both, register = Barrier(2), working._register_new

    def met(pairs: Any, by: Any) -> None:
        if pairs:
            both.wait(timeout=10)
        register(pairs, by)

    monkeypatch.setattr(working, "_lock", lambda some: None)
    monkeypatch.setattr(working, "_register_new", met)
    batches = [read(place, SYSTEM, [{"full_name": "Nguyễn Văn Nam"}]) for _twice in range(2)]
    for batch in batches:
        actions.load(batch.pk, by=SYSTEM)

    race(*[lambda pk=batch.pk: working.work_through(pk) for batch in batches])

    assert Membership.objects.filter(organisation=place).count() == 2


def test_two_managers_load_the_same_file_and_each_person_is_made_once(place: Any) -> None:
    run = a_run(a_course())
    batches = [read(place, by, rows(12), run) for by in (manager_of(place), manager_of(place))]
    for batch in batches:
        actions.load(batch.pk, by=batch.by)

    said = race(*[lambda pk=batch.pk: working.work_through(pk).state for batch in batches])

    assert said == [BatchState.LOADED] * 2
    assert Membership.objects.filter(organisation=place).count() == 12
    assert (User.objects.filter(person__memberships__organisation=place).count(), Enrolment.objects.count()) == (12, 12)
    assert sum(batch.rows.exclude(enrolment=None).count() for batch in batches) == 12
    assert sound()


def test_one_batch_loaded_twice_at_once_is_loaded_once(place: Any) -> None:
    manager = manager_of(place)
    batch = read(place, manager, rows(12))

    orders = race(*[lambda: actions.load(batch.pk, by=manager).state for _twice in range(4)])
    said = race(*[lambda: working.work_through(batch.pk).state for _twice in range(3)])

    assert orders == [BatchState.LOADING] * 4
    assert Job.objects.filter(kind="roster.load").count() == 1
    assert BatchState.LOADED in said
    assert Membership.objects.filter(organisation=place).count() == 12
    assert queries.counts(batch)["new"] == batch.rows.exclude(applied_at=None).count() == 12
    assert sound()


def test_undoing_waits_until_all_is_loaded(place: Any) -> None:
    manager = manager_of(place)
    batch = read(place, manager, rows(12))
    actions.load(batch.pk, by=manager)

    loading, undoing = race(
        lambda: working.work_through(batch.pk).state, lambda: actions.undo(batch.pk, by=manager).state
    )

    assert loading in (BatchState.LOADED, BatchState.UNDOING)
    assert isinstance(undoing, Refused) or undoing == BatchState.UNDOING
    if isinstance(undoing, Refused):
        actions.undo(batch.pk, by=manager)
    race(*[lambda: working.work_through(batch.pk) for _twice in range(2)])
    assert RosterBatch.objects.get().state == BatchState.UNDONE
    assert not Membership.objects.filter(organisation=place, void=False).exists()
    assert sound()


def test_undoing_one_list_while_another_brings_the_same_people_loses_nobody(place: Any) -> None:
    manager, run = manager_of(place), a_run(a_course())
    first = read(place, manager, rows(12))
    actions.load(first.pk, by=manager)
    working.work_through(first.pk)
    second = read(place, manager, rows(12), run)
    actions.load(second.pk, by=manager)
    actions.undo(first.pk, by=manager)

    race(lambda: working.work_through(first.pk), lambda: working.work_through(second.pk))

    assert {each.state for each in RosterBatch.objects.all()} == {BatchState.LOADED, BatchState.UNDONE}
    learning = set(Enrolment.objects.filter(state="enrolled").values_list("person", flat=True))
    here = set(Membership.objects.filter(organisation=place, void=False).values_list("person", flat=True))
    assert learning <= here
    assert sound()


def test_the_last_places_of_a_class_go_round_once_and_the_other_rows_say_why(place: Any) -> None:
    other = people.found_organisation("khac", "Khác", by=SYSTEM)
    run = a_run(a_course(), places=9)
    batches = [read(place, SYSTEM, rows(6), run), read(other, SYSTEM, rows(6, first=6), run)]
    for batch in batches:
        actions.load(batch.pk, by=SYSTEM)

    race(*[lambda pk=batch.pk: working.work_through(pk) for batch in batches])

    held = Enrolment.objects.filter(run=run).count()
    refused = sum(queries.counts(batch)["refused"] for batch in batches)
    states = {each.state for each in RosterBatch.objects.all()}
    assert (held, refused) == (9, 3) if states == {BatchState.LOADED} else held == 6
    for batch in RosterBatch.objects.filter(state=BatchState.LOADED):
        assert set(batch.rows.filter(verdict="refused").values_list("column", flat=True)) <= {"run"}
        assert not batch.rows.filter(verdict="refused").exclude(person=None).exists()
    assert sound()
