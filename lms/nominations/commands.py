"""What `manage.py nominations` does."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from lms.kernel.audit import one_picture
from lms.kernel.errors import Unknown
from lms.nominations import auditing
from lms.nominations.models import Programme


def audit(code: str | None) -> dict[str, Any]:
    """Prove one programme, or with None every one; reads one consistent picture. Raises Unknown for a wrong code."""
    with one_picture():
        programmes = Programme.objects.order_by("code")
        if code is not None:
            programmes = programmes.filter(code=code)
            if not programmes:
                raise Unknown(_("There is no programme {code}.").format(code=code))
        proof = auditing.prove(programmes)
    return {
        "checked": {"programmes": proof.programmes, "nominations": proof.nominations},
        "faults": [asdict(fault) for fault in proof.faults],
    }
