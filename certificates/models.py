"""Certificates, their history, the register's counters and the files that were drawn."""

from django.db import models
from django.db.models import Q

from certificates.states import CertificateKind, CertificateState
from courses.learning.models import Completion
from lms.kernel import clock
from lms.kernel.flow import HistoryLine
from lms.kernel.frozen import Frozen, Kept
from lms.people.models import Person


class Register(Kept):
    """A book: one kind, one series, one year. `last` is the newest number given, without a gap.

    Pattern: numbers ascend from 1 January to 31 December by kind and book (DOMAIN §4.1, certificate_template).
    """

    kind = models.CharField(max_length=24, choices=CertificateKind.choices)
    series = models.CharField(max_length=24)  # e.g. "GCN-5S"
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    kept_fields = ("kind", "series", "year")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "series", "year"], name="one_book_a_year")]


class SerialCounter(Kept):
    """The last serial of a year, over all books."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    kept_fields = ("year",)


class Certificate(Kept):
    """What was certified, in the words that were printed. Only `state` ever changes.

    `facts`: honorific, full_name, organisation, course_vi, course_en, started, finished, hours, periods, mode, grade,
    decision_number, decision_date, place, signed_on, signer_title, signer_name, parent_body, issuing_unit (text or
    ISO dates), as `certificates.drawing.Facts` takes them.
    """

    completion = models.OneToOneField(Completion, on_delete=models.PROTECT, related_name="certificate")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=24, choices=CertificateKind.choices, default=CertificateKind.COMPLETION)
    state = models.CharField(max_length=12, choices=CertificateState.choices, default=CertificateState.ISSUED)
    serial = models.CharField(max_length=24, unique=True)  # số hiệu, e.g. HPNS-2026-000123-7
    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="certificates")
    register_position = models.PositiveIntegerField()
    register_number = models.CharField(max_length=40)  # số vào sổ, e.g. 0123/2026/GCN-5S
    code = models.CharField(max_length=14, unique=True)  # mã xác minh, e.g. K7QM-4T2X-9HWD
    design = models.CharField(max_length=40)  # e.g. "ben-cang/1"
    facts = models.JSONField()
    issued_at = models.DateTimeField(default=clock.now)
    demo = models.BooleanField(default=False)

    kept_fields = ("completion", "person", "kind", "serial", "register", "register_position", "register_number",
                   "code", "design", "facts", "issued_at", "demo")  # fmt: skip
    digested = (*kept_fields, "state")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "register_position"], name="one_number_on_one_certificate"),
            models.CheckConstraint(condition=Q(register_position__gte=1), name="register_numbers_begin_at_one"),
        ]
        indexes = [models.Index(fields=["person", "issued_at"], name="certificate_by_person")]

    def __str__(self) -> str:
        return self.serial


class CertificateMove(HistoryLine):
    """One line of a certificate's history."""

    subject = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="moves")


class Drawing(Frozen):
    """A file drawn of a certificate: its SHA-256, size in bytes and place in the private storage."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="drawing")
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    drawn_at = models.DateTimeField(default=clock.now)

    digested = ("certificate", "digest", "size", "name")
