"""What `manage.py audit` does."""

from collections.abc import Callable
from typing import Any

from lms.kernel import audit


def verify(known_head: str = "", told: Callable[[audit.Fault], str] = str) -> dict[str, Any]:
    """The report as plain values; reads one consistent picture. `told` puts a fault into words, else in English."""
    with audit.one_picture():
        report = audit.verify(known_head)
    oldest = report.oldest_unsealed
    return {
        "sound": report.sound,
        "entries": report.entries,
        "sealed": report.sealed,
        "unsealed": report.unsealed,
        "oldest_unsealed_s": oldest.total_seconds() if oldest else None,
        "rows": report.rows,
        "head": report.head,
        "faults": [told(fault) for fault in report.found],
    }


def seal() -> dict[str, Any]:
    """Seal everything that is committed."""
    total = 0
    while sealed := audit.seal():
        total += sealed
    number, hash_ = audit.head()
    return {"sealed": total, "number": number, "head": hash_}


def head() -> dict[str, Any]:
    """The newest seal: what is kept outside to prove the record later."""
    number, hash_ = audit.head()
    return {"number": number, "head": hash_}
