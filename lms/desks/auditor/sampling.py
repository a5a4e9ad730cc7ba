"""The draw: a list fixed before the seed is known, a seed nobody can choose, an order anybody can compute again."""

import hashlib
from collections.abc import Iterable

from lms.kernel import audit


def list_digest(ids: Iterable[int]) -> str:
    """The digest that fixes a list of ids."""
    return audit.digest(list(ids))


def ticket(seed: str, pk: int) -> str:
    """SHA-256 of "seed:id" in hexadecimal; any tool computes it."""
    return hashlib.sha256(f"{seed}:{pk}".encode()).hexdigest()


def drawn(seed: str, ids: Iterable[int], size: int) -> list[int]:
    """The `size` ids with the smallest tickets, in the order of their tickets."""
    return sorted(ids, key=lambda pk: ticket(seed, pk))[:size]
