"""The gate: what is missing, badly written or translated two ways is named, and the command says so by its exit."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.management import CommandError, call_command

from lms.i18n import catalogues, commands, coverage
from lms.i18n.catalogues import Catalogue
from lms.i18n.sources import Message
from lms.i18n.unreached import UNREACHED


def _catalogue(tmp_path: Path, wanted: dict[str, str], package: str = "") -> Catalogue:
    """A catalogue whose sources want these strings; those with a translation have it."""
    path = tmp_path / f"{package or 'ours'}.po"
    written = polib.POFile()
    for msgid, msgstr in wanted.items():
        written.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    written.save(str(path))
    return Catalogue(package, "django", path, {Message(msgid): ["a.py"] for msgid in wanted})


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    """Everything that is there, measured once."""
    return coverage.vietnamese()


def test_all_that_people_can_meet_is_translated_and_well_written(monkeypatch: Any, measured: dict[str, Any]) -> None:
    monkeypatch.setitem(commands.LANGUAGES, "vi", lambda: measured)

    said = commands.measure("vi")

    assert [(row["package"], row["missing"]) for row in said["catalogues"] if row["missing"]] == []
    assert said["faults"] == []
    assert said["percent"] == 100
    assert sum(row["strings"] for row in said["catalogues"]) > 3_500


def test_our_strings_are_english() -> None:
    said = commands.measure("en")

    assert said["catalogues"][0]["missing"] == []


def test_a_missing_or_doubtful_translation_lowers_the_number(tmp_path: Path) -> None:
    catalogue = _catalogue(tmp_path, {"Save": "Lưu", "Open": "", "Close": "Đóng"})
    written = catalogue.entries()
    written.find("Close").flags.append("fuzzy")
    written.save()

    found, _texts = coverage.measure(catalogue)

    assert found.missing == ["Open", "Close"]
    assert found.percent == 33.33


def test_nearly_all_is_never_rounded_up_to_all() -> None:
    assert coverage.Coverage("wagtail", "django", strings=30_000, missing=["Save"]).percent == 99.99


@pytest.mark.parametrize(
    ("msgid", "msgstr", "fault"),
    [
        ("Save", "Save lại", "not Vietnamese: Save"),
        ("Delete", "Xoá", "new-style tone marks: Xoá"),
        ("%(n)s rows", "%(m)s dòng", "placeholders differ: %(m)s, %(n)s"),
    ],
)
def test_a_badly_written_translation_is_named(tmp_path: Path, msgid: str, msgstr: str, fault: str) -> None:
    found, _texts = coverage.measure(_catalogue(tmp_path, {msgid: msgstr}))

    assert found.faults == [f"{msgid!r} = {msgstr!r}: {fault}"]


def test_the_one_form_of_a_plural_must_hold_what_many_need(tmp_path: Path) -> None:
    catalogue = _catalogue(tmp_path, {"One row": "Một dòng"})
    catalogue.wanted.clear()
    catalogue.wanted[Message("One row", plural="%(n)s rows")] = ["a.py"]

    found, _texts = coverage.measure(catalogue)

    assert found.faults == ["'One row' = 'Một dòng': placeholders differ: %(n)s"]


def test_a_doubt_is_not_settled_by_writing_the_catalogue_anew(tmp_path: Path) -> None:
    catalogue = _catalogue(tmp_path, {"Close": "Lưu"})
    written = catalogue.entries()
    written.find("Close").flags.append("fuzzy")
    written.save()

    catalogues.update(catalogue)

    found, _texts = coverage.measure(catalogue)
    assert found.missing == ["Close"]


def test_what_the_sources_no_longer_say_is_named(tmp_path: Path) -> None:
    catalogue = _catalogue(tmp_path, {"Save": "Lưu", "Old": "Cũ"})
    del catalogue.wanted[Message("Old")]

    found, _texts = coverage.measure(catalogue)

    assert found.faults == ["'Old': no longer in the sources"]


def test_one_string_with_two_translations_is_named_with_both_places(monkeypatch: Any, tmp_path: Path) -> None:
    two = [_catalogue(tmp_path, {"Home": "Trang chủ"}), _catalogue(tmp_path, {"Home": "Nhà"}, "wagtail.images")]
    monkeypatch.setattr(coverage, "everything", lambda: two)

    faults = coverage.vietnamese()["faults"]

    assert faults[0] == "'Home' has 2 translations: 'Trang chủ' in ours; 'Nhà' in wagtail.images"


def test_a_package_that_nobody_decided_about_is_asked_for(monkeypatch: Any, measured: dict[str, Any]) -> None:
    monkeypatch.delitem(UNREACHED, "wagtail.snippets")

    faults = list(coverage.undecided(measured["catalogues"]))

    assert faults == ["wagtail.snippets brings strings: cover them, or give the reason in lms/i18n/unreached.py"]


def test_updating_keeps_what_is_translated_and_drops_what_is_not_wanted(tmp_path: Path) -> None:
    catalogue = _catalogue(tmp_path, {"Save": "Lưu", "Old": "Cũ"})
    del catalogue.wanted[Message("Old")]
    catalogue.wanted[Message("%(n)s row", plural="%(n)s rows")] = ["b.html"]

    said = catalogues.update(catalogue)
    catalogues.update(catalogue)  # twice changes nothing

    written = catalogue.entries()
    assert said == {"strings": 2, "added": 1, "removed": 1}
    assert [(entry.msgid, coverage.text_of(entry)) for entry in written] == [("Save", "Lưu"), ("%(n)s row", "")]


def test_the_command_fails_below_the_minimum_and_says_what_is_missing(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(coverage, "everything", lambda: [_catalogue(tmp_path, {"Save": "Lưu", "Open": ""})])
    monkeypatch.setattr(coverage, "undecided", lambda measured: ())
    out = StringIO()

    with pytest.raises(CommandError) as failure:
        call_command("i18n", "coverage", "--min", "51", stdout=out)
    call_command("i18n", "coverage", "--min", "50", stdout=StringIO())

    assert failure.value.returncode == 1
    assert "'Open'" in out.getvalue()


def test_the_command_answers_machines(monkeypatch: Any, measured: dict[str, Any]) -> None:
    monkeypatch.setitem(commands.LANGUAGES, "vi", lambda: measured)
    out = StringIO()

    call_command("i18n", "coverage", "--json", stdout=out)

    said = json.loads(out.getvalue())
    assert said["language"] == "vi"
    assert {"package", "domain", "strings", "ours", "theirs", "missing", "unreached", "percent"} == set(
        said["catalogues"][0]
    )
