"""`make test`: on SQLite, in the browser, then `postgresql` tests on PostgreSQL; plain words on what was skipped.

LMS_TEST_POSTGRESQL names a server (postgres://user:password@host/database); without it the usual local one is tried.
LMS_REQUIRE (postgresql,browser) makes a skip a failure; CI sets it.
"""

import os
import shutil
import subprocess
import sys

import psycopg

LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"


def _postgresql() -> str:
    """The address of a PostgreSQL server that answers, or ""."""
    url = os.environ.get("LMS_TEST_POSTGRESQL", LOCAL)
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.Error:
        return ""
    return url


def _pytest(*words: str, **environment: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", *words, *sys.argv[1:]]
    return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode


def main() -> int:
    """Run what this machine can run; 0 when all of it passed and nothing required was skipped."""
    required = {each for each in os.environ.get("LMS_REQUIRE", "").split(",") if each}
    postgresql, browser = _postgresql(), shutil.which("chromium") or shutil.which("chromium-browser")
    missing = [name for name, there in (("postgresql", postgresql), ("browser", browser)) if not there]
    failed = bool(required & set(missing))
    failed |= _pytest("-m", "not postgresql and not browser", "-n", "2", "--dist", "loadfile", DATABASE_URL="") != 0
    if browser:  # a process of its own: the browser's driver leaves an event loop behind, which Django refuses
        failed |= _pytest("-m", "browser", "-n", "2", "--dist", "loadfile", DATABASE_URL="") != 0
    if postgresql:
        failed |= _pytest("-m", "postgresql", DATABASE_URL=f"{postgresql.rpartition('/')[0]}/lms") not in (0, 5)
    hints = {
        "postgresql": "the PostgreSQL tests: set LMS_TEST_POSTGRESQL=postgres://user:password@host/database",
        "browser": "the browser tests: apt-get install chromium",
    }
    for name in missing:
        print(f"skipped {hints[name]}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
