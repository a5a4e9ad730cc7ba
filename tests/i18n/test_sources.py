"""Strings marked for translation are found as gettext's own tools find them."""

from pathlib import Path

import pytest

from lms.i18n.sources import Message, in_python, in_script, in_template, in_trees


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("_('Save')", [Message("Save")]),
        ("_('two ' 'pieces')", [Message("two pieces")]),
        ("translation.gettext_lazy('Save')", [Message("Save")]),
        ("ngettext('%(n)s file', '%(n)s files', n)", [Message("%(n)s file", plural="%(n)s files")]),
        ("pgettext_lazy('of a page', 'Open')", [Message("Open", context="of a page")]),
        ("npgettext('in a list', 'row', 'rows', n)", [Message("row", plural="rows", context="in a list")]),
        ("_(name)", []),
        ("_(f'{name}')", []),
        ("print('Save')", []),
    ],
)
def test_a_call_of_python_says_what_it_marks(source: str, expected: list[Message]) -> None:
    found = list(in_python(source))

    assert found == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% load i18n %}{% translate "Save" %}', [Message("Save")]),
        ('{% load i18n %}{% trans "Open" context "of a page" %}', [Message("Open", context="of a page")]),
        ('{% load i18n %}{% card title=_("Help") %}', [Message("Help")]),
        ('{% load i18n %}{{ _("It\'s here")|upper }}', [Message("It's here")]),
        (
            "{% load i18n %}{% blocktranslate trimmed count n=rows %}\n  {{ n }} row\n{% plural %}\n {{ n }} rows\n"
            "{% endblocktranslate %}",
            [Message("%(n)s row", plural="%(n)s rows")],
        ),
        ("{% load i18n %}{% comment %}{% translate 'no' %}{% endcomment %}<p>Save</p>", []),
    ],
)
def test_a_tag_of_a_template_says_what_it_marks(source: str, expected: list[Message]) -> None:
    found = list(in_template(source))

    assert found == expected


def test_a_script_says_what_it_marks() -> None:
    found = list(in_script("say(gettext('Save'), ngettext('row', 'rows', n), gettext(name), mygettext('no'))"))

    assert found == [Message("Save"), Message("row", plural="rows")]


def test_a_tree_names_the_files_of_each_string_once(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "migrations").mkdir()
    (tmp_path / "a.py").write_text("_('Save'); _('Save'); _('Open')")
    (tmp_path / "templates" / "a.html").write_text("{% load i18n %}{% translate 'Save' %}")
    (tmp_path / "migrations" / "b.py").write_text("_('Old')")
    (tmp_path / "notes.txt").write_text("_('not a template')")

    found = in_trees([tmp_path], skip=("migrations",))

    assert found == {Message("Save"): ["a.py", "templates/a.html"], Message("Open"): ["a.py"]}
