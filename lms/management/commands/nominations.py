"""`manage.py nominations audit CODE|--all`: prove a programme and its files."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.kernel.errors import Refused
from lms.management.speaking import Speaking, fault, refused, wrong
from lms.nominations import commands


class Command(Speaking):
    says = {
        "audit": gettext_lazy(
            "replay the history, count ranks and places, look at letters, papers and days; exit 1: a fault"
        )
    }

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("audit",))
        parser.add_argument("code", nargs="?", default=None, help=_("the code of one programme"))
        parser.add_argument("--all", action="store_true", help=_("every programme"))
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["code"] is None) != options["all"]:
            raise refused(_("Name one programme by its code, or say {option}.").format(option="--all"))
        try:
            said = commands.audit(options["code"], str if options["json"] else fault)
        except Refused as trouble:
            raise refused(trouble) from trouble
        self.report(said, options)
        if said["faults"]:
            first = said["faults"][0]
            where = first["nomination"] or first["programme"]
            raise wrong(
                _("{n} wrong; {where}: {fault}").format(n=len(said["faults"]), where=where, fault=first["fault"])
            )
