"""`manage.py certificates draw|register|revoke`."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates import commands
from lms.kernel.commands import tree
from lms.kernel.errors import Refused
from lms.people.queries import person_of_email


class Command(BaseCommand):
    help = "draw: draw what has no file yet; register: print the register; revoke: SERIAL --by EMAIL --reason WORDS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("draw", "register", "revoke"))
        parser.add_argument("serial", nargs="?", default="")
        parser.add_argument("--year", type=int, default=None, help="register: this year only")
        parser.add_argument("--by", default="", help="revoke: the officer's e-mail address")
        parser.add_argument("--reason", default="", help="revoke: why; kept in the record")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        said = self._said(options)
        self.stdout.write(json.dumps(said, ensure_ascii=False) if options["json"] else tree(said))
        if options["verb"] == "draw" and said["failed"]:
            raise CommandError(f"{len(said['failed'])} could not be drawn.", returncode=1)

    def _said(self, options: dict[str, Any]) -> Any:
        if options["verb"] == "draw":
            return commands.draw_missing()
        if options["verb"] == "register":
            return commands.register(options["year"])
        person = person_of_email(options["by"])
        if person is None:
            raise CommandError("Name the officer who revokes by --by EMAIL.", returncode=2)
        try:
            return commands.revoke(options["serial"], options["reason"], by=person)
        except Refused as refused:
            raise CommandError(str(refused), returncode=2) from refused
