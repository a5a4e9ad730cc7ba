"""What `manage.py audit` does, and how our commands print."""

from typing import Any

from lms.kernel import audit


def verify(known_head: str = "") -> dict[str, Any]:
    """The report as plain values; reads one consistent picture."""
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
        "faults": report.faults,
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


def _plain(value: Any) -> Any:
    """Nothing is a dash, zero and no are themselves."""
    return "–" if value is None or value in ("", [], {}) else value


def tree(value: Any, indent: int = 0) -> str:
    """Plain values as indented lines for a reader."""
    pad = "  " * indent
    if isinstance(value, dict):
        lines = []
        for name, held in value.items():
            nested = isinstance(held, (dict, list)) and held
            lines.append(f"{pad}{name}:" + (f"\n{tree(held, indent + 1)}" if nested else f" {_plain(held)}"))
        return "\n".join(lines)
    if isinstance(value, list):
        return "\n".join(f"{pad}-\n{tree(each, indent + 1)}" if isinstance(each, dict) else f"{pad}- {each}"
                         for each in value)  # fmt: skip
    return f"{pad}{value}"
