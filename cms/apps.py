from typing import Any

from django.apps import AppConfig
from django.core.checks import register
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate


def _mirror(plan: Any = (), using: str = "default", **_given: Any) -> None:
    """After the last migration: one of them may have laid folders or pages anew."""
    from cms import groups  # noqa: PLC0415 - models

    if plan:
        run = MigrationExecutor(connections[using])
        if not run.migration_plan(run.loader.graph.leaf_nodes()):
            groups.mirror_all()


class CmsConfig(AppConfig):
    name = "cms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms import renewing, unmarked  # noqa: PLC0415 - read Wagtail's forms and models, loaded before
        from cms.editing import comparing  # noqa: PLC0415 - the same
        from cms.versions import watching  # noqa: PLC0415 - the same

        unmarked.mark()
        comparing.teach()
        watching.watch()
        renewing.watch()
        register(unmarked.check)
        post_migrate.connect(_mirror, sender=self)
