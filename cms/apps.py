from django.apps import AppConfig
from django.core.checks import register


class CmsConfig(AppConfig):
    name = "cms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms import unmarked  # noqa: PLC0415 - reads Wagtail's forms and models, which the apps must have loaded
        from cms.versions import watching  # noqa: PLC0415 - the same

        unmarked.mark()
        watching.watch()
        register(unmarked.check)
