"""The text of the guides: whole in both languages, written as the house writes, naming only what exists."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from lms.guide import checks, pictures, queries, source
from lms.guide.source import LEARNER, Chapter, Words, guides
from lms.guide.words import on_screen, spoken
from lms.i18n.catalogues import everything
from lms.i18n.vietnamese import has_vietnamese_letters
from lms.i18n.wording import faults
from lms.people.states import RoleKind
from lms.settings.env import ROOT


def chapters() -> list[Chapter]:
    known = {(each.of, each.key): each for guide in guides().values() for each in guide.chapters}
    return list(known.values())


def texts(words: Words) -> Iterator[str]:
    yield from (words.title, words.what, *words.first, words.picture)
    for each in words.asked:
        yield from (each.ask, each.answer)


def test_there_is_a_guide_for_the_learner_and_for_every_role() -> None:
    assert {guide.role for guide in guides().values()} == {LEARNER, *RoleKind.values}


def test_the_guides_pass_their_own_check() -> None:
    assert checks.guides_are_whole() == []


def test_a_guide_of_a_page_that_is_gone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "explained_pages", lambda: {"no_such_page": {}})

    assert [error.id for error in checks.guides_are_whole()] == ["guide.E002"]


def test_a_guide_that_lacks_a_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ValueError("class: en is missing")

    monkeypatch.setattr(checks, "explained_pages", broken)

    assert [error.id for error in checks.guides_are_whole()] == ["guide.E001"]


WORDS = {"title": "Trang", "what": "Trang này để thử.", "first": ["Bấm [Sign in].", "Rồi đọc."]}


@pytest.mark.parametrize(
    "english",
    [
        WORDS | {"first": ["Press [Sign in]."] * 3},  # another number of steps
        WORDS | {"first": ["Press [Sign out].", "Read."]},  # names another button
        WORDS | {"asked": [{"ask": "Why?", "answer": "Because."}]},  # a question of its own
        WORDS | {"picture": "A picture."},
    ],
)
def test_a_chapter_whose_languages_differ_is_refused(english: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="differ"):
        Chapter.model_validate({"key": "page", "pages": ["home"], "vi": WORDS, "en": english})


def test_every_button_that_the_help_names_is_in_the_catalogues() -> None:
    known = {message.msgid for catalogue in everything() for message in catalogue.wanted}

    named = {name for chapter in chapters() for name in chapter.vi.named()}

    assert len(named) > 60
    assert sorted(name for name in named if name.rpartition("|")[2] not in known) == []


def test_a_button_is_named_in_the_words_of_the_screen() -> None:
    with translation.override("vi"):
        assert spoken("Bấm [Sign in] <rồi> chờ.") == "Bấm <b>Đăng nhập</b> &lt;rồi&gt; chờ."
        assert on_screen("programme|running") == "đang diễn ra"
    with translation.override("en"):
        assert spoken("Press [Sign in].") == "Press <b>Sign in</b>."


@pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: f"{chapter.of}-{chapter.key}")
def test_a_chapter_is_written_as_the_house_writes(chapter: Chapter) -> None:
    vietnamese = [source.NAMED.sub("", text) for text in texts(chapter.vi)]
    english = [source.NAMED.sub("", text) for text in texts(chapter.en)]

    assert [fault for text in vietnamese for fault in faults(text)] == []
    assert [text for text in english if has_vietnamese_letters(text)] == []
    assert [text for text in [*vietnamese, *english] if "!" in text or " bạn " in text] == []


def test_every_picture_is_there_and_no_other_and_together_they_are_light() -> None:
    wanted = {chapter.picture for chapter in chapters() if chapter.picture}

    lying = {path.stem: path.stat().st_size for path in (ROOT / "static/img/guide").iterdir()}

    assert set(pictures.sizes()) == set(lying) == wanted, "run make pictures"
    assert sum(lying.values()) < 1_500_000


def test_the_help_of_a_page_with_one_text_asks_nobody_who_they_are() -> None:
    several = {page for page, known in queries.explained_pages().items() if len(known) > 1}

    assert several.isdisjoint({"catalogue", "course", "verify", "verify_code", "account_login", "my_learning", "take"})
