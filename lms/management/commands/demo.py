"""`manage.py demo`: lay the demonstration; twice changes nothing; --fresh starts over."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from lms.demo import accounts, loader
from lms.management.speaking import Speaking, refused


class Command(Speaking):
    says = gettext_lazy(
        "Lay the demonstration's courses, people and organisations (fictional), through the same actions as everybody."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--fresh", action="store_true", help=_("empty this installation first; everything in it is lost")
        )
        parser.add_argument("--when-empty", action="store_true", help=_("do nothing when there is anything already"))
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise refused(_("This is not a demonstration installation: it is left untouched."))
        if options["when_empty"] and not loader.is_empty():
            return
        if options["fresh"]:
            loader.empty()
        with override(settings.LANGUAGE_CODE):  # the story is the same in whichever language it is reported
            counts = loader.lay()
        self.report(counts, options)
        if not options["json"]:
            self.stdout.write(accounts.printed())
