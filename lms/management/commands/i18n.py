"""`manage.py i18n coverage --lang vi --min 100 | update | compile`: strings and their Vietnamese, without gettext."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.i18n import commands

SHOWN = 40  # of what is wrong, before the rest is only counted


class Command(BaseCommand):
    help = (
        "coverage: how many strings that people can meet are translated, and what is wrong with the words (exit 1: "
        "less than --min, or a fault); update: write the catalogues anew from the sources; compile: for Django to read."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("coverage", "update", "compile"))
        parser.add_argument(
            "--lang", default="vi", choices=sorted(commands.LANGUAGES), help="coverage: of which language"
        )
        parser.add_argument("--min", type=float, default=100, help="coverage: the least percentage of each catalogue")
        parser.add_argument("--ours", action="store_true", help="update: our own catalogues only")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "coverage":
            self._coverage(options)
            return
        said = commands.update(only_ours=options["ours"]) if options["verb"] == "update" else commands.compiled()
        self.stdout.write(
            json.dumps(said, ensure_ascii=False) if options["json"] else "\n".join(map(str, said.items()))
        )

    def _coverage(self, options: dict[str, Any]) -> None:
        said = commands.measure(options["lang"])
        if options["json"]:
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            self._table(said)
        if said["percent"] < options["min"] or said["faults"]:
            missing = sum(len(row["missing"]) for row in said["catalogues"])
            raise CommandError(f"{missing} strings are missing, {len(said['faults'])} faults.", returncode=1)

    def _table(self, said: dict[str, Any]) -> None:
        self.stdout.write(f"{'package':34}{'domain':10}{'strings':>8}{'ours':>7}{'theirs':>8}{'missing':>9}{'%':>8}")
        for row in said["catalogues"]:
            numbers = (
                f"{row['strings']:>8}{row['ours']:>7}{row['theirs']:>8}{len(row['missing']):>9}{row['percent']:>8}"
            )
            self.stdout.write(f"{row['package']:34}{row['domain']:10}{numbers}")
        wrong = [
            f"{row['package']}: {msgid!r} is not translated" for row in said["catalogues"] for msgid in row["missing"]
        ]
        wrong += said["faults"]
        for line in wrong[:SHOWN]:
            self.stdout.write(line)
        if len(wrong) > SHOWN:
            self.stdout.write(f"… and {len(wrong) - SHOWN} more (--json lists all)")
