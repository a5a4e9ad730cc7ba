"""Message catalogues: our own, and for each package we stand on an overlay laid out as the package lays out its own.

An overlay (`locale/overlays/wagtail/admin/locale/vi/…`) is a whole catalogue, so that it can be offered upstream as it
is; Django reads it through LOCALE_PATHS, above what the package brings.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import polib
from django.apps import apps

from lms.i18n.sources import Message, in_trees
from lms.i18n.unreached import UNREACHED
from lms.settings.env import ROOT

OURS = ("lms", "courses", "certificates", "cms", "templates", "static/js")
OVERLAYS = ROOT / "locale" / "overlays"
LANGUAGE = "vi"
DOMAINS = ("django", "djangojs")
# What our apps use without installing it: Wagtail's report filters are django-filter's.
_USED = ("django.conf", "django_filters")
_HEADER = {
    "Project-Id-Version": "",
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


@dataclass(frozen=True)
class Catalogue:
    """A package's strings of one domain: what there is (`wanted`, with the files that have it) and where ours stand."""

    package: str
    domain: str
    path: Path
    wanted: dict[Message, list[str]] = field(repr=False)

    def entries(self) -> polib.POFile:
        """What is written for it; empty where there is nothing yet."""
        return polib.pofile(str(self.path), wrapwidth=0) if self.path.exists() else polib.POFile(wrapwidth=0)


def folder_of(package: str) -> Path:
    """Where an installed package lies."""
    found = find_spec(package)
    assert found is not None, package
    return Path(found.origin or "").parent if found.origin else Path(next(iter(found.submodule_search_locations or ())))


def _shipped(path: Path) -> dict[Message, list[str]]:
    """The template that a package ships as its English catalogue."""
    return {
        Message(entry.msgid, entry.msgid_plural, entry.msgctxt): [place for place, _line in entry.occurrences]
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    }


def _foreign(package: str, domain: str) -> dict[Message, list[str]]:
    folder = folder_of(package)
    template = folder / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
    if template.exists():
        return _shipped(template)
    has_catalogues = any(folder.glob(f"locale/*/LC_MESSAGES/{domain}.mo"))
    return in_trees([folder], domain, skip=("tests", "locale", "migrations")) if has_catalogues else {}


def _packages() -> list[str]:
    """Installed apps that are not ours and bring catalogues of their own, and what they use."""
    names = {config.name for config in apps.get_app_configs() if not Path(config.path).is_relative_to(ROOT / "lms")}
    ours = {name for name in names if name.partition(".")[0] in OURS}
    return sorted(names - ours | set(_USED))


def own(domain: str = "django") -> Catalogue:
    """Our own strings, read from the sources."""
    roots = [ROOT / name for name in OURS]
    path = ROOT / "locale" / LANGUAGE / "LC_MESSAGES" / f"{domain}.po"
    return Catalogue("", domain, path, in_trees(roots, domain, skip=("migrations",)))


def overlays() -> Iterator[Catalogue]:
    """One for each domain of each package that has strings a person here can meet."""
    for package in _packages():
        for domain in DOMAINS:
            wanted = _foreign(package, domain)
            if wanted and package not in UNREACHED:
                place = Path(*package.split(".")) / "locale" / LANGUAGE / "LC_MESSAGES" / f"{domain}.po"
                yield Catalogue(package, domain, OVERLAYS / place, wanted)


def everything() -> list[Catalogue]:
    """Ours and every overlay."""
    return [mine for domain in DOMAINS if (mine := own(domain)).wanted] + list(overlays())


def update(catalogue: Catalogue) -> dict[str, int]:
    """Write the catalogue anew in the order of its template; what was translated is kept, what is not wanted goes."""
    old = {(entry.msgctxt, entry.msgid): entry for entry in catalogue.entries()}
    made = polib.POFile(wrapwidth=0)
    made.metadata = {**_HEADER, "Project-Id-Version": catalogue.package or "nang-suat"}
    added = 0
    for message, places in catalogue.wanted.items():
        known = old.pop(message.key, None)
        added += known is None
        made.append(_entry(message, places if catalogue.package else [], known))
    catalogue.path.parent.mkdir(parents=True, exist_ok=True)
    made.save(str(catalogue.path))
    return {"strings": len(made), "added": added, "removed": len(old)}


def _entry(message: Message, places: list[str], known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.msgid, msgctxt=message.context, occurrences=[(place, "") for place in places])
    if "%(" in message.msgid or "%s" in message.msgid:
        entry.flags.append("python-format")
    if known is not None:
        entry.msgstr, entry.tcomment = known.msgstr, known.tcomment
        entry.flags += [flag for flag in known.flags if flag == "fuzzy"]  # a doubt is not settled by writing it anew
    if message.plural:
        entry.msgid_plural = message.plural
        said = known.msgstr_plural if known else {}
        entry.msgstr_plural = {0: said.get(0, "")}
        entry.msgstr = ""
    return entry


def compile_all() -> int:
    """Every catalogue of the project as Django reads it; how many were written."""
    paths = sorted((ROOT / "locale").rglob("*.po"))
    for path in paths:
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return len(paths)
