"""Who acts: a person, or the system itself when something follows from something else."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, Protocol


class Actor(Protocol):
    """A `Person`, or SYSTEM, whose `pk` is None."""

    @property
    def pk(self) -> Any: ...


class _System:
    pk: None = None

    def __repr__(self) -> str:
        return "SYSTEM"


SYSTEM: Final = _System()

Rule = Callable[[Actor, Any], bool]


def rule(question: Callable[[Any, Any], bool]) -> Rule:
    """Mark a function (actor, object) -> bool as a rule. SYSTEM may do whatever a reaction needs."""

    @wraps(question)
    def asked(by: Actor, thing: Any) -> bool:
        return by is SYSTEM or bool(question(by, thing))

    return asked


def any_of(*rules: Rule) -> Rule:
    """A rule that holds where one of `rules` holds."""

    def either(by: Actor, thing: Any) -> bool:
        return any(each(by, thing) for each in rules)

    either.__name__ = " or ".join(each.__name__ for each in rules)
    return either


@rule
def only_system(by: Actor, thing: Any) -> bool:
    """Nobody's button: it follows by itself."""
    return False
