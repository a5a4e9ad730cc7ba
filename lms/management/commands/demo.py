"""`manage.py demo`: lay the demonstration; twice changes nothing; --fresh starts over."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.demo import accounts, loader


class Command(BaseCommand):
    help = (
        "Lay the demonstration's courses, people and organisations (fictional), through the same actions as everybody."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--fresh", action="store_true", help="empty this installation first; everything in it is lost"
        )
        parser.add_argument("--when-empty", action="store_true", help="do nothing when there is anything already")
        parser.add_argument("--json", action="store_true", help="print counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration installation: demo refuses to touch it.", returncode=2)
        if options["when_empty"] and not loader.is_empty():
            return
        if options["fresh"]:
            loader.empty()
        counts = loader.lay()
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in counts.items()))
        self.stdout.write(accounts.printed())
