"""Last in INSTALLED_APPS: loads every reaction and every kind of work, in every process."""

from importlib import import_module

from django.apps import AppConfig

WORKERS = (
    "lms.notices.tasks",
    "certificates.tasks",
    "cms.tasks",
    "lms.desks.roster.tasks",
    "lms.desks.auditor.tasks",
)


class LmsConfig(AppConfig):
    name = "lms"
    label = "lms"

    def ready(self) -> None:
        for module in ("lms.reactions", *WORKERS):
            import_module(module)
