"""`manage.py audit verify|seal|head`: prove the audit record, seal it, print its head."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.kernel import commands
from lms.management.speaking import Speaking, fault, of, wrong


class Command(Speaking):
    says = {
        "verify": gettext_lazy("prove the chain and compare every watched row; exit 1 names the first fault"),
        "seal": gettext_lazy("seal everything that is committed"),
        "head": gettext_lazy("print the newest seal, to be kept outside"),
    }

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("verify", "seal", "head"))
        parser.add_argument("--head", default="", help=of("verify", _("a hash kept outside that the chain must hold")))
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        verb = options["verb"]
        told = str if options["json"] else fault  # machines read English, as they always did
        said = commands.verify(options["head"], told) if verb == "verify" else getattr(commands, verb)()
        self.report(said, options)
        if not said.get("sound", True):
            raise wrong(said["faults"][0])
