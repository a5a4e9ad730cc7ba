"""A whole installation for the browser: its own folder, the demonstration, server, worker and beat, real Chromium."""

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WIDTHS = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}


@dataclass
class Site:
    """A running installation: its address, its folder, and the passwords of its printed accounts."""

    url: str
    var: Path
    environment: dict[str, str]
    port: int
    server: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start server, worker and beat, and wait for the first answer."""
        words = [sys.executable, "manage.py", "serve", "--port", str(self.port)]
        with (self.var / "serve.log").open("ab") as log:
            self.server = subprocess.Popen(words, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        _wait_for(f"{self.url}/healthz")

    def kill(self) -> None:
        """End all of them without a word, as a power cut would."""
        assert self.server is not None
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text().split()
        for child in children:
            workers = Path(f"/proc/{child}/task/{child}/children").read_text().split()
            for pid in (*workers, child):
                os.kill(int(pid), signal.SIGKILL)
        self.server.kill()
        self.server.wait(timeout=30)

    def stop(self) -> None:
        if self.server is not None and self.server.poll() is None:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(timeout=30)

    def password(self, email: str) -> str:
        known: dict[str, str] = json.loads((self.var / "keys" / "demo-accounts.json").read_text())
        return known[email]

    def ask(self, sql: str, *given: Any) -> list[tuple[Any, ...]]:
        """Rows of its database, read from outside."""
        with sqlite3.connect(f"file:{self.var}/lms.sqlite3?mode=ro", uri=True) as database:
            return database.execute(sql, given).fetchall()

    def code_in_mail(self, address: str) -> str:
        """The code in the newest mail to this address, as the folder of mails keeps it."""
        for _try in range(50):
            mails = sorted((self.var / "mail").glob("*"), key=lambda path: path.stat().st_mtime, reverse=True)
            for mail in mails:
                text = mail.read_text()
                found = re.search(r"^([A-Z0-9]{3,6}-[A-Z0-9]{3,6})\s*$", text, re.MULTILINE)
                if f"To: {address}" in text and found:
                    return found[1]
            time.sleep(0.1)
        raise AssertionError(f"no code was sent to {address}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _manage(environment: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, capture_output=True)


def _environment(var: Path, port: int) -> dict[str, str]:
    made = {**os.environ, "LMS_VAR": str(var), "DATABASE_URL": "", "SITE_URL": f"http://127.0.0.1:{port}"}
    return made | {"DJANGO_SETTINGS_MODULE": "lms.settings.local"}


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with the demonstration: laid once, whatever the number of workers."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    var = shared / "seeded"
    with (shared / "seeded.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (var / "done").exists():
            _manage(_environment(var, 1), "migrate", "--verbosity", "0")
            _manage(_environment(var, 1), "demo")
            (var / "done").touch()
    return var


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running copy for each file of tests, so that no journey meets what another has left."""
    var, port = tmp_path_factory.mktemp("site") / "var", _free_port()
    shutil.copytree(seeded, var)
    made = Site(f"http://127.0.0.1:{port}", var, _environment(var, port), port)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def _wait_for(url: str) -> None:
    for _try in range(300):
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer in 30 seconds")


def press(there: Any) -> None:
    """Press a button or link that leads to a page, and wait for the page: a click by itself waits for nothing."""
    with there.page.expect_navigation():
        there.click()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "vi-VN", "viewport": WIDTHS["desk"]}


@pytest.fixture
def looked_at(page: Any) -> Any:
    """Call it on a page: at both widths no axe violation, no sideways scrolling; console errors fail the test."""
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        # a page that answers with a refusal (4xx) is no fault of the page
        "console",
        lambda said: troubles.append(said.text) if said.type == "error" and "status of 4" not in said.text else None,
    )
    axe = Axe()

    def look(*, skip_axe: bool = False) -> None:
        for name, size in WIDTHS.items():
            page.set_viewport_size(size)
            if not skip_axe:
                found = axe.run(page)
                assert found.violations_count == 0, f"{page.url} ({name}): {found.generate_report()}"
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], f"{page.url} scrolls sideways at {size['width']} px: {wide}"
        page.set_viewport_size(WIDTHS["desk"])

    yield look
    assert troubles == []
