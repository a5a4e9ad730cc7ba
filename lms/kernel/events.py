"""Facts that go up: announced inside the transaction that made them true, heard in `lms/reactions.py`.

An event is a frozen dataclass named in the past tense. Hearers run at once, in the same transaction, in the
order they were declared, and are idempotent; what leaves the database is asked of `jobs` instead.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction


@dataclass(frozen=True)
class Event:
    """The base of every event."""


E = TypeVar("E", bound=Event)
Reaction = Callable[[Any], None]

_reactions: dict[type[Event], list[Reaction]] = defaultdict(list)


def on(kind: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Declare a reaction to `kind`."""

    def declare(reaction: Callable[[E], None]) -> Callable[[E], None]:
        _reactions[kind].append(reaction)
        return reaction

    return declare


def announce(event: Event) -> None:
    """Tell every reaction. Raises RuntimeError outside a transaction: an event that could be undone by
    nobody would leave its reactions standing on a fact that was never stored."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} must be announced inside the transaction that made it true.")
    for reaction in _reactions[type(event)]:
        reaction(event)


def reactions_to(kind: type[Event]) -> tuple[Reaction, ...]:
    """Who hears `kind`, in order; for the map in the docs and for tests."""
    return tuple(_reactions[kind])


def heard() -> dict[type[Event], tuple[Reaction, ...]]:
    """Every event that somebody hears, with its reactions."""
    return {kind: tuple(reactions) for kind, reactions in _reactions.items() if reactions}
