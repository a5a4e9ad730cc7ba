from django.apps import AppConfig
from django.core.checks import register


class CmsConfig(AppConfig):
    name = "cms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms import unmarked  # noqa: PLC0415 - reads Wagtail's forms and models, which the apps must have loaded

        unmarked.mark()
        register(unmarked.check)
