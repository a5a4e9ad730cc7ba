import pytest

from lms.kernel import frozen
from lms.people.states import RoleKind
from tests.factories import with_role

pytestmark = pytest.mark.django_db


def test_a_role_is_frozen_against_update():
    from django.db import IntegrityError

    from lms.people.models import Role

    person = with_role(RoleKind.OFFICER)

    with pytest.raises(IntegrityError):
        Role.objects.filter(person=person).update(kind=RoleKind.AUDITOR)


def test_guarded_models_are_known():
    assert len(frozen.guarded_models()) > 20
