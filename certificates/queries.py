"""Looking at certificates: by code for anyone, by serial for those who may."""

from django.db.models import QuerySet

from certificates.models import Certificate, CertificateMove, Drawing
from courses.learning.models import CourseRun, Enrolment
from courses.learning.states import EnrolmentState
from lms.kernel.models import Job
from lms.people.models import Person
from lms.people.queries import is_auditor, is_leadership, is_officer, same_person


def by_code(code: str) -> Certificate | None:
    """The certificate with this verification code, for the public page."""
    found = Certificate.objects.filter(code=code)
    return found.select_related("completion__enrolment__run", "person").first()


def visible_to(person: Person) -> QuerySet[Certificate]:
    """Officers, leadership and auditors see every certificate, everybody their own."""
    rows = Certificate.objects.select_related("person", "drawing", "completion__enrolment__run__course")
    if is_officer(person) or is_auditor(person) or is_leadership(person):
        return rows
    return rows.filter(person__in=same_person(person))


def held_by(person: Person) -> QuerySet[Certificate]:
    """The person's own certificates, the newest first."""
    mine = Certificate.objects.filter(person__in=same_person(person))
    return mine.select_related("drawing").order_by("-issued_at")


def serial_of(pk: int | str) -> str | None:
    """The serial number of the certificate with this id."""
    return Certificate.objects.filter(pk=pk).values_list("serial", flat=True).first()


def of_enrolment(enrolment: Enrolment) -> Certificate | None:
    return Certificate.objects.filter(completion__enrolment=enrolment).first()


def drawing_of(certificate: Certificate) -> Drawing | None:
    return Drawing.objects.filter(certificate=certificate).first()


def drawing_trouble(certificate: Certificate) -> str:
    """Why the certificate could not be drawn; "" where it was, or is still waiting for the worker."""
    last = Job.objects.filter(kind="certificates.draw", key=str(certificate.pk)).order_by("-pk").first()
    return last.error if last and last.state == "failed" else ""


def revocation(certificate: Certificate) -> CertificateMove | None:
    return CertificateMove.objects.filter(subject=certificate, verb="revoke").order_by("-pk").first()


def undrawn() -> QuerySet[Certificate]:
    return Certificate.objects.filter(drawing=None).order_by("pk")


def waiting(run: CourseRun | None = None) -> QuerySet[Enrolment]:
    """Completed enrolments (of one class, or of all) whose certificate waits for the class's decision and signer."""
    done = Enrolment.objects.filter(state=EnrolmentState.COMPLETED, completion__certificate=None)
    if run is not None:
        done = done.filter(run=run)
    return done.order_by("completion__at", "pk")
