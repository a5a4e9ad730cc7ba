"""What our commands print for people: in Vietnamese, in English where that is asked for; never half and half."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command, load_command_class

from lms.i18n.vietnamese import foreign_words, has_vietnamese_letters
from lms.i18n.wording import allowed_words
from lms.kernel.models import Entry
from lms.management.words import NAMES
from lms.people.states import RoleKind
from tests.factories import a_course, a_run, a_user, finished, with_role

pytestmark = pytest.mark.django_db

COMMANDS = ("audit", "bench", "catalog", "certificates", "demo", "docs", "explain", "i18n", "nominations", "roster", "serve", "targets")  # fmt: skip # noqa: E501
# What is typed, and names of things: in no language.
TYPED = {"verify", "seal", "head", "draw", "register", "issue", "revoke", "audit", "prove", "report", "load", "undo",
         "template", "rerender", "release", "rebuild", "diff", "stay", "offer", "move",
         "coverage", "update", "compile", "csv", "file", "email", "flows", "all"}  # fmt: skip


def said(*command: str) -> str:
    out = io.StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def not_vietnamese(text: str) -> list[str]:
    return foreign_words(text, allowed_words() | TYPED)


@pytest.fixture
def certificate() -> Any:
    """A certificate at the end of a whole road."""
    person = a_user().person
    finished(a_run(a_course(), rule={"lessons": "all", "quiz": None}), person)
    return person.certificates.get()


@pytest.mark.parametrize("name", COMMANDS)
def test_help_and_its_arguments_are_in_the_language_that_is_asked_for(name: str, settings: Any) -> None:
    told = {}
    for language in ("vi", "en"):
        settings.COMMAND_LANGUAGE = language
        command: Any = load_command_class("lms", name)
        parser = command.create_parser("manage.py", name)
        ours = [action.help for action in parser._actions if action.dest not in _DJANGOS]
        told[language] = [parser.description, *(str(text) for text in ours if text)]

    assert not_vietnamese(" ".join(told["vi"])) == []
    assert not has_vietnamese_letters(" ".join(told["en"]))
    assert len(told["vi"]) == len(told["en"])


_DJANGOS = {"help", "version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color",
            "skip_checks"}  # fmt: skip


def test_reports_are_vietnamese_down_to_the_names_of_their_values(certificate: Any) -> None:
    serial = certificate.serial

    reports = [
        said("audit", "seal"),
        said("audit", "verify"),
        said("audit", "head"),
        said("catalog", "verify"),
        said("catalog", "rerender"),
        said("explain", "certificate", serial),
        said("certificates", "register"),
        said("certificates", "draw"),
        said("nominations", "audit", "--all"),
        said("targets", "prove"),
    ]

    text = "\n".join(reports).replace(certificate.facts["full_name"], "").replace(serial, "")
    assert not_vietnamese(text) == []
    assert "đã niêm phong" in text
    assert "số hiệu" in text


def test_reports_are_english_where_the_environment_says_so(certificate: Any, settings: Any) -> None:
    settings.COMMAND_LANGUAGE = "en"

    text = said("explain", "certificate", certificate.serial).replace(certificate.facts["full_name"], "")

    assert not has_vietnamese_letters(text)
    assert "register number:" in text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_machines_read_the_same_in_every_language(language: str, certificate: Any, settings: Any) -> None:
    settings.COMMAND_LANGUAGE = language

    sealed = json.loads(said("audit", "verify", "--json"))
    row = json.loads(said("certificates", "register", "--json"))[0]

    assert set(sealed) >= {"sound", "entries", "head", "faults"}
    assert row["state"] == "issued"


def test_a_fault_is_told_to_people_in_their_language_and_to_machines_in_english(certificate: Any) -> None:
    type(certificate).objects.filter(pk=certificate.pk).update(state="revoked")  # behind the record's back
    out = io.StringIO()

    with pytest.raises(CommandError) as told:
        call_command("audit", "verify", stdout=io.StringIO())
    with pytest.raises(CommandError):
        call_command("audit", "verify", "--json", stdout=out)

    assert not_vietnamese(str(told.value)) == []
    assert not has_vietnamese_letters(json.loads(out.getvalue())["faults"][0])


@pytest.mark.parametrize(
    "command",
    [
        ("explain", "certificate", "HPNS-2026-999999-0"),
        ("explain", "mark", "x"),
        ("explain", "target", "khong/2026/co"),
        ("certificates", "revoke", "HPNS-2026-999999-0"),
        ("nominations", "audit"),
        ("nominations", "audit", "KHONG-CO"),
        ("roster", "template"),
        ("roster", "load"),
        ("roster", "undo", "x"),
        ("roster", "undo", "999"),
        ("targets", "report"),
        ("targets", "load"),
        ("demo",),
        ("catalog", "verify", "KHONG-CO"),
        ("catalog", "rerender", "--lesson", "x"),
        ("catalog", "diff", "KHONG-CO"),
        ("catalog", "release", "KHONG-CO", "--learners", "x"),
        ("catalog", "rebuild", "KHONG-CO"),
    ],
)
def test_bad_input_is_one_sentence_in_either_language(command: tuple[str, ...], settings: Any) -> None:
    settings.DEMO = False
    sentences = []
    for language in ("vi", "en"):
        settings.COMMAND_LANGUAGE = language
        with pytest.raises(CommandError) as refused:
            call_command(*command)
        assert refused.value.returncode == 2
        sentences.append(str(refused.value))

    assert not_vietnamese(sentences[0]) == []
    assert not has_vietnamese_letters(sentences[1])
    assert "\n" not in "".join(sentences)


def _names(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {name for held in value.values() for name in _names(held)}
    return {name for each in value for name in _names(each)} if isinstance(value, list) else set()


def test_every_name_of_a_report_has_its_words(certificate: Any) -> None:
    with_role(RoleKind.OFFICER)
    reports = [
        json.loads(said(*command, "--json"))
        for command in (
            ("audit", "verify"),
            ("audit", "seal"),
            ("audit", "head"),
            ("catalog", "verify"),
            ("catalog", "rerender"),
            ("catalog", "rerender", "--later"),
            ("explain", "certificate", certificate.serial),
            ("certificates", "register"),
            ("certificates", "draw"),
            ("nominations", "audit", "--all"),
            ("targets", "prove"),
        )
    ]

    assert Entry.objects.exists()
    assert set().union(*map(_names, reports)) - set(NAMES) == set()
