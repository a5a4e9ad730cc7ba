from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.lesson import courses, diffing, wording
from cms.lesson.courses import LessonText
from cms.lesson.diffing import State, blocks
from cms.lesson.wording import How, Run, runs

WORDS = st.text(alphabet=" \nabcăâđ,.%15-", max_size=40)
PLAIN = st.lists(st.sampled_from(["sàng lọc", "sắp xếp", "sạch sẽ", "săn sóc", "sẵn sàng", "5S"]), max_size=6).map(
    " ".join
)


def text(said: str) -> dict:
    return {"type": "text", "value": f"<p>{said}</p>"}


def definition(term: str, meaning: str = "Nghĩa") -> dict:
    return {"type": "definition", "value": {"term": term, "text": meaning}}


def table(*rows: list[str]) -> dict:
    return {"type": "table", "value": {"caption": "", "header": ["Chữ S", "Nghĩa"], "rows": list(rows)}}


BLOCK = st.one_of(
    PLAIN.map(text),
    st.tuples(PLAIN, PLAIN).map(lambda two: definition(*two)),
    st.lists(st.lists(PLAIN, min_size=2, max_size=2), max_size=3).map(lambda rows: table(*rows)),
    st.lists(PLAIN, min_size=1, max_size=4).map(
        lambda parts: {"type": "checklist", "value": {"title": "", "parts": parts}}
    ),
)
LESSON = st.lists(BLOCK, max_size=6)


@given(WORDS, WORDS)
def test_the_runs_spell_the_old_words_and_the_new(old, new):
    made = runs(old, new)

    assert (wording.before(made), wording.after(made)) == (old, new)
    assert all(run.text for run in made)
    assert all(one.how != other.how for one, other in zip(made, made[1:], strict=False))


def test_a_word_keeps_its_marks_and_a_number_its_points():
    assert wording.words("Đạt 1.234,5 điểm (85%), gồm “sàng lọc”.") == [
        "Đạt", "1.234,5", "điểm", "(", "85", "%", ")", ",", "gồm", "“", "sàng", "lọc", "”", "."
    ]  # fmt: skip
    assert runs("Sàng lọc mỗi tuần.", "Sàng lọc mỗi ngày.") == (
        Run(How.KEPT, "Sàng lọc mỗi"), Run(How.REMOVED, " tuần"), Run(How.ADDED, " ngày"), Run(How.KEPT, ".")
    )  # fmt: skip


@given(LESSON, LESSON)
def test_every_block_of_both_versions_is_told_once(old, new):
    made = blocks(old, new)

    assert sorted(change.before for change in made if change.before) == list(range(1, len(old) + 1))
    assert [change.after for change in made if change.after] == list(range(1, len(new) + 1))
    assert [change.block for change in made if change.after] == new


@given(LESSON, LESSON)
def test_what_is_said_of_a_changed_block_spells_its_old_and_new_words(old, new):
    for change in blocks(old, new):
        for spot in change.spots:
            if change.state == State.ADDED:
                assert {run.how for run in spot.runs} <= {How.ADDED}
            elif change.state == State.REMOVED:
                assert {run.how for run in spot.runs} <= {How.REMOVED}
        if change.state == State.CHANGED:
            assert change.spots or change.facts


@given(LESSON)
def test_the_same_lesson_has_not_changed(lesson):
    assert not [change for change in blocks(lesson, lesson) if change.touched]


@given(st.lists(st.integers(0, 9), unique=True).flatmap(lambda ids: st.tuples(st.just(ids), st.permutations(ids))))
def test_what_only_moved_is_moved_and_neither_changed_nor_removed(orders):
    old, new = ([text(f"khối số {n} về {n * 7}") for n in order] for order in orders)

    made = blocks(old, new)

    assert {change.state for change in made} <= {State.SAME}
    assert any(change.moved for change in made) == (orders[0] != orders[1])
    left = [change for change in made if not change.moved]
    assert [change.before for change in left] == sorted(change.before for change in left if change.before)


def test_one_block_put_first_is_the_only_one_that_moved():
    old = [text(each) for each in ("một", "hai", "ba", "bốn")]

    made = blocks(old, [old[3], *old[:3]])

    assert [(change.before, change.after) for change in made if change.moved] == [(4, 1)]


def test_a_block_with_the_same_id_is_the_same_block_however_its_words_changed():
    made = blocks([text("cũ"), text("giữ")], [text("giữ"), text("hoàn toàn khác")], (["a", "b"], ["b", "a"]))

    assert {(change.before, change.after, change.state) for change in made} == {
        (2, 1, State.SAME),
        (1, 2, State.CHANGED),
    }
    assert sum(change.moved for change in made) == 1


def test_without_ids_the_block_most_alike_is_the_same_block():
    made = blocks([text("Sàng lọc rồi sắp xếp")], [text("Một khối mới"), text("Sàng lọc rồi sạch sẽ")])

    assert [(change.state, change.before, change.after) for change in made] == [
        (State.ADDED, None, 1),
        (State.CHANGED, 1, 2),
    ]


def test_a_row_put_into_a_table_is_told_as_one_row_and_a_cell_by_its_words():
    old = table(["Seiri", "Sàng lọc"], ["Seiton", "Sắp xếp"])
    new = table(["S", "Nghĩa"], ["Seiri", "Sàng lọc kỹ"], ["Seiton", "Sắp xếp"])

    (change,) = blocks([old], [new])

    assert [(spot.path, [(run.how, run.text) for run in spot.runs]) for spot in change.spots] == [
        (("rows", 0, 0), [(How.ADDED, "S")]),
        (("rows", 0, 1), [(How.ADDED, "Nghĩa")]),
        (("rows", 1, 1), [(How.KEPT, "Sàng lọc"), (How.ADDED, " kỹ")]),
    ]


def test_bold_and_links_are_told_apart_from_words():
    old = {"type": "text", "value": '<p>Xem <a href="/mot/">trang</a></p>'}
    new = {"type": "text", "value": '<p>Xem <a href="/hai/"><b>trang</b></a></p>'}

    (change,) = blocks([old], [new])

    (spot,) = change.spots
    assert spot.runs == (Run(How.KEPT, "Xem trang"),)
    assert spot.marks
    assert spot.links == (Run(How.REMOVED, "/mot/"), Run(How.ADDED, "/hai/"))


def test_the_right_answer_of_a_question_is_no_words_and_is_told():
    def check(right: int) -> dict:
        options = [{"text": f"Đáp án {n}", "right": n == right, "why": "Vì"} for n in range(2)]
        return {"type": "check", "value": {"question": "Chọn", "options": options}}

    (change,) = blocks([check(0)], [check(1)])

    assert (change.state, change.spots, change.facts) == (State.CHANGED, (), ("right",))


def a_lesson(number: int, *said: str, **facts) -> LessonText:
    return LessonText(UUID(int=number), f"Bài {number}", [text(each) for each in said], **facts)


def test_lessons_are_added_removed_moved_and_changed():
    old = [a_lesson(1, "một"), a_lesson(2, "hai"), a_lesson(3, "ba"), a_lesson(4, "bốn")]
    new = [a_lesson(4, "bốn"), a_lesson(1, "một", minutes=5), a_lesson(5, "năm"), a_lesson(3, "ba")]

    made = courses.lessons(old, new)

    assert [(each.title, each.state, each.before, each.after, each.moved) for each in made] == [
        ("Bài 4", State.SAME, 4, 1, True),
        ("Bài 1", State.CHANGED, 1, 2, False),
        ("Bài 2", State.REMOVED, 2, None, False),
        ("Bài 5", State.ADDED, None, 3, False),
        ("Bài 3", State.SAME, 3, 4, False),
    ]
    assert [(fact.name, fact.before, fact.after) for fact in made[1].facts] == [("minutes", 0, 5)]


def test_a_successor_is_the_same_lesson_under_another_key():
    (change,) = courses.lessons([a_lesson(1, "một")], [a_lesson(2, "một")], {UUID(int=1): UUID(int=2)})

    assert (change.state, change.before, change.after, change.blocks) == (State.CHANGED, 1, 1, ())


def test_facts_are_told_by_line_by_word_and_by_value():
    old = {"title_vi": "Thực hành 5S", "outcomes": ["Một", "Hai"], "hours": "8.00", "pass_rule": {}}
    new = {
        "title_vi": "Thực hành tốt 5S",
        "outcomes": ["Hai", "Ba"],
        "hours": "8.00",
        "cover": "ab",
        "pass_rule": {"min_quiz_pct": 70},
    }

    title, outcomes, cover, rule = courses.facts(old, new)

    assert [(run.how, run.text) for run in title.runs] == [
        (How.KEPT, "Thực hành"), (How.ADDED, " tốt"), (How.KEPT, " 5S")
    ]  # fmt: skip
    assert [(run.how, run.text) for run in outcomes.runs] == [
        (How.KEPT, "Hai"), (How.ADDED, "Ba"), (How.REMOVED, "Một")
    ]  # fmt: skip
    assert (cover.before, cover.after) == ("", "ab")
    assert (rule.name, rule.before, rule.after) == ("pass_rule", {}, {"min_quiz_pct": 70})


def test_an_unknown_kind_of_block_is_an_error():
    with pytest.raises(KeyError, match="khac"):
        diffing.blocks([], [{"type": "khac", "value": ""}])
