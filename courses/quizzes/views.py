"""Sitting a quiz: with a script each answer is saved as it is given; without one the form saves them all."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.learning import queries as learning
from courses.learning.models import Enrolment
from courses.quizzes import actions, queries
from courses.quizzes.actions import Stale
from courses.quizzes.kinds import KINDS
from courses.quizzes.kinds.base import Unreadable
from courses.quizzes.kinds.numeric import number
from courses.quizzes.models import Answer, Attempt
from courses.quizzes.states import AttemptState, QuestionKind
from lms.kernel import clock
from lms.kernel.errors import Refused, WrongState
from lms.kernel.http import answering_refusals, see_other
from lms.people.middleware import PersonRequest

UP, DOWN = "len", "xuong"  # the buttons of an ordering question: "position:index"


def _enrolment(request: PersonRequest, run_code: str) -> Enrolment:
    enrolment = learning.enrolment_in(request.person, run_code)
    if enrolment is None:
        raise Http404
    return enrolment


@require_http_methods(["GET", "HEAD", "POST"])
@answering_refusals
def quiz(request: PersonRequest, run_code: str, key: UUID) -> HttpResponse:
    """What the quiz asks for and the attempts so far; POST begins one, or goes on with the open one."""
    enrolment = _enrolment(request, run_code)
    if request.method == "POST":
        attempt = actions.start(enrolment.pk, str(key), by=request.person)
        return see_other("take", attempt.pk)
    attempts = queries.attempts_in(request.person, run_code, str(key))
    pinned = actions.pinned_version(enrolment, str(key))
    made = len(attempts)
    shown = {
        "enrolment": enrolment,
        "run": enrolment.run,
        "quiz": pinned,
        "attempts": attempts,
        "under_way": next((a for a in attempts if a.state == AttemptState.OPEN), None),
        "left": None if pinned.attempts is None else max(0, pinned.attempts - made),
    }
    return render(request, "quizzes/quiz.html", shown)


def _attempt(request: PersonRequest, attempt_id: int) -> Attempt:
    return get_object_or_404(queries.attempts_of(request.person), pk=attempt_id)


def _options(answer: Answer) -> list[dict[str, Any]]:
    """The options or things of a question in the order in which this learner sees them now."""
    shown, response = answer.shown, answer.response
    if "order" not in shown:
        return []
    order = response if answer.question.kind == "ordering" and response else shown["order"]
    chosen = set(response or ()) if isinstance(response, list) else set()
    return [{"id": each, "text": shown["texts"][each], "chosen": each in chosen} for each in order]


def _question(answer: Answer, typed: Any = None, trouble: str = "") -> dict[str, Any]:
    """What the page needs of one question; `typed` stands where it could not be read."""
    value = typed if typed is not None else answer.response
    return {
        "answer": answer,
        "kind": answer.question.kind,
        "options": _options(answer),
        "value": value if isinstance(value, str) else "",
        "order": ",".join(option["id"] for option in _options(answer)),
        "answered": answer.response is not None,
        "trouble": trouble,
        "doubt": _doubt(answer, answer.response),
    }


def _page(request: PersonRequest, attempt: Attempt, questions: list[dict[str, Any]], status: int = 200) -> HttpResponse:
    saved = [q["answer"].saved_at for q in questions if q["answer"].saved_at]
    shown = {
        "attempt": attempt,
        "run": attempt.enrolment.run,
        "questions": questions,
        "answered": sum(question["answered"] for question in questions),
        "saved_at": max(saved, default=None),
        "seconds_left": int((attempt.closes_at - clock.now()).total_seconds()) if attempt.closes_at else None,
        "troubles": [question for question in questions if question["trouble"]],
        "owner": request.person.pk,
    }
    return render(request, "quizzes/take.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@answering_refusals
def take(request: PersonRequest, attempt_id: int) -> HttpResponse:
    """The questions with the answers that are saved; POST saves the form, and submits where that was asked."""
    attempt = _attempt(request, attempt_id)
    if attempt.state != AttemptState.OPEN:
        return redirect("result", attempt_id=attempt_id)
    if request.method == "POST":
        return _save_form(request, attempt)
    return _page(request, attempt, [_question(answer) for answer in queries.answers_of(attempt)])


def _sent(request: PersonRequest, answer: Answer) -> list[str] | None:
    """What the form holds for this question; None where it was not sent at all (an unfinished page)."""
    name = f"a{answer.position}"
    values = [str(value) for value in request.POST.getlist(name)]
    if not values and f"{name}-there" not in request.POST:
        return None
    return values


def _moved(request: PersonRequest, answer: Answer, order: list[str]) -> list[str]:
    """The order after the arrow button that was pressed, if it was one of this question's."""
    for name, step in ((UP, -1), (DOWN, 1)):
        position, _colon, index = request.POST.get(name, "").partition(":")
        if position != str(answer.position) or not index.isdecimal():
            continue
        here, there = int(index), int(index) + step
        if here < len(order) and 0 <= there < len(order):
            order[here], order[there] = order[there], order[here]
    return order


def _save_form(request: PersonRequest, attempt: Attempt) -> HttpResponse:
    """Save what differs from what is saved. What cannot be read is shown with its sentence, as it was typed."""
    questions, moved = [], bool(request.POST.get(UP) or request.POST.get(DOWN))
    for answer in queries.answers_of(attempt):
        values = _sent(request, answer)
        if values is not None:
            questions.append(_keep(request, attempt, answer, values))
        else:
            questions.append(_question(answer))
    if any(question["trouble"] for question in questions):
        return _page(request, attempt, questions, status=400)
    if "nop" in request.POST and not moved:
        actions.submit(attempt.pk, by=request.person)
        return see_other("result", attempt.pk)
    position = (request.POST.get(UP) or request.POST.get(DOWN) or "").partition(":")[0]
    back = see_other("take", attempt.pk)
    if position.isdecimal():
        back["Location"] += f"#c{position}"
    return back


def _keep(request: PersonRequest, attempt: Attempt, answer: Answer, values: list[str]) -> dict[str, Any]:
    kind = KINDS[answer.question.kind]
    try:
        if answer.question.kind == "ordering":
            pressed = answer.response is not None or f"a{answer.position}-moved" in request.POST
            order = _moved(request, answer, [part for value in values for part in value.split(",") if part])
            pressed = pressed or order != answer.shown["order"]
            values = [",".join(order)] if pressed else []
        response = kind.read(answer.shown, values)
        if response != answer.response:
            actions.save_answer(attempt.pk, answer.position, response, answer.step + 1, by=request.person)
            answer.response = response
    except Unreadable as trouble:
        return _question(answer, values[0] if values else "", str(trouble))
    return _question(answer)


@require_POST
def save_answer(request: PersonRequest, attempt_id: int, position: int) -> JsonResponse:
    """One answer, from the script: {"saved": ISO moment, "step": n}, or {"error": sentence} with its status.

    409 with {"step": n} asks the browser to send again with a step above n.
    """
    step = request.POST.get("step", "")
    if not step.isdecimal() or not 1 <= int(step) <= 2**31 - 1:
        return JsonResponse({"error": str(WrongState.default)}, status=400)
    try:
        kept = actions.save_sent(attempt_id, position, request.POST.getlist("a"), int(step), by=request.person)
    except Stale as stale:
        return JsonResponse({"error": str(stale), "step": stale.step}, status=stale.status)
    except Refused as refused:
        return JsonResponse({"error": str(refused)}, status=refused.status)
    moment = clock.local(kept.saved_at or clock.now())
    return JsonResponse({"saved": f"{moment:%H:%M:%S}", "step": kept.step, "doubt": _doubt(kept, kept.response)})


def _doubt(answer: Answer, response: Any) -> str:
    """Why a saved number can earn nothing as it stands; "" where it can. It is kept as it was typed all the same."""
    if answer.question.kind != QuestionKind.NUMERIC or response is None:
        return ""
    try:
        number(response)
    except Unreadable as trouble:
        return str(trouble)
    return ""


@require_safe
def result(request: PersonRequest, attempt_id: int) -> HttpResponse:
    """What was given and what it earned; the right answers once it is passed."""
    attempt = _attempt(request, attempt_id)
    if attempt.state == AttemptState.OPEN:
        return redirect("take", attempt_id=attempt_id)
    shown = {
        "attempt": attempt,
        "run": attempt.enrolment.run,
        "lines": queries.review(attempt),
        "completed": attempt.enrolment.state == "completed",
    }
    return render(request, "quizzes/result.html", shown)
