"""The location that docs/operators.md gives nginx, in a real nginx before a real server."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from courses.catalog import actions as catalog
from courses.learning import actions as learning
from tests.courses.test_files import BYTES, a_course_with
from tests.factories import a_run, a_user

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = [
    pytest.mark.skipif(NGINX is None, reason="needs nginx: apt-get install nginx-light"),
    pytest.mark.django_db(transaction=True),
]
KEPT = ("Content-Type", "Content-Disposition", "Cache-Control", "Content-Security-Policy", "X-Content-Type-Options",
        "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "ETag",
        "Accept-Ranges")  # fmt: skip


def _locations() -> str:
    """The two locations as the operators' page has them."""
    page = (Path(configured.BASE_DIR) / "docs" / "operators.md").read_text()
    found = re.search(r"```nginx\n(.*?)```", page, re.DOTALL)
    assert found
    return found[1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def nginx(live_server: Any, settings: Any, tmp_path: Path) -> Iterator[int]:
    """nginx on a port of its own before the server, with the files in a folder of its own; yields the port."""
    kept = tmp_path / "private"
    kept.mkdir()
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": kept}}
    settings.STORAGES = {**settings.STORAGES, "private": backend}
    settings.PRIVATE_LOCATION = "/kho-rieng/"
    port = _free_port()
    said = _locations().replace("/srv/lms/private/", f"{kept}/").replace("http://127.0.0.1:8000", live_server.url)
    temporary = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""  # nobody else may look into a test's folder
    config = tmp_path / "nginx.conf"
    config.write_text(
        f"{user} daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; worker_processes 1;\n"
        f"events {{}}\nhttp {{ access_log off; {temporary} default_type application/octet-stream;\n"
        f"server {{ listen 127.0.0.1:{port};\n{said} }} }}\n"
    )
    process = subprocess.Popen([str(NGINX), "-c", str(config), "-p", str(tmp_path)], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(port: int) -> None:
    for _try in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nginx did not start")


def _ask(port: int, path: str, person: Any = None, method: str = "GET", **headers: str) -> Any:
    """(status, headers, body) as they come through nginx."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if person is not None:
        client = Client()
        client.force_login(person.user)
        sent["Cookie"] = f"{configured.SESSION_COOKIE_NAME}={client.cookies[configured.SESSION_COOKIE_NAME].value}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, headers=sent)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


@pytest.fixture
def learner(nginx: int) -> Any:
    blob = catalog.keep_file(BYTES, "video/mp4")
    return learning.enrol(a_run(a_course_with(blob.digest), rule={"lessons": "all"}).pk, by=a_user().person)


@pytest.fixture
def address(learner: Any) -> str:
    return reverse("file", args=[learner.version.lessons.get().lesson.items.get().key])


def test_the_bytes_come_with_every_header_the_program_sends(nginx, learner, address, settings):
    status, headers, body = _ask(nginx, address, learner.person)

    settings.PRIVATE_LOCATION = ""
    _, own, same = _ask(nginx, address, learner.person)
    assert (status, body) == (200, BYTES)
    assert same == BYTES
    assert {name: headers.get_all(name) for name in KEPT} == {name: own.get_all(name) for name in KEPT}
    assert "Cookie" in headers["Vary"]
    assert "X-Accel-Redirect" not in headers


def test_parts_come_through_nginx(nginx, learner, address):
    status, headers, body = _ask(nginx, address, learner.person, Range="bytes=1000-1999")
    behind, _, _ = _ask(nginx, address, learner.person, Range="bytes=999999-")
    other, _, whole = _ask(nginx, address, learner.person, Range="bytes=0-9", If_Range='"another"')
    several, _, all_of_it = _ask(nginx, address, learner.person, Range="bytes=0-9,20-29")
    head, said, nothing = _ask(nginx, address, learner.person, "HEAD")

    assert (status, body, headers["Content-Range"]) == (206, BYTES[1000:2000], "bytes 1000-1999/256000")
    assert "sandbox" in headers["Content-Security-Policy"]
    assert behind == 416
    assert (other, whole) == (200, BYTES)
    assert (several, all_of_it) == (200, BYTES)
    assert (head, said["Content-Length"], nothing) == (200, "256000", b"")


def test_what_is_known_is_asked_about_and_not_sent(nginx, learner, address):
    etag = _ask(nginx, address, learner.person)[1]["ETag"]
    known = _ask(nginx, address, learner.person, If_None_Match=etag)

    learning.withdraw(learner.pk, by=learner.person)

    assert (known[0], known[2]) == (304, b"")
    assert _ask(nginx, address, learner.person, If_None_Match=etag)[0] == 404


def test_the_place_of_the_files_is_no_address(nginx, learner, address):
    name = next(iter(Path(storages["private"].location).rglob("*-*"))).relative_to(storages["private"].location)

    direct = _ask(nginx, f"/kho-rieng/{name}", learner.person)
    stranger = _ask(nginx, address, a_user().person)

    assert direct[0] == stranger[0] == 404
    assert BYTES[:100] not in direct[2] + stranger[2]
