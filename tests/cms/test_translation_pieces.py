"""Translation as plain values: what is outdated, what is merged, whatever the blocks and the words are."""

from hypothesis import given
from hypothesis import strategies as st

from cms.lesson.kinds import Block
from cms.lesson.words import words_of
from cms.translation import merging
from cms.translation.comparing import Saved, State, compare, count
from cms.translation.pieces import TITLE, of_course, of_lesson

WORDS = st.text(alphabet="abc đ", min_size=1, max_size=6).filter(str.strip)
RICH = WORDS.map("<p>{}</p>".format)


def block(kind: str, value) -> Block:
    return {"type": kind, "value": value}


BLOCKS = st.one_of(
    RICH.map(lambda text: block("text", text)),
    st.tuples(WORDS, WORDS).map(lambda two: block("definition", {"term": two[0], "text": two[1]})),
    st.tuples(WORDS, st.lists(WORDS, max_size=3)).map(
        lambda two: block("checklist", {"title": two[0], "parts": two[1]})
    ),
    st.lists(st.lists(st.one_of(WORDS, st.just("")), min_size=2, max_size=2), max_size=2).map(
        lambda rows: block("table", {"caption": "", "header": ["a", "b"], "rows": rows})
    ),
    st.just(block("quiz", {"key": "k"})),
)
LESSONS = st.lists(BLOCKS, max_size=6)


def pieces(source: list[Block], title: str = "Bài"):
    return of_lesson(title, "", source, [f"id-{number}" for number in range(len(source))])


def row(piece, pk: int = 1, **words) -> Saved:
    """The piece translated by putting "en " before its words."""
    said = words or {place: f"en {text}" for place, text in piece.source.items()}
    return Saved(pk, piece.name, piece.of, piece.source, said)


def shape(value):
    """A block without its words: types, keys, lengths and everything that is no string."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items() if key != "lang"}
    if isinstance(value, list):
        return [shape(each) for each in value]
    return str if isinstance(value, str) else value


@given(LESSONS, st.data())
def test_a_merged_lesson_has_the_blocks_of_its_source_in_their_order_whatever_is_translated(source, data):
    parts = pieces(source)
    chosen = data.draw(st.lists(st.sampled_from(parts), unique_by=lambda each: each.name))

    told = compare(parts, [row(piece) for piece in chosen if piece.said])
    merged = merging.lesson(source, told, "vi")
    blocks, left = merged.blocks, merged.left

    assert [each["type"] for each in blocks] == [each["type"] for each in source]
    assert shape([each["value"] for each in blocks]) == shape([each["value"] for each in source])
    assert [n for n, each in enumerate(blocks, start=1) if each.get("lang") == "vi"] == [n for n in left if n]
    for number, (before, after) in enumerate(zip(source, blocks, strict=True), start=1):
        translated = bool(parts[number].said) and number not in left
        assert [said.text for said in words_of(after)] == [
            f"en {said.text}" if translated else said.text for said in words_of(before)
        ]


@given(LESSONS, LESSONS)
def test_a_piece_is_outdated_exactly_when_the_words_it_was_made_from_have_changed(before, after):
    old, new = pieces(before), pieces(after)

    told = compare(new, [row(piece, pk) for pk, piece in enumerate(old, start=1) if piece.said])

    known = {piece.of for piece in old if piece.said}
    names = {piece.name for piece in old if piece.said}
    for each in told:
        if not each.piece.said:
            expected = State.NOTHING
        elif each.piece.of in known:
            expected = State.DONE
        else:
            expected = State.OUTDATED if each.piece.name in names else State.MISSING
        assert each.state == expected


@given(LESSONS, st.randoms(use_true_random=False))
def test_moving_blocks_outdates_nothing(source, random):
    parts = pieces(source)
    rows = [row(piece, pk) for pk, piece in enumerate(parts, start=1) if piece.said]
    order = list(range(len(source)))
    random.shuffle(order)

    moved = of_lesson("Bài", "", [source[at] for at in order], [f"id-{at}" for at in order])

    assert {each.state for each in compare(moved, rows)} <= {State.DONE, State.NOTHING}


def test_words_half_typed_are_missing_and_kept():
    part = pieces([block("definition", {"term": "5S", "text": "Năm bước"})])[1]

    (told,) = compare([part], [row(part, term="5S")])

    assert (told.state, told.words) == (State.MISSING, {"term": "5S", "text": ""})


def test_going_back_to_earlier_words_finds_their_translation_again():
    first, second = pieces([block("text", "<p>Một</p>")])[1], pieces([block("text", "<p>Hai</p>")])[1]
    rows = [row(first, 1, **{"": "<p>One</p>"}), row(second, 2, **{"": "<p>Two</p>"})]

    (told,) = compare([first], rows)

    assert (told.state, told.words, told.base) == (State.DONE, {"": "<p>One</p>"}, 2)


def test_a_line_put_into_a_list_leaves_the_other_lines_their_translation():
    old = pieces([block("checklist", {"title": "Xem", "parts": ["Sàn sạch", "Lối thông"]})])[1]
    new = pieces([block("checklist", {"title": "Xem", "parts": ["Đèn sáng", "Sàn sạch", "Lối thông"]})])[1]
    saved = row(old, **{"title": "Look", "parts.0": "Clean floor", "parts.1": "Clear way"})

    (told,) = compare([new], [saved])

    assert told.state == State.OUTDATED
    assert (told.words["title"], told.words["parts.1"], told.words["parts.2"]) == ("Look", "Clean floor", "Clear way")
    assert told.before == saved.source


def test_the_facts_of_a_course_fall_back_line_by_line():
    parts = of_course("Tóm tắt", ["Một", "Hai"], [{"title": "Mở đầu"}], "<p>Chuyện</p>")
    rows = [row(each, pk, **{"": f"en {pk}"}) for pk, each in enumerate(parts) if each.name != "@outcomes.1"]

    words = merging.facts(compare(parts, rows))

    assert words["summary"] == "en 0"
    assert (words["outcomes"], words["modules"]) == (["", "en 2"], ["en 3"])
    assert (words["story"], words["story_of"]) == ("en 4", parts[-1].of)


def test_a_lesson_counts_what_has_words():
    source = [block("text", "<p>Một</p>"), block("quiz", {"key": "k"}), block("text", "<p>Hai</p>")]
    parts = pieces(source)

    counted = count(compare(parts, [row(parts[0]), row(parts[1], 2)]))

    assert (parts[0].name, counted.of, counted.done, counted.percent, counted.missing) == (TITLE, 3, 2, 66, 1)


def test_figures_are_offered_as_they_are_and_are_no_translation_by_themselves():
    table = block("table", {"caption": "", "header": ["Phút", "Bớt"], "rows": [["15", "1.560"]]})
    part = pieces([table])[1]

    (told,) = compare([part], [])

    assert told.state == State.MISSING
    assert told.words == {"header.0": "", "header.1": "", "rows.0.0": "15", "rows.0.1": "1.560"}
