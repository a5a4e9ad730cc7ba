"""`manage.py certificates draw|register|issue|revoke`."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates import commands
from lms.kernel.commands import tree
from lms.kernel.errors import Refused
from lms.people.queries import person_of_email


class Command(BaseCommand):
    help = (
        "draw what has no file yet; print the register; issue what waited (CLASS --by); revoke (SERIAL --by --reason)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("draw", "register", "issue", "revoke"))
        parser.add_argument("name", nargs="?", default="", help="revoke: the serial; issue: the code of the class")
        parser.add_argument("--year", type=int, default=None, help="register: this year only")
        parser.add_argument("--by", default="", help="issue, revoke: the officer's e-mail address")
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
            raise CommandError("Name the officer by --by EMAIL.", returncode=2)
        try:
            if options["verb"] == "issue":
                return commands.issue(options["name"], by=person)
            return commands.revoke(options["name"], options["reason"], by=person)
        except Refused as refused:
            raise CommandError(str(refused), returncode=2) from refused
