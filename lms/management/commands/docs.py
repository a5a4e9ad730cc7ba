"""`manage.py docs`: draw the map, the flows and the table of settings again."""

from typing import Any

from django.utils.translation import gettext_lazy

from lms.drawn import documents
from lms.management.speaking import Speaking


class Command(Speaking):
    says = gettext_lazy("Write docs/map.md, docs/flows/ and docs/settings.md anew from the code.")

    def handle(self, *args: Any, **options: Any) -> None:
        for path, draw in documents().items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(draw(), encoding="utf-8")
            self.stdout.write(str(path))
