"""The chain behind a certificate or a mark: each link is a stored fact that points at the one before it."""

from typing import Any

from django.db.models import Q

from certificates.models import Certificate
from courses.learning.models import Completion, ItemResult
from courses.quizzes import queries as quizzes
from courses.quizzes.actions import digest_of
from courses.quizzes.models import Attempt
from lms.kernel import clock
from lms.kernel.models import Entry


def _at(moment: Any) -> str:
    return clock.local(moment).isoformat(timespec="seconds") if moment else ""


def entries_of(rows: list[Any]) -> dict[Any, list[dict[str, Any]]]:
    """The entries of the audit record about each of `rows`, with the number of the seal that holds each."""
    known = {(row._meta.label_lower, str(row.pk)): row for row in rows}
    about = Q()
    for kind, pk in known:
        about |= Q(kind=kind, object_id=pk)
    found: dict[Any, list[dict[str, Any]]] = {row: [] for row in rows}
    for e in Entry.objects.filter(about).select_related("seal").order_by("pk"):
        seal = e.seal.number if hasattr(e, "seal") else None
        line = {"entry": e.pk, "verb": e.verb, "at": _at(e.at), "seal": seal}
        found[known[e.kind, e.object_id]].append(line)
    return found


def _entries(row: Any) -> list[dict[str, Any]]:
    return entries_of([row])[row]


def explain_mark(attempt_id: int) -> dict[str, Any] | None:
    """An attempt down to each answer given; `sound` says whether its digest still binds them."""
    rows = Attempt.objects.select_related("quiz__quiz", "enrolment__person", "enrolment__run")
    attempt = rows.filter(pk=attempt_id).first()
    if attempt is None:
        return None
    answers = [
        {
            "position": line.answer.position,
            "question": line.answer.question.stem,
            "question_version": line.answer.question_id,
            "given": line.given,
            "saved": _at(line.answer.saved_at),
            "steps": line.answer.step,
            "fraction": str(line.answer.fraction),
        }
        for line in quizzes.review(attempt)
    ]
    return {
        "mark": attempt.pk,
        "person": attempt.enrolment.person_id,
        "quiz": f"{attempt.quiz.title} v{attempt.quiz.number}",
        "submitted": _at(attempt.submitted_at),
        "points": f"{attempt.points}/{attempt.of_points}",
        "percent": str(attempt.percent),
        "passed": attempt.passed,
        "sound": attempt.digest == digest_of(attempt) if attempt.digest else None,
        "record": _entries(attempt),
        "answers": answers,
    }


def _results(completion: Completion) -> list[dict[str, Any]]:
    results = ItemResult.objects.filter(pk__in=completion.evidence.get("results", []))
    explained = []
    for result in results:
        source, _colon, pk = result.evidence.partition(":")
        mark = explain_mark(int(pk)) if source == "attempt" else None
        explained.append({"result": result.pk, "percent": str(result.percent), "at": _at(result.at), "mark": mark})
    return explained


def links(completion: Completion) -> dict[str, Any]:
    """The chain from a completion down to the words that were learnt, without marks; their entries in one query.

    The certificate is None where none is issued yet.
    """
    enrolment, version = completion.enrolment, completion.enrolment.version
    certificate = getattr(completion, "certificate", None)
    rows = [completion, enrolment, version, *([certificate] if certificate else [])]
    record = entries_of(rows)
    return {
        "certificate": certificate
        and {
            "certificate": certificate.serial,
            "state": certificate.state,
            "name": certificate.facts["full_name"],
            "register_number": certificate.register_number,
            "issued": _at(certificate.issued_at),
            "record": record[certificate],
        },
        "completion": {"at": _at(completion.at), "rule": completion.rule, "record": record[completion]},
        "enrolment": {
            "class": enrolment.run.code,
            "person": enrolment.person_id,
            "at": _at(enrolment.enrolled_at),
            "record": record[enrolment],
        },
        "course_version": {
            "course": enrolment.run.course.code,
            "number": version.number,
            "digest": version.digest,
            "released": _at(version.released_at),
            "record": record[version],
        },
    }


def explain_certificate(serial: str) -> dict[str, Any] | None:
    """A certificate down to the answers: version, enrolment, evidence, completion, each with its entries."""
    rows = Certificate.objects.select_related("completion__enrolment__run__course", "completion__enrolment__version")
    certificate = rows.filter(serial=serial).first()
    if certificate is None:
        return None
    completion = certificate.completion
    chain = links(completion)
    marks = {"lessons": completion.evidence.get("lessons", []), "results": _results(completion)}
    return {**chain.pop("certificate"), **chain, "completion": {**chain["completion"], **marks}}
