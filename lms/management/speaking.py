"""How our commands speak: help, errors and reports for people in one language; what --json prints stays as it is.

Vietnamese; English where the environment says LMS_LANGUAGE=en.
"""

import json
import re
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.functional import Promise
from django.utils.translation import gettext, override

from lms.desks.auditor.words import fault_words, verb_words
from lms.kernel.audit import Fault
from lms.kernel.templatetags.viet import gio, ngay, so
from lms.management.words import NAMES, VALUES

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*")


class Speaking(BaseCommand):
    """A command of ours. `says` is its help: a sentence, or one for each of its verbs."""

    says: Promise | dict[str, Promise]

    def create_parser(self, prog_name: str, subcommand: str, **given: Any) -> Any:
        with override(settings.COMMAND_LANGUAGE):
            said = self.says if isinstance(self.says, dict) else {"": self.says}
            self.help = "; ".join(of(verb, words) for verb, words in said.items())
            return super().create_parser(prog_name, subcommand, **given)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What every command takes; a command adds its own."""
        parser.add_argument("--json", action="store_true", help=gettext("print for machines"))

    def execute(self, *args: Any, **options: Any) -> Any:
        with override(settings.COMMAND_LANGUAGE):
            return super().execute(*args, **options)

    def report(self, said: Any, options: dict[str, Any]) -> None:
        """Print what was found: as JSON where that is asked for, else as indented lines."""
        self.stdout.write(json.dumps(said, ensure_ascii=False) if options["json"] else tree(said))


def of(verb: str, words: str | Promise) -> str:
    """What belongs to one verb of a command says so; verbs are typed, and are in no language."""
    return f"{verb}: {words}" if verb else str(words)


def refused(trouble: BaseException | str) -> CommandError:
    """Bad input: one sentence, exit 2."""
    return CommandError(" ".join(str(trouble).split()), returncode=2)


def wrong(sentence: str) -> CommandError:
    """Something was found: one sentence, exit 1."""
    return CommandError(sentence, returncode=1)


def fault(found: Fault) -> str:
    """A fault of the record, in the language that is spoken."""
    return fault_words(found.says, found.facts)


def _value(name: str, value: Any) -> str:
    """Nothing is a dash; yes, no, numbers, moments and codes are said as people read them."""
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int | float):
        return so(value) if name not in ("year", "row") else str(value)
    if name == "verb":
        return verb_words(value)
    if _MOMENT.fullmatch(str(value)):
        moment = datetime.fromisoformat(str(value))
        return f"{ngay(moment)} {gio(moment)}"
    return str(VALUES.get(str(value), value)) if name in ("state", "flag", "lessons") else str(value)


def tree(value: Any, indent: int = 0) -> str:
    """Plain values as indented lines for a reader."""
    pad = "  " * indent
    if isinstance(value, dict):
        lines = []
        for name, held in value.items():
            nested = isinstance(held, dict | list) and held
            shown = f"\n{tree(held, indent + 1)}" if nested else f" {_value(name, held)}"
            lines.append(f"{pad}{NAMES.get(name, name)}:{shown}")
        return "\n".join(lines)
    if isinstance(value, list):
        return "\n".join(
            f"{pad}-\n{tree(each, indent + 1)}" if isinstance(each, dict) else f"{pad}- {_value('', each)}"
            for each in value
        )
    return f"{pad}{_value('', value)}"


__all__ = ["Speaking", "fault", "of", "refused", "tree", "wrong"]
