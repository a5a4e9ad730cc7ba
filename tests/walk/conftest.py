"""The demonstration that the walk walks through."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command

from lms.kernel import audit
from tests.walk.addresses import samples


@pytest.fixture(scope="module")
def demonstration(django_db_setup: Any, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """The whole demonstration, once for this file; rolled back by hand afterwards."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        from django.test import override_settings

        cache.clear()  # what earlier tests kept of lessons whose numbers the demonstration uses again
        with override_settings(DEMO=True):
            call_command("demo", verbosity=0)
        known = samples()
        while audit.seal():
            pass
        yield known
        transaction.set_rollback(True)
