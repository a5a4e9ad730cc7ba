"""`manage.py catalog verify|diff|release|rerender|rebuild`: prove what is frozen, compare, release, make it anew."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import commands
from courses.catalog.states import ForLearners
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import Refused
from lms.management.speaking import Speaking, fault, of, refused, wrong
from lms.people.models import Person
from lms.people.queries import person_of_email


class Command(Speaking):
    says = {
        "verify": gettext_lazy("make every digest again, read every file, name the pages that differ; exit 1: a fault"),
        "diff": gettext_lazy("what a release would change, or what differs between two versions"),
        "release": gettext_lazy("freeze what is published into a new version"),
        "rerender": gettext_lazy("make the pages of released lessons anew from their source; the old ones stay"),
        "rebuild": gettext_lazy("make pages again that were deleted, from what a version keeps of them"),
    }

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=tuple(self.says))
        parser.add_argument("name", nargs="?", default="", help=_("the code of a course; without it, all of them"))
        parser.add_argument("--lesson", default="", help=of("rerender", _("the key of one lesson")))
        parser.add_argument("--later", action="store_true", help=of("rerender", _("leave it to the worker")))
        parser.add_argument("--by", default="", help=of("release, rebuild", _("who does it, by their e-mail address")))
        parser.add_argument(
            "--number", type=int, default=None, help=of("rebuild", _("the version; the newest without it"))
        )
        parser.add_argument("--note", default="", help=of("release", _("what is new, for the record")))
        parser.add_argument(
            "--learners",
            default="stay",
            help=of("release", _("what becomes of learners: {choices}").format(choices=" | ".join(ForLearners.values))),
        )
        parser.add_argument(
            "--versions", type=int, nargs=2, default=(), help=of("diff", _("the numbers of two versions"))
        )
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = getattr(self, f"_{options['verb']}")(options)
        except Refused as trouble:
            raise refused(trouble) from trouble
        self.report(said, options)
        if options["verb"] == "verify" and said["faults"]:
            raise wrong(_("{n} wrong; first: {fault}").format(n=len(said["faults"]), fault=said["faults"][0]))
        if said.get("skipped"):
            raise wrong(_("{n} lessons are no longer what was frozen.").format(n=len(said["skipped"])))

    def _verify(self, options: dict[str, Any]) -> dict[str, Any]:
        return commands.verify(options["name"], str if options["json"] else fault)

    def _diff(self, options: dict[str, Any]) -> dict[str, Any]:
        return commands.diff(options["name"], options["versions"], spoken=not options["json"])

    def _release(self, options: dict[str, Any]) -> dict[str, Any]:
        given = {"note": options["note"], "learners": options["learners"]}
        return commands.release(options["name"], **given, by=_person(options["by"]))

    def _rerender(self, options: dict[str, Any]) -> dict[str, Any]:
        name = "" if options["name"] == "all" else options["name"]
        return commands.rerender(name, lesson=options["lesson"], later=options["later"], by=SYSTEM)

    def _rebuild(self, options: dict[str, Any]) -> dict[str, Any]:
        return commands.rebuild(options["name"], options["number"], by=_person(options["by"]))


def _person(email: str) -> Person:
    person = person_of_email(email) if email else None
    if person is None:
        raise refused(_("Name who does it by {option}.").format(option="--by EMAIL"))
    return person
