"""Server, worker and beat as one: started together, ended together, by Ctrl-C or by the death of their parent.

The worker takes one job at a time in its own process (SQLite has one writer); beat rings the bell in another. Each
child asks the kernel to be ended with its parent (Linux) and watches for a changed parent besides, since the first is
lost where the parent dies before the child has asked.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

_PR_SET_PDEATHSIG = 1
_GRACE = 10  # seconds a child has to finish what it holds


class PortTaken(Exception):
    """Another program listens there."""


def _with_parent() -> None:
    """In the child, before it becomes another program: end with the parent."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _child(*words: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches the parent only, which ends the children in order.
    return subprocess.Popen(
        [sys.executable, *words],
        env=environment,
        preexec_fn=_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no thread runs yet
        start_new_session=True,
    )


def _free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(
                _("Port {port} on {host} is taken: choose another with {command}.").format(
                    port=port, host=host, command="PORT=8001 make run"
                )
            ) from error


def serve(host: str, port: int, say: Callable[[str], object]) -> None:
    """Run until a signal or until one of the three ends. Raises PortTaken before anything was started."""
    _free(host, port)
    beat_file = Path(settings.VAR) / "beat"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    environment.setdefault("SITE_URL", f"http://{host}:{port}")
    celery = ("-m", "celery", "-q", "-A", "lms", "--workdir", str(settings.BASE_DIR))
    worker = ("worker", "--pool", "solo", "--loglevel", "WARNING", "--without-gossip", "--without-mingle")
    children = {
        "server": _child(
            *("-m", "gunicorn", "lms.wsgi", "--bind", f"{host}:{port}", "--worker-class", "gthread"),
            *("--workers", "1", "--threads", "8", "--log-level", "warning", "--chdir", str(settings.BASE_DIR)),
            environment=environment,
        ),
        "worker": _child(*celery, *worker, environment=environment),
        "beat": _child(
            *celery,
            "beat",
            "--loglevel",
            "WARNING",
            "--schedule",
            str(beat_file),
            "--pidfile=",
            environment=environment,
        ),
    }
    words = _("The site is at {address} · mail is written to {folder} · {keys} ends it")
    say(words.format(address=f"http://{host}:{port}/", folder=f"{settings.VAR}/mail", keys="Ctrl-C"))
    if settings.DEMO:
        say(_("This is the demonstration; its accounts are printed by: {command}").format(command="manage.py demo"))
    ended = _watch(children)
    if ended:
        raise SystemExit(_("A part ({process}) has ended; so does everything.").format(process=ended))


def _watch(children: dict[str, subprocess.Popen[bytes]]) -> str:
    """Wait for a signal, a dead parent or a dead child; end all. Returns the name of the child that ended first."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_ignored: stop.set())
    parent, first = os.getppid(), ""
    while not stop.wait(0.5):
        first = next((name for name, child in children.items() if child.poll() is not None), "")
        if first or os.getppid() != parent:
            break
    for child in reversed(children.values()):
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + _GRACE
    for child in children.values():
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
    return first
