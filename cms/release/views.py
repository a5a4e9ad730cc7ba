"""The newer version a learner is offered: what is new in it, and what becomes of their progress."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.release import words
from cms.release.planning import between
from courses.learning import prospects, queries
from lms.people.middleware import PersonRequest


@require_safe
def version_offer(request: PersonRequest, code: str, offer_id: int) -> HttpResponse:
    """The offer made to this learner in this class; 404 for everybody else."""
    enrolment = queries.enrolment_in(request.person, code)
    offer = queries.offer_to(enrolment, offer_id) if enrolment else None
    if enrolment is None or offer is None:
        raise Http404
    target = prospects.target_of(offer.version)
    lessons, facts = between(enrolment.version, offer.version)
    shown = {
        "run": enrolment.run,
        "enrolment": enrolment,
        "offer": offer,
        "answered": queries.open_offer(enrolment) != offer,
        "version": offer.version,
        "becomes": prospects.prospects([enrolment], target)[0],
        "lessons": lessons,
        "facts": facts,
        "people": words.people_in(facts),
    }
    return render(request, "cms/version_offer.html", shown)
