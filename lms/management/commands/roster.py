"""`manage.py roster template -o FILE | load FILE [--dry-run] | undo BATCH`: people from a spreadsheet."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.desks.roster import commands, template
from lms.kernel.commands import tree
from lms.kernel.errors import Refused


class Command(BaseCommand):
    help = (
        "template: write the sheet to fill in; load: read, check and load one (exit 1 and nothing loaded where a row "
        "is refused, 2 where it is no roster); undo: take a batch back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("template", "load", "undo"))
        parser.add_argument("name", nargs="?", default="", help="load: the file; undo: the batch")
        parser.add_argument("-o", "--output", default="", help="template: where to write it")
        parser.add_argument("--organisation", default="", help="load: its code; without, each row's tax code says it")
        parser.add_argument("--class", dest="run", default="", help="load: the class of rows that name none")
        parser.add_argument("--dry-run", action="store_true", help="load: only say what would happen")
        parser.add_argument("--without-refused", action="store_true", help="load: leave refused rows out")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = self._said(options)
        except (Refused, OSError) as trouble:
            raise CommandError(str(trouble), returncode=2) from trouble
        self.stdout.write(json.dumps(said, ensure_ascii=False) if options["json"] else tree(said))
        if options["verb"] == "load" and said["refused"] and not options["without_refused"]:
            first = said["rows"][0]
            raise CommandError(f"{said['refused']} refused; row {first['row']}: {first['reason']}", returncode=1)

    def _said(self, options: dict[str, Any]) -> dict[str, Any]:
        verb, name = options["verb"], options["name"]
        if verb == "template":
            if not options["output"]:
                raise CommandError("Say where to write the template: -o FILE.", returncode=2)
            Path(options["output"]).write_bytes(template.blank())
            return {"written": options["output"]}
        if verb == "load":
            if not name:
                raise CommandError("Name the file to load.", returncode=2)
            chosen = {"organisation": options["organisation"], "run": options["run"]}
            how = {"dry": options["dry_run"], "without_refused": options["without_refused"]}
            return commands.load(Path(name).name, Path(name).read_bytes(), **chosen, **how)
        if not name.isdecimal():
            raise CommandError("A batch is named by its number.", returncode=2)
        return commands.undo(int(name))
