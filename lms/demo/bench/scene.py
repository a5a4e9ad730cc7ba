"""What is asked of the server: learners with sessions, in the middle of the demonstration's course."""

import json
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.models import Certificate
from courses.catalog import queries as catalog
from courses.learning import actions as learning
from courses.learning.models import CourseRun
from courses.quizzes import actions as quizzes
from courses.quizzes.models import Attempt
from lms.demo.bench.rosters import lay_organisation
from lms.kernel import clock
from lms.kernel.actors import SYSTEM
from lms.people import actions as people
from lms.people.models import User

LEARNERS = 8
ATTEMPT_SAVES = 4000  # answer saves prepared for each learner; a POST is sent once


def _signed_in(number: int) -> User:
    person = people.register_person(f"Nguyễn Thử Tải {number}", by=SYSTEM, demo=True)
    return people.open_account(person.pk, f"tai{number}@demo.example", by=SYSTEM, verified=True)


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.set_expiry(timedelta(days=1))
    session.save()
    return str(session.session_key)


def _request(method: str, path: str, cookies: dict[str, str] | None = None, body: str = "", more: str = "") -> str:
    jar = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nUser-Agent: bench\r\n"
    if jar:
        head += f"Cookie: {jar}\r\n"
    if body:
        head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    return f"{head}{more}\r\n{body}"


def _saves(attempt: Attempt, cookies: dict[str, str], token: str) -> list[str]:
    """Answer saves with rising steps, over the single-answer questions of the attempt."""
    single = [answer for answer in attempt.answers.select_related("question") if answer.question.kind == "single"]
    requests = []
    for step in range(1, ATTEMPT_SAVES + 1):
        answer = single[step % len(single)]
        choice = answer.shown["order"][step % len(answer.shown["order"])]
        body = urlencode({"a": choice, "step": step})
        address = reverse("save_answer", args=[attempt.pk, answer.position])
        more = f"X-CSRFToken: {token}\r\nX-Requested-With: fetch\r\nReferer: http://127.0.0.1/\r\n"
        requests.append(_request("POST", address, cookies, body, more))
    return requests


def _queries(path: str, cookies: dict[str, str]) -> int:
    """How many queries the page costs with a cold cache, counted in this process."""
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies = SimpleCookie(cookies)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        client.get(path)
    return len(counted)


def _desks(run: CourseRun) -> dict[str, tuple[str, dict[str, str]]]:
    """Pages of one person: {name: (address, cookies)}; the manager's organisation has three hundred people."""
    place, manager = lay_organisation(run)
    user = people.open_account(manager.pk, "dau-moi@demo.example", by=SYSTEM, verified=True)
    leader = User.objects.get(email="ng30@demo.example")
    name = settings.SESSION_COOKIE_NAME
    return {
        "manager": (reverse("organisation", args=[place.code]), {name: _session(user)}),
        "scoreboard": (reverse("targets"), {name: _session(leader)}),
    }


def lay() -> dict[str, Any]:
    """{"clients": {name: [[request, …] per client]}, "queries": {name: n}} on the demonstration's database."""
    run = CourseRun.objects.select_related("course__current").get(course__code="5S-101", self_paced=True)
    lessons = catalog.lessons_of(run.course.current_id or 0)
    quiz = catalog.items_of(run.course.current_id or 0, "quiz")[0]  # type: ignore[arg-type]
    paths = {"home": reverse("home"), "catalogue": reverse("catalogue"), "course": reverse("course", args=["5s-101"])}
    clients: dict[str, list[list[str]]] = {name: [] for name in (*paths, "lesson", "answer", "certificate")}
    queries: dict[str, int] = {}
    officer = User.objects.select_related("person").get(email="ng05@demo.example")
    certificate = Certificate.objects.exclude(drawing=None).order_by("pk").first()
    for number in range(LEARNERS):
        user = _signed_in(number)
        assert user.person is not None  # noqa: S101 - made two lines above
        enrolment = learning.enrol(run.pk, by=user.person)
        attempt = quizzes.start(enrolment.pk, quiz.key, by=user.person)
        token = _get_new_csrf_string()
        cookies = {settings.SESSION_COOKIE_NAME: _session(user), settings.CSRF_COOKIE_NAME: token}
        for name in ("home", "catalogue"):
            clients[name].append([_request("GET", paths[name])])
        clients["course"].append([_request("GET", paths["course"], cookies)])
        pages = [reverse("lesson", args=[run.code, place.lesson.key]) for place in lessons]
        clients["lesson"].append([_request("GET", page, cookies) for page in pages])
        clients["answer"].append(_saves(attempt, cookies, token))
        if certificate:
            held = {settings.SESSION_COOKIE_NAME: _session(officer)}
            clients["certificate"].append(
                [_request("GET", reverse("certificate_pdf", args=[certificate.serial]), held)]
            )
        if number == 0:
            queries = {name: _queries(path, cookies) for name, path in {**paths, "lesson": pages[0]}.items()}
    for name, (path, cookies) in _desks(run).items():
        clients[name] = [[_request("GET", path, cookies)]] * LEARNERS
        queries[name] = _queries(path, cookies)
    return {
        "clients": {name: made for name, made in clients.items() if made},
        "queries": queries,
        "at": str(clock.now()),
    }


def print_scene() -> str:
    """The scene as JSON, for the process that measures."""
    return json.dumps(lay())
