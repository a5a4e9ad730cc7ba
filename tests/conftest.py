"""What every test stands on: moved triggers between transactional tests, people of each kind, races."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.test import TransactionTestCase
from django.utils import translation

from lms.kernel import clock, frozen

_teardown = TransactionTestCase._fixture_teardown


def _teardown_with_triggers(self: TransactionTestCase) -> None:
    """The flush deletes frozen rows, so the triggers are lifted for it and laid again."""
    with frozen.lifted():
        _teardown(self)
    from cms.actions import ensure_roots

    ensure_roots()


TransactionTestCase._fixture_teardown = _teardown_with_triggers  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _vietnamese() -> None:
    """A request to /en/ leaves its language active in this thread; addresses made by the next test must not follow."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def at() -> Callable[..., Any]:
    """`with at(2026, 11, 24, 9): …` moves the clock (Hải Phòng time)."""

    def move(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> Any:
        moment = datetime(year, month, day, hour, minute, tzinfo=clock.HANOI).astimezone(UTC)
        return clock.moved_to(moment)

    return move


def race(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment, each in its own connection; returns results or the exceptions raised."""
    start = Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def runner(index: int, call: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=10)
            results[index] = call()
        except Exception as error:  # noqa: BLE001 - a race hands its losers back
            results[index] = error
        finally:
            connections.close_all()

    threads = [Thread(target=runner, args=(index, call)) for index, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """PostgreSQL tests say so when there is none; with DATABASE_URL set, only they run by `-m postgresql`."""
    if connection.vendor != "postgresql":
        reason = pytest.mark.skip(reason="needs PostgreSQL: set DATABASE_URL=postgres://user:password@host/name")
        for item in items:
            if "postgresql" in item.keywords:
                item.add_marker(reason)
