"""The pictures of the guides, taken by `make pictures` from the demonstration: where they lie, and their size."""

import json
from functools import cache
from pathlib import Path

TAKEN = Path(__file__).parent / "content" / "pictures.json"


def path_of(name: str) -> str:
    """Where a picture lies among the static files."""
    return f"img/guide/{name}.webp"


@cache
def sizes() -> dict[str, tuple[int, int]]:
    """(width, height) by name, of the pictures that were taken."""
    taken = json.loads(TAKEN.read_text(encoding="utf-8")) if TAKEN.exists() else {}
    return {name: (each["width"], each["height"]) for name, each in taken.items()}
