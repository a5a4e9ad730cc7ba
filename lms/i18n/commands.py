"""What `manage.py i18n` does."""

from typing import Any

from lms.i18n import catalogues, coverage

LANGUAGES = {"vi": coverage.vietnamese, "en": coverage.english}


def measure(language: str) -> dict[str, Any]:
    """Coverage of one language as plain values: a row per catalogue, and every fault with its catalogue."""
    found = LANGUAGES[language]()
    rows = [
        {
            "package": each.package,
            "domain": each.domain,
            "strings": each.strings,
            "unreached": each.unreached,
            "ours": each.ours,
            "theirs": each.theirs,
            "missing": each.missing,
            "percent": each.percent,
        }
        for each in found["catalogues"]
    ]
    faults = [f"{each.package}: {fault}" for each in found["catalogues"] for fault in each.faults] + found["faults"]
    least = min((row["percent"] for row in rows), default=100.0)
    return {"language": language, "percent": least, "catalogues": rows, "faults": faults}


def update(only_ours: bool = False) -> dict[str, Any]:
    """Write every catalogue anew from the sources; translations of strings that stand are kept."""
    wanted = [each for each in catalogues.everything() if not (only_ours and each.package)]
    return {f"{each.package or 'ours'} {each.domain}": catalogues.update(each) for each in wanted}


def compiled() -> dict[str, Any]:
    """Compile every catalogue for Django."""
    return {"compiled": catalogues.compile_all()}
