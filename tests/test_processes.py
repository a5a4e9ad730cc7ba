"""What only shows in a fresh process: reactions in a task and in a command, and that everything ends together."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def manage(var: Path, *words: str, timeout: int = 120) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "LMS_VAR": str(var),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "lms.settings.local",
    }
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


@pytest.mark.parametrize(
    "loaded",
    [
        "import lms.celery; lms.celery.app.loader.import_default_modules()",  # as the worker begins
        "import django; django.setup()",  # as a command begins
    ],
)
def test_every_process_hears_that_a_course_was_completed(tmp_path: Path, loaded: str) -> None:
    said = manage(
        tmp_path,
        "-c",
        f"{loaded}\n"
        "from courses.learning.events import CourseCompleted\n"
        "from lms.kernel.events import reactions_to\n"
        "from lms.kernel import jobs\n"
        "print([r.__name__ for r in reactions_to(CourseCompleted)], 'certificates.draw' in jobs._handlers)",
    )

    assert said.stdout.strip() == "['tell_of_completion', 'issue_certificate'] True", said.stderr


def _alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _serving(var: Path, port: int) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "LMS_VAR": str(var),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "lms.settings.local",
    }
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _try in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.1)
    raise AssertionError("the server did not answer")


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_server_worker_and_beat_end_with_their_parent(tmp_path: Path, ending: signal.Signals) -> None:
    """By Ctrl-C, and by a parent killed without a word."""
    port = _port()
    server = _serving(tmp_path, port)
    children = _children(server.pid)
    assert len(children) == 3

    server.send_signal(ending)
    server.wait(timeout=30)
    for _try in range(150):
        left = [pid for pid in children if _alive(pid)]
        if not left:
            break
        time.sleep(0.1)

    assert left == []


def test_a_taken_port_is_one_sentence_and_exit_2(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        said = manage(tmp_path, "manage.py", "serve", "--port", str(other.getsockname()[1]))

    assert said.returncode == 2
    assert "đang có chương trình khác dùng" in said.stderr
    assert "Traceback" not in said.stderr


def test_production_refuses_to_start_half_configured() -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lms.settings.production",
        "SECRET_KEY": "",
        "DATABASE_URL": "",
    }
    said = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert said.returncode != 0
    assert "SECRET_KEY is not set" in said.stderr
