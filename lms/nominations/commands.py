"""What `manage.py nominations` does."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from lms.kernel.audit import Fault, one_picture
from lms.kernel.errors import Unknown
from lms.nominations import auditing
from lms.nominations.models import Programme


def audit(code: str | None, told: Callable[[Fault], str] = str) -> dict[str, Any]:
    """Prove one programme, or with None every one; reads one consistent picture. Raises Unknown for a wrong code.

    `told` puts a fault into words; by itself it is in English.
    """
    with one_picture():
        programmes = Programme.objects.order_by("code")
        if code is not None:
            programmes = programmes.filter(code=code)
            if not programmes:
                raise Unknown(_("There is no programme {code}.").format(code=code))
        proof = auditing.prove(programmes)
    return {
        "checked": {"programmes": proof.programmes, "nominations": proof.nominations},
        "faults": [
            {"programme": each.programme, "nomination": each.nomination, "fault": told(each.said)}
            for each in proof.faults
        ],
    }
