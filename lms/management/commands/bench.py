"""`manage.py bench`: figures by name, as JSON."""

import json
import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.demo.bench import rosters, run, scene


class Command(BaseCommand):
    help = "Measure the pages people wait for at eight clients, on a throw-away database (DATABASE_URL, else SQLite)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=float, default=run.SECONDS, help="per page")
        parser.add_argument("--scene", action="store_true", help="(used by the bench itself) lay the scene, print it")
        parser.add_argument(
            "--draw", action="store_true", help="certificates drawn per second and core, on this database"
        )

        parser.add_argument("--roster", action="store_true", help="a roster of 5,000 rows loaded, on this database")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEBUG:
            raise CommandError("The bench refuses to run under DEBUG: its figures would mean nothing.", returncode=2)
        if options["scene"]:
            self.stdout.write(scene.print_scene())
        elif options["draw"]:
            self.stdout.write(json.dumps(run.draw_certificates()))
        elif options["roster"]:
            self.stdout.write(json.dumps(rosters.load_five_thousand()))
        else:
            self.stdout.write(json.dumps(run.bench(os.environ.get("DATABASE_URL", ""), options["seconds"]), indent=2))
