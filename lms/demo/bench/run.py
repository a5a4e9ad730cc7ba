"""Runs the bench: a database of its own, the demonstration, a server, eight clients; answers JSON by name."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from certificates.drawing import draw
from certificates.models import Certificate
from certificates.printing import facts_of
from lms.demo.bench import load, server

WARM_UP, SECONDS = 2.0, 6.0


@contextmanager
def own_database(url: str) -> Iterator[dict[str, str]]:
    """The environment of a throw-away installation: its own LMS_VAR, and with `url` its own PostgreSQL database."""
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as var:
        environment = {**os.environ, "LMS_VAR": var, "DJANGO_SETTINGS_MODULE": "lms.settings.local"}
        if not url:
            yield environment
            return
        name = f"lms_bench_{os.getpid()}"
        base = url.rpartition("/")[0]
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(f'CREATE DATABASE "{name}"')
            try:
                yield {**environment, "DATABASE_URL": f"{base}/{name}"}
            finally:
                admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _manage(environment: dict[str, str], *words: str) -> str:
    root = Path(settings.BASE_DIR)
    command = [sys.executable, str(root / "manage.py"), *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(words)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return done.stdout


def _pages(environment: dict[str, str], scene: dict[str, Any], seconds: float) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    with server.serving(environment) as (port, master):
        for name, clients in scene["clients"].items():
            requests = [[text.encode() for text in each] for each in clients]
            if not requests[0][0].startswith(b"POST"):  # a POST is sent once: warming up would use it up
                load.measure(port, requests, WARM_UP)
            before = server.cpu_seconds(master)
            measured = load.measure(port, requests, seconds)
            used = server.cpu_seconds(master) - before
            figures[name] = {
                **asdict(measured),
                "queries": scene["queries"].get(name),
                "cpu_ms": round(1000 * used / max(1, measured.requests), 2),
            }
    return figures


def bench(url: str, seconds: float = SECONDS) -> dict[str, Any]:
    """All figures by name, and what they were measured on. `url`: PostgreSQL, or "" for SQLite."""
    with own_database(url) as environment:
        _manage(environment, "migrate", "--verbosity", "0")
        begun = time.perf_counter()
        _manage(environment, "demo")
        demo_s = round(time.perf_counter() - begun, 1)
        _manage(environment, "certificates", "draw")
        scene = json.loads(_manage(environment, "bench", "--scene"))
        figures = _pages(environment, scene, seconds)
        drawn = json.loads(_manage(environment, "bench", "--draw"))
        roster = json.loads(_manage(environment, "bench", "--roster"))
    return {
        **figures,
        "certificates": drawn,
        "roster": roster,
        "demo": {"seconds": demo_s},
        "measured_on": {
            "database": "postgresql" if url else "sqlite",
            "server": f"gunicorn gthread, {server.WORKERS} workers x {server.THREADS} threads",
            "clients": 8,
            "cores": os.cpu_count(),
            "warm_up_s": WARM_UP,
            "seconds": seconds,
            "here": connection.vendor,
        },
    }


def draw_certificates(seconds: float = 5.0) -> dict[str, Any]:
    """Certificates drawn per second on one core, each for another name."""
    facts = facts_of(Certificate.objects.order_by("pk")[0])
    draw(facts)
    begun, count = time.process_time(), 0
    while time.process_time() - begun < seconds:
        draw(
            replace(
                facts,
                full_name=f"Nguyễn Thị Ánh Tuyết {'Hoà' * (count % 3)}".strip(),
                serial=f"HPNS-2026-{count:06d}-0",
            )
        )
        count += 1
    return {"per_s_and_core": round(count / (time.process_time() - begun), 1)}
