"""`manage.py catalog verify|rerender`: prove the frozen catalogue, make its HTML anew."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import commands
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import Refused
from lms.management.speaking import Speaking, fault, of, refused, wrong


class Command(Speaking):
    says = {
        "verify": gettext_lazy("make every digest again, read every file, name the pages that differ; exit 1: a fault"),
        "rerender": gettext_lazy("make the pages of released lessons anew from their source; the old ones stay"),
    }

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=tuple(self.says))
        parser.add_argument("name", nargs="?", default="", help=_("the code of a course; without it, all of them"))
        parser.add_argument("--lesson", default="", help=of("rerender", _("the key of one lesson")))
        parser.add_argument("--later", action="store_true", help=of("rerender", _("leave it to the worker")))
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = getattr(self, f"_{options['verb']}")(options)
        except Refused as trouble:
            raise refused(trouble) from trouble
        self.report(said, options)
        if options["verb"] == "verify" and said["faults"]:
            raise wrong(_("{n} wrong; first: {fault}").format(n=len(said["faults"]), fault=said["faults"][0]))
        if said.get("skipped"):
            raise wrong(_("{n} lessons are no longer what was frozen.").format(n=len(said["skipped"])))

    def _verify(self, options: dict[str, Any]) -> dict[str, Any]:
        return commands.verify(options["name"], str if options["json"] else fault)

    def _rerender(self, options: dict[str, Any]) -> dict[str, Any]:
        name = "" if options["name"] == "all" else options["name"]
        return commands.rerender(name, lesson=options["lesson"], later=options["later"], by=SYSTEM)
