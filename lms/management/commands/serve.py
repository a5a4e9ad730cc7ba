"""`manage.py serve`: the embedded default in one command: server, worker and beat, which end together."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext_lazy

from lms.management.speaking import Speaking, refused
from lms.serving import PortTaken, serve


class Command(Speaking):
    says = gettext_lazy("Serve the site with its worker and its clock; ending it ends all three.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            serve(options["host"], options["port"], self._say)
        except PortTaken as taken:
            raise refused(taken) from taken

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()  # at once, also into a file
