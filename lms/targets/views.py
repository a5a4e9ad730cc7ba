"""The scoreboard, the list behind a number, the evidence behind a line of it."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from certificates.explaining import entries_of, links
from courses.learning.models import Completion
from lms.kernel import clock
from lms.kernel.errors import BadInput, require
from lms.kernel.http import answering_refusals, see_other
from lms.kernel.names import nfc
from lms.nominations.states import NominationState
from lms.people.middleware import PersonRequest
from lms.people.queries import name_on
from lms.targets import actions, counting, listing, queries, reading, report
from lms.targets.forms import MeasurementForm
from lms.targets.measures import MEASURES
from lms.targets.models import Indicator, Plan
from lms.targets.rules import may_keep_plans, may_open_lists, may_see_scores

A_PAGE = 50
LARGEST_ID = 2**63


class NoPlan(Exception):
    """Nothing is laid yet."""


def _plan_and_year(request: PersonRequest, plan_code: str, year: int | None) -> tuple[list[Plan], Plan, int]:
    """The plans, the one asked for and its year; 404 for what there is not."""
    known = queries.plans()
    if not known and not plan_code:
        raise NoPlan
    plan = next((each for each in known if each.code == plan_code), None) if plan_code else queries.running(known)
    shown = queries.year_of(plan, year) if plan else None
    if plan is None or shown is None:
        raise Http404
    return known, plan, shown


def _require_scores(request: PersonRequest) -> None:
    """The footer names the scoreboard, so who may not look is told so with 403."""
    words = _("The scoreboard is for leadership, officers, auditors and managers of organisations.")
    require(may_see_scores(request.person, None), words)


def _wanted_year(request: HttpRequest) -> int | None:
    """The year in the address; None without one. What is no year is a year no plan holds."""
    typed = request.GET.get("nam", "")
    if not typed:
        return None
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == 4 else 0


@require_safe
@never_cache
@answering_refusals
def scoreboard(request: PersonRequest, plan_code: str = "") -> HttpResponse:
    """A plan in a year, every task and indicator. Without a plan's code the one that runs today."""
    _require_scores(request)
    try:
        known, plan, year = _plan_and_year(request, plan_code, _wanted_year(request))
    except NoPlan:
        return render(request, "targets/none.html")
    today = clock.today()
    scores = queries.scoreboard(plan, year)
    read = {each.indicator.pk: (reading.remark(each, today), reading.bullet(each)) for each in scores}
    shown = {
        "plans": known,
        "plan": plan,
        "year": year,
        "sections": _read(queries.sections(plan, scores), read),
        "may_open": may_open_lists(request.person, None),
        "now": clock.now(),
        "closed": plan.last_year < today.year,
        "made_up": queries.counted_flag(),
    }
    return render(request, "targets/scoreboard.html", shown)


def _read(sections: list[queries.Section], read: dict[int, Any]) -> list[dict[str, Any]]:
    """The sections with each score's remark and drawing."""
    return [
        {
            "task": section.task,
            "branches": [
                (branch.task, [(score, *read[score.indicator.pk]) for score in branch.scores])
                for branch in section.branches
            ],
        }
        for section in sections
    ]


@require_safe
@never_cache
@answering_refusals
def as_csv(request: PersonRequest, plan_code: str, year: int) -> HttpResponse:
    """The scoreboard as a file."""
    _require_scores(request)
    _known, plan, shown = _plan_and_year(request, plan_code, year)
    name = f"chi-tieu-{plan.code}-{shown}.csv"
    return HttpResponse(
        report.as_csv(plan, shown),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _indicator(request: PersonRequest, plan_code: str, year: int, indicator_code: str) -> Indicator:
    """The indicator, for who may open its list; 404 for everybody else, and for a year the plan does not hold."""
    indicator = queries.indicator_of(plan_code, nfc(indicator_code)) if may_open_lists(request.person, None) else None
    if indicator is None or year not in indicator.plan.years:
        raise Http404
    return indicator


@require_safe
@never_cache
@answering_refusals
def behind(request: PersonRequest, plan_code: str, year: int, indicator_code: str) -> HttpResponse:
    """What a number is made of: people by name, which goes on the record, or what others reported."""
    indicator = _indicator(request, plan_code, year, indicator_code)
    shown = {"indicator": indicator, "plan": indicator.plan, "year": year, "until": min(_last(year), clock.today())}
    if not indicator.measure:
        return render(request, "targets/reported.html", shown | _reported(request, indicator, year, None))
    measure, lines = MEASURES[indicator.measure], counting.listed(indicator, year)
    page = Paginator(lines, A_PAGE).get_page(request.GET.get("trang"))
    if request.method == "GET":
        actions.open_list(indicator, year, by=request.person)
    shown |= {"page": page, "lines": listing.lines(measure, list(page.object_list)), "count": len(lines)}
    shown |= {"measure": measure, "flag": queries.counted_flag()}
    return render(request, "targets/behind.html", shown)


def _last(year: int) -> date:
    return date(year, 12, 31)


def _reported(request: PersonRequest, indicator: Indicator, year: int, form: MeasurementForm | None) -> dict[str, Any]:
    if form is None and may_keep_plans(request.person, indicator):
        form = MeasurementForm(indicator, initial={"year": str(year)})
    return {"measurements": queries.measurements_of(indicator), "form": form}


@require_POST
@answering_refusals
def record(request: PersonRequest, plan_code: str, year: int, indicator_code: str) -> HttpResponse:
    """Record what was reported; what was typed stays when something is wrong with it."""
    indicator = _indicator(request, plan_code, year, indicator_code)
    if not may_keep_plans(request.person, indicator):
        raise Http404
    form = MeasurementForm(indicator, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.record_measurement(
                indicator.pk,
                given["year"],
                form.number,
                by=request.person,
                source=given["source"],
                illustrative=given["illustrative"],
            )
        except BadInput as trouble:
            form.add_error(None, str(trouble))
        else:
            return see_other("target_behind", plan_code, given["year"], indicator.code)
    shown = {"indicator": indicator, "plan": indicator.plan, "year": year}
    return render(request, "targets/reported.html", shown | _reported(request, indicator, year, form), status=400)


@require_safe
@never_cache
@answering_refusals
def evidence(request: PersonRequest, plan_code: str, year: int, indicator_code: str, fact: int) -> HttpResponse:
    """The chain behind one line of a list, down to the course version or a nomination's beginning. Never marks."""
    indicator = _indicator(request, plan_code, year, indicator_code)
    if not indicator.measure or fact >= LARGEST_ID:
        raise Http404
    of_nominations = MEASURES[indicator.measure].of_nominations
    look = counting.way_of if of_nominations else counting.belongs
    found: Any = look(indicator, year, fact)
    if found is None:
        raise Http404
    if request.method == "GET":
        actions.open_list(indicator, year, by=request.person, fact=fact)
    shown = {"indicator": indicator, "plan": indicator.plan, "year": year}
    if of_nominations:
        return render(request, "targets/nomination_evidence.html", shown | _behind_way(found))
    return render(request, "targets/evidence.html", shown | _behind_completion(found))


def _behind_completion(completion: Completion) -> dict[str, Any]:
    chain = links(completion)
    name = chain["certificate"]["name"] if chain["certificate"] else completion.enrolment.person.full_name
    return {"completion": completion, "chain": chain, "name": name, "rule": _rule(completion.rule)}


def _behind_way(way: counting.Way) -> dict[str, Any]:
    nomination, label = way.counts.subject, dict(NominationState.choices)
    forward = next((move for move in reversed(way.moves) if move.verb == "forward"), None)
    return {
        "nomination": nomination,
        "history": [(label[move.target], move.at, move == way.counts) for move in way.moves],
        "place": name_on(nomination.organisation, clock.local(way.counts.at).date()),
        "record": entries_of([nomination])[nomination],
        "letter": forward and listing.letter_of(forward, listing.forwarding_letters([nomination.programme_id])),
    }


def _rule(rule: dict[str, Any]) -> str:
    """The class's rule in words; the mark it asks for is not said here, and the mark reached never is."""
    words = [_("every lesson read")] if rule.get("lessons") else []
    if rule.get("quiz") is not None:
        words.append(_("every quiz passed"))
    return ", ".join(words)
