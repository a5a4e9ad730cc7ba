"""The papers of a nomination: kept in private storage, opened on the record, removed when the law's reason ends."""

import hashlib
import secrets
from pathlib import PurePath
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lms.kernel import audit, clock
from lms.kernel.actors import SYSTEM, Actor
from lms.kernel.errors import BadInput, Unknown, WrongState, require
from lms.kernel.names import nfc
from lms.nominations.actions import locked
from lms.nominations.models import Nomination, Paper
from lms.nominations.rules import is_nominee, may_keep_files, may_read_health
from lms.nominations.states import (
    ENDED,
    OF_HEALTH_OR_IDENTITY,
    WRITING,
    DocumentKind,
    NominationState,
    ProgrammeState,
)
from lms.people.models import Person

MOST_BYTES = 10 * 1024 * 1024
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SIGNS = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
CHANGEABLE = WRITING | {NominationState.INCOMPLETE}  # a paper can be taken out only before it was looked at


def type_of(content: bytes) -> str:
    """The type by what the file holds, not its name. Raises BadInput for anything but PDF, Word and pictures."""
    for sign, known in _SIGNS:
        if content.startswith(sign):
            return known
    if content.startswith(b"PK") and b"word/" in content:
        return _DOCX
    raise BadInput(_("Please send a PDF, a Word document (.docx) or a picture (JPEG, PNG)."))


def keep(nomination_id: int, kind: str, title: str, content: bytes, *, by: Actor) -> Paper:
    """Put a paper into the file; one of the same kind and bytes is kept once. The file is written before the row."""
    if kind not in DocumentKind:
        raise BadInput(_("Please choose what kind of paper it is."))
    if not content:
        raise BadInput(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise BadInput(_("The file is larger than {n} MB.").format(n=MOST_BYTES // 1024 // 1024))
    content_type = type_of(content)
    with transaction.atomic():
        nomination = locked(nomination_id)
        require(may_keep_files(by, nomination))
        if nomination.state in ENDED:
            raise WrongState(_("This file is closed."))
        digest = hashlib.sha256(content).hexdigest()
        there = Paper.objects.filter(nomination=nomination, kind=kind, digest=digest, removed_at=None).first()
        if there:
            return there
        name = storages["private"].save(f"de-cu/{nomination.pk}/{secrets.token_hex(16)}", ContentFile(content))
        paper = Paper.objects.create(
            nomination=nomination,
            kind=kind,
            title=nfc(PurePath(title.replace("\\", "/")).name) or str(DocumentKind(kind).label),
            name=name,
            digest=digest,
            size=len(content),
            content_type=content_type,
            by=by if isinstance(by, Person) else None,
        )
        audit.record("keep_paper", paper, by=by)
    return paper


@transaction.atomic
def take_out(paper_id: int, *, by: Actor) -> Paper:
    """Take a paper out of a file that is still being written. Taking it out again changes nothing."""
    nomination = locked(Paper.objects.values_list("nomination_id", flat=True).get(pk=paper_id))
    paper = Paper.objects.get(pk=paper_id)
    allowed = may_read_health if paper.kind in OF_HEALTH_OR_IDENTITY else may_keep_files
    require(allowed(by, nomination))
    if nomination.state not in CHANGEABLE:
        raise WrongState(_("The file was sent; its papers stay. New ones can be added."))
    _remove(paper, by)
    return paper


def _remove(paper: Paper, by: Actor) -> None:
    if paper.removed_at is None:
        paper.removed_at = clock.now()
        paper.save(update_fields=["removed_at"])
        audit.record("remove_paper", paper, by=by, fields=("removed_at",))
        transaction.on_commit(lambda: storages["private"].delete(paper.name))


@transaction.atomic
def opened(paper: Paper, *, by: Actor) -> IO[bytes]:
    """The file, for who may see the nomination; what tells of health or identity is refused to the employer.

    Reading somebody else's paper is itself on the record.
    """
    if paper.kind in OF_HEALTH_OR_IDENTITY:
        require(may_read_health(by, paper.nomination))
    if paper.removed_at is not None or not storages["private"].exists(paper.name):
        raise Unknown(_("This paper was removed."))
    if not is_nominee(by, paper.nomination):
        audit.looked(paper, by=by, verb="read_paper")
    return storages["private"].open(paper.name)


def tidy() -> int:
    """Remove papers of health and identity ninety days after the nomination or the programme ended.

    Who still owes a report, or never confirmed, is no reason to keep them. Returns how many were removed.
    """
    last = clock.now() - Paper.KEPT_AFTER_RESULT
    over = Q(nomination__programme__ends_on__lt=clock.local(last).date())
    over &= ~Q(nomination__programme__state=ProgrammeState.POSTPONED)  # it has dates that no longer hold
    ended = Q(nomination__state__in=sorted(ENDED), nomination__moved_at__lt=last)
    old = Paper.objects.filter(ended | over, kind__in=sorted(OF_HEALTH_OR_IDENTITY), removed_at=None)
    ids = list(old.values_list("pk", flat=True))
    for pk in ids:
        with transaction.atomic():
            _remove(Paper.objects.select_for_update(of=("self",)).get(pk=pk), SYSTEM)
    return len(ids)


def papers_in(nomination: Nomination) -> list[Paper]:
    """What lies in the file, by kind in the order of the list of kinds."""
    order = {kind: number for number, kind in enumerate(DocumentKind.values)}
    return sorted(nomination.papers.filter(removed_at=None), key=lambda paper: (order[paper.kind], paper.pk))
