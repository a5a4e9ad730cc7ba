"""What a certificate can be, and the flow between."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.rules import may_revoke
from lms.kernel.flow import Flow, Move


class CertificateState(models.TextChoices):
    ISSUED = "issued", _("valid")
    REVOKED = "revoked", _("revoked")


class CertificateKind(models.TextChoices):
    COMPLETION = "giay_chung_nhan", _("Certificate of Completion")


S = CertificateState

# `issue` is the beginning (Flow.begin). Replacement and expiry come with the issue that deepens certificates.
CERTIFICATE = Flow(
    "certificate",
    Move("revoke", frozenset({S.ISSUED}), S.REVOKED, may_revoke, _("Revoke")),
    history="certificates.CertificateMove",
)
