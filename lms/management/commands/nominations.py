"""`manage.py nominations audit CODE|--all`: prove a programme and its files."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.kernel.commands import tree
from lms.kernel.errors import Refused
from lms.nominations import commands


class Command(BaseCommand):
    help = "audit: replay the history, count ranks and places, look at letters, papers and days (exit 1: a fault)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("audit",))
        parser.add_argument("code", nargs="?", default=None, help="the code of one programme")
        parser.add_argument("--all", action="store_true", help="every programme")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["code"] is None) != options["all"]:
            raise CommandError("Name one programme by its code, or say --all.", returncode=2)
        try:
            said = commands.audit(options["code"])
        except Refused as refused:
            raise CommandError(str(refused), returncode=2) from refused
        self.stdout.write(json.dumps(said, ensure_ascii=False) if options["json"] else tree(said))
        if said["faults"]:
            first = said["faults"][0]
            where = first["nomination"] or first["programme"]
            raise CommandError(f"{len(said['faults'])} wrong; {where}: {first['fault']}", returncode=1)
