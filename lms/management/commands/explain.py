"""`manage.py explain certificate SERIAL | mark ATTEMPT | target PLAN/YEAR/INDICATOR`: the chain behind it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates.explaining import explain_certificate, explain_mark
from lms.kernel.commands import tree
from lms.targets.explaining import explain_target


class Command(BaseCommand):
    help = "Print the chain of stored facts behind a certificate, a mark (by its attempt) or a target."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("certificate", "mark", "target"))
        parser.add_argument("id")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        known: dict[str, Any] | None
        if options["what"] == "certificate":
            known = explain_certificate(options["id"])
        elif options["what"] == "target":
            known = explain_target(options["id"])
        elif options["id"].isdecimal():
            known = explain_mark(int(options["id"]))
        else:
            raise CommandError("A mark is named by the number of its attempt.", returncode=2)
        if known is None:
            raise CommandError(f"There is no {options['what']} {options['id']}.", returncode=2)
        self.stdout.write(json.dumps(known, ensure_ascii=False) if options["json"] else tree(known))
