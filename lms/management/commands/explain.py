"""`manage.py explain certificate SERIAL | mark ATTEMPT | target PLAN/YEAR/INDICATOR`: the chain behind it."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.explaining import explain_certificate, explain_mark
from lms.management.speaking import Speaking, refused
from lms.targets.explaining import explain_target

_NONE = {
    "certificate": gettext_lazy("There is no certificate %(id)s."),
    "mark": gettext_lazy("There is no attempt %(id)s."),
    "target": gettext_lazy("There is no target %(id)s."),
}


class Command(Speaking):
    says = gettext_lazy("Print the chain of stored facts behind a certificate, a mark (by its attempt) or a target.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("certificate", "mark", "target"))
        parser.add_argument("id")
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        known: dict[str, Any] | None
        if options["what"] == "certificate":
            known = explain_certificate(options["id"])
        elif options["what"] == "target":
            known = explain_target(options["id"])
        elif options["id"].isdecimal():
            known = explain_mark(int(options["id"]))
        else:
            raise refused(_("A mark is named by the number of its attempt."))
        if known is None:
            raise refused(_NONE[options["what"]] % {"id": options["id"]})
        self.report(known, options)
