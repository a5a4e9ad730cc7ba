"""The database from its address, with what each kind needs."""

from pathlib import Path
from typing import Any

import dj_database_url

# recursive_triggers: without it, REPLACE deletes the row in its way and no trigger on DELETE hears of it.
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "mmap_size=134217728", "recursive_triggers=ON")


def database(url: str, var: Path) -> dict[str, Any]:
    """Settings for one database. SQLite: WAL, one writer that waits (LIBRARIES: 293 of 320 writes failed without)."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": var / "lms.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": " ".join(f"PRAGMA {each};" for each in _PRAGMAS),
            },
            "CONN_MAX_AGE": 600,
        }
    parsed: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    # Statements that come again are planned once: a third of what a joined query costs the server.
    parsed["OPTIONS"] = {**parsed.get("OPTIONS", {}), "server_side_binding": True, "prepare_threshold": 3}
    return parsed
