"""Classes, lessons in the reader, and the files lessons use."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from courses.catalog import outside, translations
from courses.catalog import queries as catalog
from courses.learning import actions, queries, reading, versions
from courses.learning.models import Enrolment
from courses.learning.states import EnrolmentState
from lms.kernel import clock, filing
from lms.kernel.errors import BadInput
from lms.kernel.http import answering_refusals, see_other
from lms.kernel.languages import NAMES
from lms.people.middleware import PersonRequest
from lms.people.models import Person
from lms.people.queries import branches_of_trainer, is_auditor, is_officer, is_trainer_of


@require_safe
def runs(request: PersonRequest) -> HttpResponse:
    """The classes on offer today."""
    return render(request, "learning/runs.html", {"runs": queries.offered_runs()})


@require_safe
def run(request: PersonRequest, code: str) -> HttpResponse:
    """One class: what completes it, and for its learner the lessons, the quizzes and what is still missing."""
    found = queries.run_by_code(code)
    if found is None:
        raise Http404
    enrolment = queries.enrolment_in(request.person, code)
    version = enrolment.version if enrolment else (found.version or found.course.current)
    learning = enrolment is not None and enrolment.state != EnrolmentState.WITHDRAWN
    facts = translations.facts_for(version, (get_language() or "")[:2]) if version and not learning else None
    shown = {
        "run": found,
        "version": version,
        "enrolment": enrolment,
        "learning": learning,
        "outcomes": facts.outcomes if facts else [],
        "begun": found.begins <= clock.today(),
        "outline": queries.outline(enrolment) if enrolment else None,
        "open": queries.open_runs().filter(pk=found.pk).first(),
        "successor": catalog.listed_successor(found.course) if found.course.withdrawn_at else None,
        "quizzes": queries.quizzes_in(enrolment) if enrolment else [],
        "offer": queries.open_offer(enrolment) if enrolment else None,
    }
    return render(request, "learning/run.html", shown)


@require_POST
@answering_refusals
def enrol(request: PersonRequest, code: str) -> HttpResponse:
    """Enrol oneself, or come back; then straight to the class."""
    found = queries.run_by_code(code)
    if found is None:
        raise Http404
    actions.enrol(found.pk, by=request.person)
    return see_other("run", code)


@require_POST
@answering_refusals
def withdraw(request: PersonRequest, code: str) -> HttpResponse:
    """Leave the class; what was done is kept."""
    enrolment = queries.enrolment_in(request.person, code)
    if enrolment is None:
        raise Http404
    actions.withdraw(enrolment.pk, by=request.person)
    return see_other("run", code)


def _other_language(enrolment: Enrolment, line: queries.Line) -> str:
    """The other language the lesson can be read in; "" where it has only one."""
    if get_language() != line.lesson.language:
        return line.lesson.language if line.words != line.lesson else ""
    has_other: bool = enrolment.has_other_words  # type: ignore[attr-defined] # queries.reading
    return next(code for code in NAMES if code != line.lesson.language) if has_other else ""


@require_safe
@answering_refusals
def lesson(request: PersonRequest, run_code: str, key: UUID) -> HttpResponse:
    """A lesson of the version the learner is on; whoever is not in the class is shown the class."""
    enrolment = queries.reading(request.person, run_code, key)
    if enrolment is None or enrolment.state == EnrolmentState.WITHDRAWN:
        return redirect("run", code=run_code)
    outline = queries.outline(enrolment)
    line = outline.line(key)
    if line is None:
        raise Http404
    if not line.opened:
        actions.open_first(enrolment, line.lesson.pk, key, by=request.person)
    elif enrolment.last_lesson != key:
        actions.turn_to(enrolment, key, by=request.person)
    kept = catalog.html_of(line.words)
    newer = enrolment.run.course.current_id not in (None, enrolment.version_id)
    shown = {
        "enrolment": enrolment,
        "run": enrolment.run,
        "outline": outline,
        "line": line,
        "before": outline.beside(key, -1),
        "after": outline.beside(key, +1),
        "html": reading.filled(kept, enrolment.run),
        "offer": queries.open_offer(enrolment) if newer else None,
        "newer": newer,
        "reading_language": line.words.language if line.words.language != get_language() else "",
        "other": _other_language(enrolment, line),
    }
    return outside.allow(render(request, "learning/lesson.html", shown), kept)


@require_POST
@answering_refusals
def finish_lesson(request: PersonRequest, run_code: str, key: UUID) -> HttpResponse:
    """Read: on to the next lesson, after the last one to the class."""
    enrolment = queries.enrolment_in(request.person, run_code)
    if enrolment is None:
        raise Http404
    actions.finish_lesson(enrolment.pk, key, by=request.person)
    after = queries.outline(enrolment).beside(key, +1)
    return see_other("lesson", run_code, after.lesson.key) if after else see_other("run", run_code)


@require_POST
@answering_refusals
def answer_offer(request: PersonRequest, code: str, offer_id: int) -> HttpResponse:
    """Change to the offered version, or stay; then back to the class. No answer is no answer."""
    said = request.POST.get("answer")
    if said not in ("take", "stay"):
        raise BadInput
    versions.answer_offer(offer_id, take=said == "take", by=request.person)
    return see_other("run", code)


@require_safe
def file(request: PersonRequest, digest: str) -> HttpResponseBase:
    """A file of a lesson, for who learns on a version that names it and for its authors; 404 for everybody else.

    `?ten=` says under which name a browser saves it.
    """
    person = request.person
    blob = catalog.blob_by_digest(digest)
    if blob is None or not (queries.may_see_file(person, digest) or _author(person, digest)):
        raise Http404
    stored = filing.Stored(blob.name, blob.digest, blob.size, blob.content_type)
    return filing.answer(request, stored, filename=request.GET.get("ten", ""))


def _author(person: Person, digest: str) -> bool:
    if is_officer(person) or is_auditor(person):
        return True
    if branches_of_trainer(person) == []:
        return False
    return any(is_trainer_of(person, branch) for branch in catalog.branches_with_file(digest))
