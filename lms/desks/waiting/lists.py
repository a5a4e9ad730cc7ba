"""Every list of what waits: whose it is, the query behind it, and what its page says."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from certificates.queries import serial_of
from lms.desks.waiting import queries
from lms.kernel.models import Job
from lms.people.models import Organisation, Person
from lms.people.states import RoleKind as R

Rows = Callable[[Person, Organisation | None], QuerySet[Any]]


@dataclass(frozen=True)
class WaitingList:
    """`roles` have it on their desk; `rows` is counted there and shown by its page; `hint` says what to do."""

    slug: str
    roles: tuple[R, ...]
    label: str | Promise
    hint: str | Promise
    rows: Rows
    template: str
    urgent: bool = False


_OFFICERS = (R.OFFICER, R.ADMINISTRATOR)

LISTS = (
    WaitingList(
        "de-cu-xac-nhan",
        (R.MANAGER,),
        _("Nominations that wait for your confirmation"),
        _("Nominate, or return the file with a reason, before its day."),
        queries.to_endorse,
        "nominations",
        urgent=True,
    ),
    WaitingList(
        "de-cu-bo-sung",
        (R.MANAGER,),
        _("Nominations to which papers must be added"),
        _("Add what the city asks for and send the file again; after its day it lapses."),
        queries.to_supply,
        "nominations",
        urgent=True,
    ),
    WaitingList(
        "danh-sach-chua-nap",
        (R.MANAGER,),
        _("Lists that were read and not loaded"),
        _("Look through each and load it, or set it aside."),
        queries.rosters,
        "rosters",
    ),
    WaitingList(
        "the-chua-dung",
        (R.MANAGER,),
        _("People with a card who never signed in"),
        _("Ask whether they still have the card; a new one can be printed at any time."),
        queries.cards,
        "cards",
    ),
    WaitingList(
        "de-cu-ra-soat",
        _OFFICERS,
        _("Nominations to screen"),
        _("See whether each meets the conditions and has its papers."),
        queries.to_screen,
        "nominations",
    ),
    WaitingList(
        "de-cu-xep-thu-tu",
        _OFFICERS,
        _("Nominations to rank"),
        _("Put them in order within the places of their programme."),
        queries.to_rank,
        "nominations",
    ),
    WaitingList(
        "de-cu-gui",
        _OFFICERS,
        _("Nominations to forward"),
        _("Send the list to the national body with the number of its letter."),
        queries.to_forward,
        "nominations",
    ),
    WaitingList(
        "de-cu-tra-loi",
        _OFFICERS,
        _("Nominations whose answer is to be recorded"),
        _("Record what the national body and the APO answer as soon as it comes."),
        queries.to_record,
        "nominations",
    ),
    WaitingList(
        "cho-quyet-dinh",
        _OFFICERS,
        _("Certificates that wait for a decision"),
        _("These people have completed. Enter the decision of their class; the certificates follow by themselves."),
        queries.certificates_waiting,
        "certificates",
        urgent=True,
    ),
    WaitingList(
        "lop-sap-mo",
        (*_OFFICERS, R.TRAINER),
        _("Classes that begin within a week"),
        _("See whether enough people are enrolled; each is told by mail three days before."),
        queries.classes,
        "classes",
    ),
    WaitingList(
        "trang-cho-doc",
        (*_OFFICERS, R.TRAINER),
        _("Pages that wait for you to read them"),
        _("Read each in the back office, then approve it or send it back with a reason."),
        queries.pages_to_read,
        "drafts",
    ),
    WaitingList(
        "ban-nhap",
        (R.TRAINER,),
        _("Pages that are not published"),
        _("Nobody sees these words yet. Publish them, then release the course."),
        queries.drafts,
        "drafts",
    ),
    WaitingList(
        "thu-chua-gui",
        _OFFICERS,
        _("Mails that could not be sent"),
        _("Each was tried six times. Its reader finds it on this site; correct the address, then send it again."),
        queries.mails,
        "mails",
        urgent=True,
    ),
    WaitingList(
        "viec-hong",
        _OFFICERS,
        _("Work that failed"),
        _("Nothing was left half done. Put right what the message names, then have it tried again."),
        queries.failed_jobs,
        "jobs",
        urgent=True,
    ),
)
BY_SLUG = {each.slug: each for each in LISTS}

JOBS: dict[str, str | Promise] = {
    "auditor.verify": _("Verifying the record"),
    "catalog.look": _("Comparing the live pages of a course with its version"),
    "catalog.rerender": _("Making the pages of lessons anew"),
    "certificates.draw": _("Drawing the file of a certificate"),
    "certificates.issue": _("Issuing the certificates of a class"),
    "notices.post": _("Sending mail"),
    "roster.load": _("Loading a list"),
    "roster.undo": _("Undoing a list"),
}
_OF_THE_PROGRAM = re.compile(r"^\w*(Error|Exception|DoesNotExist|Timeout|Interrupt|Exit)\b")


@dataclass(frozen=True)
class JobLine:
    """A failed job in words. `technical`: what the program said, where no sentence was written for people."""

    job: Job
    what: str
    sentence: str
    technical: str
    href: str


def job_line(job: Job) -> JobLine:
    """What failed, on what, and why."""
    unforeseen = _OF_THE_PROGRAM.match(job.error) is not None
    sentence = gettext("An error that was not foreseen.") if unforeseen else gettext(job.error)
    href = ""
    if job.kind == "certificates.draw" and (serial := serial_of(job.key)):
        href = reverse("certificate", args=[serial])
    what = str(JOBS.get(job.kind, job.kind))
    return JobLine(job, what, sentence, job.error if unforeseen else "", href)
