"""`manage.py roster template -o FILE | load FILE [--dry-run] | undo BATCH`: people from a spreadsheet."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.desks.roster import commands, template
from lms.kernel.errors import Refused
from lms.management.speaking import Speaking, of, refused, wrong


class Command(Speaking):
    says = {
        "template": gettext_lazy("write the sheet to fill in"),
        "load": gettext_lazy("read, check and load a sheet; exit 1 and nothing loaded where a row is refused"),
        "undo": gettext_lazy("take a list back"),
    }

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("template", "load", "undo"))
        parser.add_argument(
            "name",
            nargs="?",
            default="",
            help=f"{of('load', _('the file'))}; {of('undo', _('the number of the list'))}",
        )
        parser.add_argument("-o", "--output", default="", help=of("template", _("where to write it")))
        parser.add_argument(
            "--organisation", default="", help=of("load", _("its code; without, each row's tax code says it"))
        )
        parser.add_argument("--class", dest="run", default="", help=of("load", _("the class of rows that name none")))
        parser.add_argument("--dry-run", action="store_true", help=of("load", _("only say what would happen")))
        parser.add_argument("--without-refused", action="store_true", help=of("load", _("leave refused rows out")))
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = self._said(options)
        except (Refused, OSError) as trouble:
            raise refused(trouble) from trouble
        self.report(said, options)
        if options["verb"] == "load" and said["refused"] and not options["without_refused"]:
            first = said["rows"][0]
            raise wrong(
                _("{n} refused; row {row}: {reason}").format(
                    n=said["refused"], row=first["row"], reason=first["reason"]
                )
            )

    def _said(self, options: dict[str, Any]) -> dict[str, Any]:
        verb, name = options["verb"], options["name"]
        if verb == "template":
            if not options["output"]:
                raise refused(_("Say where to write the sheet: {option}.").format(option="-o FILE"))
            Path(options["output"]).write_bytes(template.blank())
            return {"written": options["output"]}
        if verb == "load":
            if not name:
                raise refused(_("Name the file to load."))
            chosen = {"organisation": options["organisation"], "run": options["run"]}
            how = {"dry": options["dry_run"], "without_refused": options["without_refused"]}
            return commands.load(Path(name).name, Path(name).read_bytes(), **chosen, **how)
        if not name.isdecimal():
            raise refused(_("A list is named by its number."))
        return commands.undo(int(name))
