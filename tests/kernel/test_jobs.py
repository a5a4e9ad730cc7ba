"""Jobs: asked once, run once, handed on after a crash."""

from datetime import timedelta

import pytest

from lms.kernel import clock, jobs
from lms.kernel.errors import BadInput
from lms.kernel.jobs import Kind, work
from lms.kernel.models import Job, JobState

pytestmark = pytest.mark.django_db

COUNTED = Kind("tests.counted")
BROKEN = Kind("tests.broken")
REFUSED = Kind("tests.refused")
ran: list[str] = []


@work(COUNTED)
def _count(job: Job) -> dict[str, int]:
    ran.append(job.key)
    return {"n": 1}


@work(BROKEN)
def _break(job: Job) -> None:
    raise ZeroDivisionError


@work(REFUSED)
def _refuse(job: Job) -> None:
    raise BadInput("Không đọc được.")


def test_asked_twice_it_waits_once_and_runs_once():
    ran.clear()
    first, second = jobs.ask(COUNTED, 7), jobs.ask(COUNTED, 7)

    assert first.pk == second.pk
    assert (jobs.run(first.pk), jobs.run(first.pk)) == (JobState.DONE, None)
    assert ran == ["7"]


def test_a_refusal_fails_with_its_sentence():
    job = jobs.ask(REFUSED, 1)

    assert jobs.run(job.pk) == JobState.FAILED
    assert Job.objects.get(pk=job.pk).error == "Không đọc được."


def test_an_error_is_tried_five_times_and_then_failed():
    job = jobs.ask(BROKEN, 1)

    states = [jobs.run(job.pk) for _try in range(5)]

    assert states == [JobState.WAITING] * 4 + [JobState.FAILED]


def test_what_a_dead_worker_held_is_handed_on():
    ran.clear()
    job = jobs.ask(COUNTED, 9)
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, lease_until=clock.now() - timedelta(seconds=1), tries=1
    )

    jobs.sweep()
    jobs.run(job.pk)

    assert ran == ["9"]
