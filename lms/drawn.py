"""What the code says of itself, as documents: the map, the flows, the table of settings. A test keeps them true."""

import ast
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

from lms.i18n.coverage import vietnamese
from lms.i18n.unreached import UNREACHED, UNREACHED_FILES
from lms.kernel.events import heard
from lms.kernel.flow import Flow
from lms.kernel.frozen import Detachable, Frozen, guarded_models
from lms.settings.env import ROOT, Env

SUBJECTS = (
    "lms.i18n", "lms.kernel", "lms.people", "lms.guide", "lms.notices", "courses.catalog", "courses.learning",
    "courses.quizzes", "certificates", "lms.nominations", "lms.targets", "cms", "lms.desks", "lms.demo",
)  # fmt: skip
FLOWS = ("courses.learning.states", "certificates.states", "lms.nominations.states", "cms.orders.states")
_NOTE = "<!-- Drawn from the code by `make docs`. -->"


def _first_line(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0]


def _subjects() -> Iterator[str]:
    for name in SUBJECTS:
        folder = ROOT / name.replace(".", "/")
        yield f"\n### {name}\n\n{_first_line(folder / '__init__.py')}\n"
        for path in sorted(folder.glob("*.py")):
            if path.stem not in ("__init__", "apps") and (said := _first_line(path)):
                yield f"- `{path.name}` {said}"


def _happens() -> Iterator[str]:
    yield "| event | what happens by itself |\n|---|---|"
    for event, reactions in heard().items():
        names = ", ".join(f"`{reaction.__name__}`" for reaction in reactions)
        yield f"| `{event.__module__.removesuffix('.events')}.{event.__name__}` | {names} |"


def _guarded() -> Iterator[str]:
    yield "| row | the database refuses |\n|---|---|"
    for model in guarded_models():
        if issubclass(model, Frozen):
            said = "any change, deletion"
        elif issubclass(model, Detachable):
            said = "any change"
        else:
            kept = ", ".join(model.kept_fields)
            said = f"deletion, change of {kept}" if kept else "deletion"
        yield f"| `{model._meta.label}` | {said} |"


def the_map() -> str:
    """docs/map.md"""
    parts = [
        _NOTE,
        "# The map\n",
        "Imports go down only: " + " < ".join(f"`{each}`" for each in SUBJECTS) + ".",
        "\n## Subjects and their files",
        *_subjects(),
        "\n## What happens by itself\n",
        *_happens(),
        "\n## Rows that the database guards\n",
        *_guarded(),
    ]
    return "\n".join(parts) + "\n"


def flows() -> dict[str, str]:
    """docs/flows/<name>.md by name."""
    drawn = {}
    for module in FLOWS:
        for value in vars(import_module(module)).values():
            if isinstance(value, Flow):
                diagram = "\n".join(value.diagram())
                words = f"{_NOTE}\n# The flow of {value.name}\n\nEach arrow: the verb [who may].\n"
                drawn[value.name] = f"{words}\n```mermaid\n{diagram}\n```\n"
    return drawn


def settings_table() -> str:
    """docs/settings.md"""
    rows = [
        f"| `{name}` | {'' if field.default is None else _shown(field.default)} | {field.description} |"
        for name, field in Env.model_fields.items()
    ]
    head = (
        f"{_NOTE}\n# Settings\n\nEverything is read from the environment, or from files of these names in /run/secrets."
        "\nThe embedded default (`lms.settings.local`) needs none of them; production (`lms.settings.production`)"
        "\nrefuses to start without `SECRET_KEY`, `DATABASE_URL`, `ALLOWED_HOSTS`, `CACHE_URL`, `BROKER_URL` and"
        "\n`EMAIL_URL`.\n"
    )
    return "\n".join([head, "| variable | default | what it says |\n|---|---|---|", *rows]) + "\n"


def languages() -> str:
    """docs/languages.md: strings covered per package, and what nobody meets with the reason."""
    packages = [each for each in vietnamese()["catalogues"] if each.package != "ours"]
    head = (
        f"{_NOTE}\n# Strings in Vietnamese, by package\n\nOur own strings are all translated. Of the packages we stand"
        " on,\nevery string that a person here can meet: `ours` stand in `locale/overlays`, `theirs` come from the"
        " package\nand are written well. The gate of `make check` (`manage.py i18n coverage`) keeps it so;"
        "\nhow we write is in [vietnamese.md](vietnamese.md).\n\n"
        "| package | domain | strings | ours | theirs | missing | met by nobody |\n"
        "|---|---|--:|--:|--:|--:|--:|"
    )
    rows = [
        f"| {each.package} | {each.domain} | {each.strings} | {each.ours} | {each.theirs} | {len(each.missing)}"
        f" | {each.unreached} |"
        for each in packages
    ]
    names = ("strings", "ours", "theirs", "unreached")
    strings, ours, theirs, unmet = (sum(getattr(each, name) for each in packages) for name in names)
    missing = sum(len(each.missing) for each in packages)
    rows.append(f"| **together** | | {strings} | {ours} | {theirs} | {missing} | {unmet} |")
    unreached = [f"- `{package}`: {reason}" for package, reason in sorted(UNREACHED.items())]
    files = [
        f"- `{package}`, `{place}`: {reason}"
        for package, places in UNREACHED_FILES.items()
        for place, reason in places.items()
    ]
    return "\n".join([head, *rows, "\n## What nobody meets, and why\n", *unreached, *files]) + "\n"


def _shown(value: object) -> str:
    text = str(value.relative_to(ROOT)) if isinstance(value, Path) else str(value)
    return f"`{text}`" if text else ""


def documents() -> dict[Path, Callable[[], str]]:
    """Every drawn document by its place, and what draws it (reading all catalogues takes seconds)."""
    docs = ROOT / "docs"
    made = {docs / "map.md": the_map, docs / "settings.md": settings_table, docs / "languages.md": languages}
    return made | {docs / "flows" / f"{name}.md": partial(_flow, name) for name in flows()}


def _flow(name: str) -> str:
    return flows()[name]
