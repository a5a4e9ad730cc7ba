"""Words that Wagtail marks for no language: an upgrade that moves one is told at the start."""

from typing import Any

import pytest
from django.template import engines

from cms import unmarked


def _forget_templates() -> None:
    for loader in engines["django"].engine.template_loaders:  # type: ignore[attr-defined]
        loader.reset()


def test_every_word_stands_where_it_is_marked() -> None:
    assert unmarked.check() == []


def test_a_word_that_has_moved_is_an_error_of_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(unmarked.TEMPLATES, "wagtailadmin/home.html", [("gone in the next version", "x")])
    _forget_templates()

    found: list[Any] = unmarked.check()

    _forget_templates()
    assert [(each.id, "wagtailadmin/home.html" in each.msg) for each in found] == [("cms.E001", True)]
