"""`manage.py targets prove | report --plan P --year Y --csv FILE | load FILE`."""

import json
import sys
from argparse import ArgumentParser
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError

from lms.kernel.actors import SYSTEM
from lms.kernel.commands import tree
from lms.kernel.errors import Refused
from lms.targets import commands


class Command(BaseCommand):
    help = (
        "prove: recount every number by SQL written apart (exit 1 names the first difference); report: a plan's year "
        "as CSV; load: lay the plans of a YAML file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("prove", "report", "load"))
        parser.add_argument("name", nargs="?", default="", help="load: the file")
        parser.add_argument("--plan", default="", help="report: the plan's code")
        parser.add_argument("--year", default="", help="report: the year")
        parser.add_argument("--csv", default="-", help="report: where to write it, - is the terminal")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = self._said(options)
        except (Refused, OSError, ValueError, yaml.YAMLError) as trouble:
            raise CommandError(" ".join(str(trouble).split()), returncode=2) from trouble
        if said is None:
            return
        self.stdout.write(json.dumps(said, ensure_ascii=False) if options["json"] else tree(said))
        if said.get("differences"):
            first = said["differences"][0]
            where = f"{first['plan']} {first['indicator']} {first['year']}"
            numbers = f"counted {first['counted']}, listed {first['listed']}, recounted {first['recounted']}"
            raise CommandError(f"{where}: {numbers}.", returncode=1)

    def _said(self, options: dict[str, Any]) -> dict[str, Any] | None:
        if options["verb"] == "prove":
            return commands.prove()
        if options["verb"] == "load":
            if not options["name"]:
                raise CommandError("Name the file to load.", returncode=2)
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
