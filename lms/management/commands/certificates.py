"""`manage.py certificates draw|register|issue|revoke`."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates import commands
from lms.kernel.errors import Refused
from lms.management.speaking import Speaking, of, refused, wrong
from lms.people.queries import person_of_email


class Command(Speaking):
    says = {
        "draw": gettext_lazy("draw every certificate that has no file yet"),
        "register": gettext_lazy("print the register"),
        "issue": gettext_lazy("issue what waited for the decision of a class, in the name of an officer"),
        "revoke": gettext_lazy("revoke a certificate, in the name of an officer"),
    }

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("draw", "register", "issue", "revoke"))
        parser.add_argument(
            "name",
            nargs="?",
            default="",
            help=f"{of('revoke', _('the serial number'))}; {of('issue', _('the code of the class'))}",
        )
        parser.add_argument("--year", type=int, default=None, help=of("register", _("this year only")))
        parser.add_argument("--by", default="", help=of("issue, revoke", _("the officer's e-mail address")))
        parser.add_argument("--reason", default="", help=of("revoke", _("why; kept in the record")))
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        said = self._said(options)
        self.report(said, options)
        if options["verb"] == "draw" and said["failed"]:
            raise wrong(_("{n} could not be drawn.").format(n=len(said["failed"])))

    def _said(self, options: dict[str, Any]) -> Any:
        if options["verb"] == "draw":
            return commands.draw_missing()
        if options["verb"] == "register":
            return commands.register(options["year"])
        person = person_of_email(options["by"])
        if person is None:
            raise refused(_("Name the officer by {option}.").format(option="--by EMAIL"))
        try:
            if options["verb"] == "issue":
                return commands.issue(options["name"], by=person)
            return commands.revoke(options["name"], options["reason"], by=person)
        except Refused as trouble:
            raise refused(trouble) from trouble
