"""`manage.py i18n coverage --lang vi --min 100 | update | compile`: strings and their Vietnamese, without gettext."""

import json
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.i18n import commands
from lms.management.speaking import Speaking, of, wrong

SHOWN = 40  # of what is wrong, before the rest is only counted


class Command(Speaking):
    says = {
        "coverage": gettext_lazy("what is translated of all that people can meet, and what is wrong with the words"),
        "update": gettext_lazy("write the catalogues anew from the sources"),
        "compile": gettext_lazy("compile the catalogues"),
    }
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("coverage", "update", "compile"))
        parser.add_argument(
            "--lang",
            default="vi",
            choices=sorted(commands.LANGUAGES),
            help=of("coverage", _("of which language")),
        )
        parser.add_argument(
            "--min", type=float, default=100, help=of("coverage", _("the least percentage of each catalogue"))
        )
        parser.add_argument("--ours", action="store_true", help=of("update", _("our own catalogues only")))
        super().add_arguments(parser)

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
            words = _("{missing} strings are missing, {faults} faults.")
            raise wrong(words.format(missing=missing, faults=len(said["faults"])))

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
