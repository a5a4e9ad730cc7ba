"""The kernel as a Django app: it lays the triggers of frozen rows after every migrate."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _lay_triggers(sender: Any, using: str, **kwargs: Any) -> None:
    from lms.kernel import frozen  # noqa: PLC0415 - models can be imported only when the apps are ready

    frozen.lay(using)


class KernelConfig(AppConfig):
    name = "lms.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_lay_triggers, sender=self, dispatch_uid="lay triggers")
