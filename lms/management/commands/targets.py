"""`manage.py targets prove | report --plan P --year Y --csv FILE | load FILE`."""

import sys
from argparse import ArgumentParser
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.kernel.actors import SYSTEM
from lms.kernel.errors import Refused
from lms.management.speaking import Speaking, of, refused, wrong
from lms.targets import commands


class Command(Speaking):
    says = {
        "prove": gettext_lazy("recount every number by queries written apart; exit 1 names the first difference"),
        "report": gettext_lazy("a plan's year as CSV"),
        "load": gettext_lazy("lay the plans of a file"),
    }

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("prove", "report", "load"))
        parser.add_argument("name", nargs="?", default="", help=of("load", _("the file")))
        parser.add_argument("--plan", default="", help=of("report", _("the plan's code")))
        parser.add_argument("--year", default="", help=of("report", _("the year")))
        parser.add_argument("--csv", default="-", help=of("report", _("where to write it, - is the terminal")))
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = self._said(options)
        except (Refused, OSError, ValueError, yaml.YAMLError) as trouble:
            raise refused(trouble) from trouble
        if said is None:
            return
        self.report(said, options)
        if said.get("differences"):
            first = said["differences"][0]
            where = f"{first['plan']} {first['indicator']} {first['year']}"
            numbers = _("counted {counted}, listed {listed}, recounted {recounted}").format(**first)
            raise wrong(f"{where}: {numbers}.")

    def _said(self, options: dict[str, Any]) -> dict[str, Any] | None:
        if options["verb"] == "prove":
            return commands.prove()
        if options["verb"] == "load":
            if not options["name"]:
                raise refused(_("Name the file to load."))
            content = yaml.safe_load(Path(options["name"]).read_text(encoding="utf-8"))
            return commands.load(content, by=SYSTEM)
        self._write(options["csv"], commands.csv_of(options["plan"], options["year"]))
        return None

    def _write(self, where: str, text: str) -> None:
        """As the file is, byte for byte: a terminal in another encoding changes nothing."""
        if where != "-":
            Path(where).write_bytes(text.encode())
            return
        inner = getattr(self.stdout, "_out", None)
        if inner is sys.stdout and isinstance(inner, TextIOWrapper):
            inner.buffer.write(text.encode())
        else:
            self.stdout.write(text, ending="")
