"""What `manage.py certificates` does."""

from typing import Any

from django.utils.translation import gettext as _

from certificates import actions, queries
from certificates.models import Certificate
from courses.learning.queries import run_by_code
from lms.kernel.actors import Actor
from lms.kernel.errors import BadInput, Unknown


def _by_serial(serial: str) -> Certificate:
    found = Certificate.objects.filter(serial=serial).first()
    if found is None:
        raise Unknown(_("There is no certificate %(serial)s.") % {"serial": serial})
    return found


def draw_missing() -> dict[str, Any]:
    """Draw, in this process, every certificate that has no file; one that cannot be drawn stops no other."""
    drawn, failed = 0, []
    for certificate in queries.undrawn():
        try:
            actions.keep_drawing(certificate.pk)
            drawn += 1
        except BadInput as trouble:
            failed.append({"serial": certificate.serial, "reason": str(trouble)})
    return {"drawn": drawn, "failed": failed}


def issue(run_code: str, *, by: Actor) -> dict[str, Any]:
    """Issue what waited for the decision of a class, in the order of completion. Raises Refused."""
    run = run_by_code(run_code)
    if run is None:
        raise Unknown(_("There is no such thing here."))
    issued = actions.issue_waiting(run, list(queries.waiting(run)), by=by)
    return {"class": run.code, "issued": [certificate.serial for certificate in issued]}


def revoke(serial: str, reason: str, *, by: Actor) -> dict[str, Any]:
    """Revoke by serial, in the name of `by`. Raises Refused."""
    certificate = actions.revoke(_by_serial(serial).pk, by=by, reason=reason)
    return {"serial": certificate.serial, "state": certificate.state}


def register(year: int | None = None) -> list[dict[str, Any]]:
    """The register in order: numbers, names and states."""
    rows = Certificate.objects.select_related("register").order_by("register__series", "register_position")
    if year:
        rows = rows.filter(register__year=year)
    return [
        {"register_number": c.register_number, "serial": c.serial, "name": c.facts["full_name"], "state": c.state}
        for c in rows
    ]
