"""The documents drawn from the code say what the code says."""

from pathlib import Path

import polib
import pytest

from lms.drawn import documents
from lms.settings.env import ROOT


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_drawn_document_is_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == documents()[path](), "run make docs"


def test_every_string_of_ours_is_in_vietnamese() -> None:
    catalogue = polib.pofile(str(ROOT / "locale/vi/LC_MESSAGES/django.po"))

    assert [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy] == []


def test_every_link_of_the_documents_leads_somewhere() -> None:
    import re

    lost = []
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if not target.startswith("http") and not (page.parent / target).exists():
                lost.append(f"{page.name}: {target}")
    assert lost == []
