"""What an auditor may ask of the room: verify the record, draw a sample. Nothing else is changed from here."""

import logging
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lms.desks.auditor import queries, sampling
from lms.desks.auditor.models import SampleDraw, SampleRequest, Verification
from lms.desks.auditor.rules import may_audit
from lms.desks.auditor.states import SampleOf
from lms.kernel import audit, jobs
from lms.kernel.actors import SYSTEM, Actor
from lms.kernel.errors import BadInput, require
from lms.kernel.models import Job
from lms.people.models import Person

log = logging.getLogger(__name__)

VERIFY = jobs.Kind("auditor.verify")
NO_HEAD = "-"
LARGEST_SAMPLE = 200
LONGEST_LIST = 100_000
FAULTS_KEPT = 500


@transaction.atomic
def ask_verification(known_head: str, *, by: Person) -> Job:
    """Verify the record in the worker, against a head kept outside where one is given. While one runs, that one."""
    require(may_audit(by, None))
    return jobs.ask(VERIFY, known_head or NO_HEAD, asked_by=by.pk)


@transaction.atomic
def keep_verification(report: audit.Report, job: Job) -> Verification:
    """Keep what was found, once for each job."""
    there = Verification.objects.filter(job_id=job.pk).first()
    if there:
        return there
    kept = Verification.objects.create(
        by_id=job.asked_by_id,
        job_id=job.pk,
        known_head="" if job.key == NO_HEAD else job.key,
        entries=report.entries,
        sealed=report.sealed,
        unsealed=report.unsealed,
        rows=report.rows,
        head=report.head,
        fault_count=len(report.found),
        faults=[{"says": fault.says, "facts": fault.facts} for fault in report.found[:FAULTS_KEPT]],
    )
    audit.record("verify", kept, by=kept.by or SYSTEM)
    return kept


@transaction.atomic
def ask_sample(what: SampleOf, since: date, until: date, size: int, *, by: Person, note: str = "") -> SampleRequest:
    """Fix the list of a period and ask for `size` of it. The draw follows once the sealer has sealed this request.

    The entry's words (`note`: what it is for) carry a random salt, so that nobody can work out the seal's hash, which
    is the seed, beforehand.
    """
    require(may_audit(by, None))
    if until < since:
        raise BadInput(_("The period ends before it begins."))
    if not 1 <= size <= LARGEST_SAMPLE:
        raise BadInput(_("A sample holds 1 to {most}.").format(most=LARGEST_SAMPLE))
    ids = list(queries.listed(what, since, until)[: LONGEST_LIST + 1])
    if not ids:
        raise BadInput(_("There is nothing of this kind in this period."))
    if len(ids) > LONGEST_LIST:
        raise BadInput(_("This period holds more than 100,000. Please choose a shorter one."))
    request = SampleRequest.objects.create(
        what=what,
        since=since,
        until=until,
        size=min(size, len(ids)),
        by=by,
        ids=ids,
        ids_digest=sampling.list_digest(ids),
        of=len(ids),
    )
    audit.record("ask_sample", request, by=by, detail={"note": note.strip()})
    return request


@transaction.atomic
def draw(request_id: int, *, by: Actor = SYSTEM) -> SampleDraw | None:
    """Draw a sample whose request is sealed; None while it is not. Drawing again returns what was drawn."""
    request = SampleRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    there = SampleDraw.objects.filter(request=request).first()
    seal = queries.seal_of_request(request)
    if there or seal is None:
        return there
    made = SampleDraw.objects.create(
        request=request, seal=seal.number, seed=seal.hash, drawn=sampling.drawn(seal.hash, request.ids, request.size)
    )
    audit.record("draw_sample", made, by=by)
    return made


def draw_sealed() -> int:
    """Draw every sample whose request was sealed. Returns how many; one that fails does not keep the others waiting."""
    drawn = 0
    for pk in list(queries.undrawn().values_list("pk", flat=True)):
        try:
            drawn += draw(pk) is not None
        except Exception:  # whatever ails one sample, the others are drawn
            log.exception("sample %s could not be drawn", pk)
    return drawn
