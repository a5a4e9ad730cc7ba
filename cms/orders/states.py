"""What a release that was asked for can be."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.orders.rules import may_ask_release
from lms.kernel.actors import only_system
from lms.kernel.flow import Flow, Move


class OrderState(models.TextChoices):
    WAITING = "waiting", _("waiting for its time")
    RUNNING = "running", _("being released")
    DONE = "done", _("released")
    REFUSED = "refused", _("not released")
    CANCELLED = "cancelled", _("taken back")


S = OrderState
LIVE = (S.WAITING, S.RUNNING)

ORDER = Flow(
    "release",
    Move("begin", frozenset({S.WAITING}), S.RUNNING, only_system),
    Move("finish", frozenset({S.RUNNING}), S.DONE, only_system),
    Move("refuse", frozenset({S.WAITING, S.RUNNING}), S.REFUSED, only_system),
    Move("cancel", frozenset({S.WAITING}), S.CANCELLED, may_ask_release, _("Take the release back")),
    history="cms.ReleaseOrderMove",
)
