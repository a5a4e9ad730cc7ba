"""`manage.py audit verify|seal|head`: prove the audit record, seal it, print its head."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.kernel import commands


class Command(BaseCommand):
    help = "verify: prove the chain and compare every watched row (exit 1 names the first fault); seal; head."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("verify", "seal", "head"))
        parser.add_argument("--head", default="", help="verify: a head hash kept outside that the chain must hold")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = options["verb"]
        said = commands.verify(options["head"]) if verb == "verify" else getattr(commands, verb)()
        self.stdout.write(json.dumps(said) if options["json"] else commands.tree(said))
        if not said.get("sound", True):
            raise CommandError(said["faults"][0], returncode=1)
