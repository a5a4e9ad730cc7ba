from django.apps import AppConfig
from django.core import checks


class GuideConfig(AppConfig):
    name = "lms.guide"
    label = "guide"

    def ready(self) -> None:
        from lms.guide.checks import guides_are_whole  # noqa: PLC0415 - checks register when the apps are ready

        checks.register(guides_are_whole)
