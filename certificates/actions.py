"""Issuing, drawing and revoking certificates."""

import hashlib
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from certificates import codes
from certificates.drawing import DESIGNS, CannotDraw
from certificates.events import CertificateIssued, CertificateRevoked
from certificates.models import Certificate, Drawing, Register, SerialCounter
from certificates.printing import printed
from certificates.rules import may_issue, may_revoke
from certificates.states import CERTIFICATE, CertificateKind, CertificateState
from courses.catalog.states import Mode
from courses.learning.models import Completion, CourseRun, Enrolment
from lms.kernel import audit, clock
from lms.kernel.actors import SYSTEM, Actor
from lms.kernel.errors import BadInput, WrongState, require
from lms.kernel.events import announce
from lms.people import queries as people
from lms.people.states import Gender

_HONORIFICS = {Gender.MALE: "Ông", Gender.FEMALE: "Bà"}


def _may_print(run: CourseRun) -> bool:
    """Whether the class carries everything a certificate prints."""
    return all((run.decision_number, run.decision_date, run.signer_name, run.signer_title))


def _facts(completion: Completion) -> dict[str, Any]:
    """What is printed, frozen in words; certificates are Vietnamese whatever the reader's language."""
    enrolment = completion.enrolment
    run, version, person = enrolment.run, enrolment.version, enrolment.person
    finished = clock.local(completion.at).date()
    if run.decision_date is None:
        raise WrongState(_("This class carries no decision yet."))
    with override("vi"):
        mode = str(Mode(Mode.SELF_PACED if run.self_paced else version.mode).label).lower()
    return {
        "honorific": _HONORIFICS.get(Gender(person.gender), "Ông/Bà"),
        "full_name": person.full_name,
        "organisation": people.name_on(people.organisation_on(person, finished), finished),
        "course_vi": version.title_vi,
        "course_en": version.title_en,
        "started": clock.local(enrolment.enrolled_at).date().isoformat(),
        "finished": finished.isoformat(),
        "hours": str(version.hours.normalize()),
        "periods": version.periods,
        "mode": mode,
        "grade": "",
        "decision_number": run.decision_number,
        "decision_date": run.decision_date.isoformat(),
        "place": run.place,
        "signed_on": max(finished, run.decision_date).isoformat(),
        "signer_title": run.signer_title,
        "signer_name": run.signer_name,
        "parent_body": settings.PARENT_BODY,
        "issuing_unit": settings.ISSUING_UNIT,
    }


def _next_in_register(series: str, year: int) -> tuple[Register, int]:
    """The next number of the book, without a gap: the book is locked until the certificate stands."""
    Register.objects.get_or_create(kind=CertificateKind.COMPLETION, series=series, year=year)
    book = Register.objects.select_for_update().get(kind=CertificateKind.COMPLETION, series=series, year=year)
    book.last += 1
    book.save(update_fields=["last"])
    return book, book.last


def _next_serial(year: int) -> str:
    SerialCounter.objects.get_or_create(year=year)
    counter = SerialCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return codes.serial(year, counter.last)


@transaction.atomic
def issue(enrolment_id: int, *, by: Actor) -> Certificate | None:
    """The certificate of a completed enrolment. Issuing again returns the one that stands.

    None while the class carries no decision or signer: the learner is told that it waits, and `issue_waiting` issues
    it once they are there. Numbers are given in the order of the commits, under the lock of the book.
    """
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("run__course", "version", "person")
    enrolment = rows.get(pk=enrolment_id)
    require(may_issue(by, enrolment))
    completion = Completion.objects.filter(enrolment=enrolment).first()
    if completion is None:
        raise WrongState(_("This enrolment is not completed."))
    completion.enrolment = enrolment
    there = Certificate.objects.filter(completion=completion).first()
    if there or not _may_print(enrolment.run):
        return there
    year = clock.today().year
    series = f"GCN-{enrolment.run.course.code.partition('-')[0]}"
    book, position = _next_in_register(series, year)
    certificate = Certificate(
        completion=completion,
        person=enrolment.person,
        serial=_next_serial(year),
        register=book,
        register_position=position,
        register_number=codes.register_number(position, year, series),
        code=codes.fresh_code(),
        design=DESIGNS["ben-cang"].label,
        facts=_facts(completion),
        issued_at=clock.now(),
        demo=enrolment.run.demo,
    )
    CERTIFICATE.begin(certificate, by=by, verb="issue")
    announce(CertificateIssued(certificate.pk))
    return certificate


def issue_waiting(run: CourseRun, enrolments: list[Enrolment], *, by: Actor) -> list[Certificate]:
    """Issue what waited for the class's decision. Each in its own transaction; again changes nothing."""
    if not _may_print(run):
        raise WrongState(_("This class carries no decision yet."))
    issued = [issue(enrolment.pk, by=by) for enrolment in enrolments]
    return [certificate for certificate in issued if certificate]


def keep_drawing(certificate_id: int) -> Drawing:
    """Draw the PDF and keep it. A drawing that stands is returned; the file is written before the row.

    Raises BadInput with the engine's sentence where a glyph is missing or the words do not fit.
    """
    certificate = Certificate.objects.get(pk=certificate_id)
    there = Drawing.objects.filter(certificate=certificate).first()
    if there:
        return there
    try:
        content = printed(certificate)
    except CannotDraw as trouble:
        raise BadInput(str(trouble)) from trouble
    digest = hashlib.sha256(content).hexdigest()
    name = f"giay-chung-nhan/{digest[:2]}/{digest}.pdf"
    storage = storages["private"]
    if not storage.exists(name):
        name = storage.save(name, ContentFile(content))
    with transaction.atomic():
        drawing, created = Drawing.objects.get_or_create(
            certificate=certificate, defaults={"digest": digest, "size": len(content), "name": name}
        )
        if created:
            audit.record("draw", drawing, by=SYSTEM)
    return drawing


@transaction.atomic
def revoke(certificate_id: int, *, by: Actor, reason: str) -> Certificate:
    """Withdraw a certificate. Its page stays and says so. Revoking again changes nothing."""
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate_id)
    require(may_revoke(by, certificate))
    if not reason.strip():
        raise BadInput(_("Please give the reason: the record keeps it."))
    if certificate.state == CertificateState.ISSUED:
        CERTIFICATE.apply("revoke", certificate, by=by, reason=reason.strip())
        announce(CertificateRevoked(certificate.pk))
    return certificate
