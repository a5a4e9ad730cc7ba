"""How much of what people can meet has its Vietnamese, and whether that is written well: the gate of `make check`."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polib
from django.apps import apps

from lms.i18n.catalogues import LANGUAGE, Catalogue, everything, folder_of
from lms.i18n.unreached import UNREACHED, unreached
from lms.i18n.vietnamese import has_vietnamese_letters
from lms.i18n.wording import faults, lost_placeholders

Key = tuple[str | None, str]
# Proper names that English text has with their marks.
NAMES = ("Hải Phòng", "Việt Nam", "Tiếng Việt", "Hải Dương", "₫")


@dataclass
class Coverage:
    """One catalogue measured: `strings` = `ours` + `theirs` (the package's own translation serves) + `missing`.

    `unreached` of the package's strings are met by nobody (lms/i18n/unreached.py) and not among them.
    """

    package: str
    domain: str
    strings: int = 0
    unreached: int = 0
    ours: int = 0
    theirs: int = 0
    missing: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def percent(self) -> float:
        """Covered strings of a hundred; two decimals, never rounded up to 100."""
        return int((self.strings - len(self.missing)) * 10_000 / self.strings) / 100 if self.strings else 100.0


def text_of(entry: polib.POEntry) -> str:
    """The translation; the only form of a plural."""
    return str(entry.msgstr or (entry.msgstr_plural or {}).get(0, ""))


def _theirs(catalogue: Catalogue) -> dict[Key, str]:
    """What the package itself brings in Vietnamese, where Django loads it."""
    if not catalogue.package or not (catalogue.package == "django.conf" or apps.is_installed(catalogue.package)):
        return {}
    path = folder_of(catalogue.package) / "locale" / LANGUAGE / "LC_MESSAGES" / f"{catalogue.domain}.mo"
    if not path.exists():
        return {}
    return {(entry.msgctxt, entry.msgid): text_of(entry) for entry in polib.mofile(str(path)) if text_of(entry)}


def measure(catalogue: Catalogue) -> tuple[Coverage, dict[Key, str]]:
    """The numbers of one catalogue with its faults, and every text of it as people read it."""
    reached = [message for message, files in catalogue.wanted.items() if not unreached(catalogue.package, files)]
    found = Coverage(catalogue.package or "ours", catalogue.domain, strings=len(reached))
    found.unreached = len(catalogue.wanted) - len(reached)
    written = catalogue.entries()
    ours = {(entry.msgctxt, entry.msgid): text_of(entry) for entry in written if text_of(entry) and not entry.fuzzy}
    theirs, texts = _theirs(catalogue), {}
    for message in reached:
        text = ours.get(message.key) or theirs.get(message.key, "")
        found.ours += message.key in ours
        found.theirs += message.key not in ours and bool(text)
        if not text:
            found.missing.append(message.msgid)
            continue
        texts[message.key] = text
        found.faults += [f"{message.msgid!r} = {text!r}: {fault}" for fault in faults(text)]
        if lost := lost_placeholders(message.plural or message.msgid, text):  # one form serves every number
            found.faults.append(f"{message.msgid!r} = {text!r}: placeholders differ: {', '.join(lost)}")
    wanted = {message.key for message in catalogue.wanted}
    found.faults += [
        f"{entry.msgid!r}: no longer in the sources" for entry in written if (entry.msgctxt, entry.msgid) not in wanted
    ]
    return found, texts


def _clashes(texts: dict[Key, dict[str, list[str]]]) -> Iterator[str]:
    """The same string in two catalogues has one translation: which of two would win is an accident of order."""
    for (context, msgid), said in sorted(texts.items(), key=lambda pair: (pair[0][1], pair[0][0] or "")):
        if len(said) > 1:
            places = "; ".join(f"{text!r} in {', '.join(names)}" for text, names in said.items())
            yield f"{msgid!r}{f' ({context})' if context else ''} has {len(said)} translations: {places}"


def vietnamese() -> dict[str, Any]:
    """Every catalogue measured, what is wrong between them, and catalogues that nobody has decided about."""
    measured, between = [], defaultdict[Key, dict[str, list[str]]](dict)
    for catalogue in everything():
        found, texts = measure(catalogue)
        measured.append(found)
        for key, text in texts.items():
            between[key].setdefault(text, []).append(found.package)
    return {"catalogues": measured, "faults": [*_clashes(between), *undecided(measured)]}


def undecided(measured: list[Coverage]) -> Iterator[str]:
    """Packages on disk whose strings are neither covered nor on the list of what nobody meets; idle entries of it."""
    covered = {found.package for found in measured if found.package != "ours"}
    packages = {name.partition(".")[0] for name in covered | set(UNREACHED)}
    bringing = {name for package in packages for name in _bringing(package)}
    for name in sorted(bringing - covered - set(UNREACHED)):
        yield f"{name} brings strings: cover them, or give the reason in lms/i18n/unreached.py"
    for name in sorted(set(UNREACHED) & covered | set(UNREACHED) - bringing):
        yield f"{name} stands in lms/i18n/unreached.py and needs no reason"


def _bringing(package: str) -> Iterator[str]:
    """Packages inside `package` that have catalogues."""
    spec = find_spec(package)
    top = Path(next(iter(spec.submodule_search_locations or ()))) if spec else Path()
    for place in top.rglob("locale"):
        if any(place.glob("*/LC_MESSAGES/*.mo")):
            yield ".".join((package, *place.parent.relative_to(top).parts))


def english() -> dict[str, Any]:
    """Our strings as English pages show them: each must be English, whatever names it holds."""
    found = Coverage("ours", "django")
    for catalogue in everything():
        if catalogue.package:
            continue
        found.strings += len(catalogue.wanted)
        for message in catalogue.wanted:
            bare = re.sub("“[^”]*”", "", message.msgid)  # words quoted from a Vietnamese sheet or screen
            for name in NAMES:
                bare = bare.replace(name, "")
            if has_vietnamese_letters(bare):
                found.missing.append(message.msgid)
    found.ours = found.strings - len(found.missing)
    return {"catalogues": [found], "faults": []}
