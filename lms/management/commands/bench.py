"""`manage.py bench`: figures by name, as JSON."""

import json
import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.demo.bench import rosters, run, scene
from lms.management.speaking import Speaking, refused


class Command(Speaking):
    says = gettext_lazy("Measure the pages people wait for, with eight clients on a database that is thrown away.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=float, default=run.SECONDS, help=_("per page"))
        parser.add_argument(
            "--scene", action="store_true", help=_("lay the scene and print it; the measuring calls this itself")
        )
        parser.add_argument(
            "--draw", action="store_true", help=_("certificates drawn per second and core, on this database")
        )

        parser.add_argument("--roster", action="store_true", help=_("a roster of 5,000 rows loaded, on this database"))

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEBUG:
            raise refused(
                _("This refuses to run under {setting}: the figures would mean nothing.").format(setting="DEBUG")
            )
        if options["scene"]:
            self.stdout.write(scene.print_scene())
        elif options["draw"]:
            self.stdout.write(json.dumps(run.draw_certificates()))
        elif options["roster"]:
            self.stdout.write(json.dumps(rosters.load_five_thousand()))
        else:
            self.stdout.write(json.dumps(run.bench(os.environ.get("DATABASE_URL", ""), options["seconds"]), indent=2))
