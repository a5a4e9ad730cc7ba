"""Reads the demonstration's files: people and enterprises are fictional, hours and rules of courses illustrative."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).parent / "content"


@cache
def content(name: str) -> Any:
    """One YAML file of `content/`, by its name without the ending."""
    return yaml.safe_load((CONTENT / f"{name}.yaml").read_text(encoding="utf-8"))
