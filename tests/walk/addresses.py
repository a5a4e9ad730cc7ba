"""What the walk walks: every address, with a real value for each parameter, and a client for each kind of person."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from certificates.models import Certificate
from courses.learning.models import CourseRun, Enrolment
from courses.quizzes.models import Attempt, Quiz
from lms.demo.accounts import ACCOUNTS, email_of
from lms.desks.auditor import actions as audit_room
from lms.desks.auditor import tasks  # noqa: F401 - declares who verifies
from lms.desks.auditor.models import Verification
from lms.desks.auditor.states import SampleOf
from lms.desks.roster import actions as roster
from lms.desks.roster.models import RosterBatch
from lms.desks.roster.views import SAMPLES
from lms.desks.waiting.lists import BY_SLUG
from lms.guide.source import guides
from lms.kernel import audit, clock, jobs
from lms.kernel.actors import SYSTEM
from lms.kernel.models import Entry, Job
from lms.nominations.models import Nomination
from lms.notices.models import Notice
from lms.people.models import Person, User
from lms.people.queries import holders, organisation_by_code
from lms.people.states import RoleKind
from tests.factories import with_role

KINDS = ("anonymous", *(account.kind for account in ACCOUNTS))
ANOTHER_MANAGER = "đầu mối đơn vị khác"  # the ninth: of an organisation that is not the sampled one
# allauth's own machinery and Wagtail's internals have their own tests; we walk what our people can type.
# choose-external-link: Wagtail 8.0.1 meets an empty POST, which its dialog never sends, with a TypeError.
SKIPPED = ("/__debug__", "choose-external-link", "quan-tri/api", "sprite", "jsi18n", "_util", "static/")


def samples() -> dict[str, Any]:
    """A real value for every parameter an address may have."""
    run = CourseRun.objects.get(code="5s-101-tu-hoc")
    certificate = Certificate.objects.order_by("pk")[0]
    screened = Nomination.objects.get(programme__code="DEMO-27-CP-01-GE-TRC-A", state="screening")
    place = run.course.current.lessons.select_related("lesson").order_by("position")[0]
    another_manager()
    return {
        "slug": {"khoa-hoc": "5s-101", "huong-dan": tuple(guides())},
        "run_code": run.code,
        "code": {"lop": run.code, "xac-minh": certificate.code, "xem-thu": run.course.code},
        "key": {"bai": str(place.lesson.key), "kiem-tra": str(Quiz.objects.get(code="5s-101-cuoi-khoa").key)},
        "course_id": run.course.pk,
        "number": 1,
        "rest": "rut/",
        "serial": certificate.serial,
        "digest": place.lesson.items.filter(kind="file")[0].key,
        "position": 1,
        "pk": {"thong-bao": Notice.objects.order_by("pk")[0].pk},
        "attempt_id": Attempt.objects.order_by("pk")[0].pk,
        "organisation_code": "dn06",
        "batch_id": _a_batch("dn06").pk,
        "verb": {"don-vi": ("nap-vao", "thoi", "hoan-tac")},
        "name": "danh-sach-50-nguoi",
        "certificate": certificate,
        "programme_code": "DEMO-27-CP-01-GE-TRC-A",
        "nomination_id": screened.pk,
        "paper_id": screened.papers.order_by("pk")[0].pk,
        "plan_code": "335-kh-ubnd",
        "year": certificate.facts["signed_on"][:4],
        "indicator_code": "DT-1",
        "fact": certificate.completion_id,
    } | _of_the_desks()


def _of_the_desks() -> dict[str, Any]:
    """A sample, a verification, failed work and a mail that could not be sent: the demonstration has none."""
    auditor = holders(RoleKind.AUDITOR)[0]
    sample = audit_room.ask_sample(SampleOf.CERTIFICATES, date(2020, 1, 1), date(2100, 1, 1), 3, by=auditor)
    audit.seal()
    audit_room.draw_sealed()
    job = audit_room.ask_verification("", by=auditor)
    jobs.run(job.pk)
    failed = Job.objects.create(kind="certificates.draw", key="1", state="failed", finished_at=clock.now())
    notice = Notice.objects.order_by("pk")[0]
    Notice.objects.filter(pk=notice.pk).update(mail_state="failed")
    return {
        "entry_id": Entry.objects.order_by("pk")[0].pk,
        "enrolment_id": Enrolment.objects.order_by("pk")[0].pk,
        "verification_id": Verification.objects.get(job_id=job.pk).pk,
        "sample_id": sample.pk,
        "what": tuple(BY_SLUG),
        "job_id": failed.pk,
        "notice_id": notice.pk,
    }


def _a_batch(code: str) -> RosterBatch:
    """The sample roster, read for this organisation and waiting."""
    sheet = (SAMPLES / "danh-sach-co-dong-sai.xlsx").read_bytes()
    return roster.read_sheet("x.xlsx", sheet, organisation=organisation_by_code(code), run=None, by=SYSTEM)


def _routes(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route, pattern


def _addresses(route: str, known: dict[str, Any]) -> list[str]:
    """The route with real values, each of them where there are several; none where a parameter is not ours."""
    if any(part in route for part in SKIPPED):
        return []
    paths = ["/" + route.replace("^", "").replace("$", "").replace(r"\Z", "")]
    for parameter in _parameters(route):
        value = known.get(parameter)
        if isinstance(value, dict):
            value = next((v for part, v in value.items() if f"/{part}/" in paths[0]), None)
        values = value if isinstance(value, tuple) else () if value is None else (value,)
        paths = [re.sub(rf"<(?:\w+:)?{parameter}>", str(each), path) for path in paths for each in values]
        if not paths:
            return []
    return [path for path in paths if not re.search(r"[\\()?*+\[]", path)]


def _parameters(route: str) -> list[str]:
    return re.findall(r"<(?:\w+:)?(\w+)>", route)


def addresses(known: dict[str, Any], holding: set[str] | None = None) -> list[str]:
    """All addresses as they are in Vietnamese, or those of routes that hold one of these parameters."""
    with translation.override("vi"):  # what an earlier request left active would stand before each of them
        routes = [route for route, _ in _routes(get_resolver().url_patterns)]
    wanted = [route for route in routes if holding is None or holding & set(_parameters(route))]
    return sorted({each for route in wanted for each in _addresses(route, known)})


def another_manager() -> Person:
    """Made once, with the samples."""
    place = organisation_by_code("dn10")
    known = Person.objects.filter(roles__kind=RoleKind.MANAGER, roles__organisation=place, user__isnull=False)
    return known.first() or with_role(RoleKind.MANAGER, organisation_id=place.pk)


def client_of(kind: str) -> Client:
    """A browser without scripts, signed in as this kind of person."""
    client = Client(raise_request_exception=False)
    if kind == ANOTHER_MANAGER:
        client.force_login(another_manager().user)
    for account in ACCOUNTS:
        if account.kind == kind:
            client.force_login(User.objects.get(email=email_of(account.person)))
    return client
