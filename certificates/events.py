"""What others may hear of certificates."""

from dataclasses import dataclass

from lms.kernel.events import Event


@dataclass(frozen=True)
class CertificateIssued(Event):
    certificate_id: int


@dataclass(frozen=True)
class CertificateRevoked(Event):
    certificate_id: int
