"""A translation of released lessons: attached without a version, outdated block by block, read with one progress."""

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale

from cms.models import CoursePage, LessonPage
from cms.release import release
from cms.translation import actions, sources
from cms.translation.actions import Typed
from cms.translation.comparing import State
from cms.translation.models import SavedWords
from courses.catalog import actions as catalog
from courses.catalog import attaching, queries, translations
from courses.catalog.drafts import LessonDraft
from courses.catalog.models import CourseVersion, LessonVersion, LessonWords, VersionWords
from lms.kernel import audit, generations
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput, NotAllowed, Unknown, WrongState
from lms.kernel.models import Entry
from lms.people.states import RoleKind
from tests.cms.translating import a_course_page, edit_block, lessons, translate
from tests.conftest import race
from tests.factories import with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def course_page(settings, tmp_path) -> CoursePage:
    """5S-101 as pages with its first two lessons, not yet released."""
    return a_course_page(settings, tmp_path)


def english(page: LessonPage) -> LessonWords | None:
    rows = LessonWords.objects.filter(lesson__key=page.translation_key, language="en")
    return rows.select_related("words", "lesson").order_by("-pk").first()


def test_words_are_attached_to_the_current_version_and_make_none(course_page):
    version = release(course_page.pk, by=SYSTEM)
    first = lessons(course_page)[0]
    translate(first)

    attached = actions.attach(version.course_id, "en", by=SYSTEM)

    words = english(first)
    version.course.refresh_from_db()
    assert attached == 1
    assert CourseVersion.objects.get() == version.course.current
    assert version.course.current.digest == version.digest
    assert (words.untranslated, words.words.language) == ([], "en")
    assert words.words.title == f"en {first.title}"
    assert [b["type"] for b in words.words.source] == [b["type"] for b in words.lesson.source]
    assert set(attaching.items_of(words.words)) == set(attaching.items_of(words.lesson)) != set()
    assert "<h2>en Mười lăm phút" in words.words.renderings.get().html


def test_attaching_the_same_words_twice_changes_nothing(course_page):
    version = release(course_page.pk, by=SYSTEM)
    translate(course_page)
    translate(lessons(course_page)[0])
    actions.attach(version.course_id, "en", by=SYSTEM)
    before = (LessonWords.objects.count(), VersionWords.objects.count(), Entry.objects.count())

    actions.attach(version.course_id, "en", by=SYSTEM)

    assert (
        (LessonWords.objects.count(), VersionWords.objects.count(), Entry.objects.count())
        == before
        == (1, 1, before[2])
    )


def test_what_is_not_translated_comes_in_vietnamese_and_says_so(course_page):
    version = release(course_page.pk, by=SYSTEM)
    first = lessons(course_page)[0]
    translate(first, only={1, 2})

    actions.attach(version.course_id, "en", by=SYSTEM)

    words = english(first)
    length = len(words.lesson.source)
    assert words.untranslated == [0, *range(3, length + 1)]
    assert [block.get("lang") for block in words.words.source] == [None, None, *["vi"] * (length - 2)]
    assert words.words.title == first.title


def test_a_changed_block_alone_is_outdated_and_the_others_keep_their_language_at_a_release(course_page):
    version = release(course_page.pk, by=SYSTEM)
    first, second = lessons(course_page)
    translate(first)
    translate(second)
    actions.attach(version.course_id, "en", by=SYSTEM)
    kept = english(second)
    edit_block(first, 1, "<p>Một đoạn mở đầu khác.</p>")

    release(course_page.pk, by=SYSTEM)

    told = sources.told(sources.of_page(first), "en")
    assert [each.piece.number for each in told if each.state == State.OUTDATED] == [1]
    assert english(first).untranslated == [1]
    assert english(first).words.source[0] == {"type": "text", "value": "<p>Một đoạn mở đầu khác.</p>", "lang": "vi"}
    assert english(second) == kept


def test_an_outdated_block_that_is_still_right_is_confirmed(course_page):
    release(course_page.pk, by=SYSTEM)
    first = lessons(course_page)[0]
    translate(first)
    edit_block(first, 1, "<p>Một đoạn mở đầu khác.</p>")
    version = release(course_page.pk, by=SYSTEM)
    told = sources.told(sources.of_page(first), "en")[1]

    untouched = actions.save(first.pk, "en", [Typed(told.piece.name, told.piece.of, told.base, told.words)], by=SYSTEM)
    confirmed = actions.save(
        first.pk, "en", [Typed(told.piece.name, told.piece.of, told.base, told.words, confirmed=True)], by=SYSTEM
    )
    actions.attach(version.course_id, "en", by=SYSTEM)

    assert (untouched.kept, confirmed.kept) == ([], [told.piece.name])
    assert english(first).untranslated == []


def test_a_lesson_translated_before_its_first_release_is_attached_by_it(course_page):
    first = lessons(course_page)[0]
    translate(first)
    translate(course_page)

    version = release(course_page.pk, by=SYSTEM)

    assert english(first).untranslated == []
    assert translations.facts_in(version.pk, "en")["outcomes"] == [f"en {line}" for line in version.outcomes]


def test_an_alias_or_a_page_in_the_other_locale_counts_as_untranslated_and_gives_no_structure(course_page):
    locale, _ = Locale.objects.get_or_create(language_code="en")
    first, second = lessons(course_page)
    alias = first.create_alias(update_locale=locale, update_slug="alias", reset_translation_key=False)
    page = second.create_alias(update_locale=locale, update_slug="own", reset_translation_key=False)
    LessonPage.objects.filter(pk=page.pk).update(alias_of=None, title="A page of its own")

    version = release(course_page.pk, by=SYSTEM)

    assert alias.live
    assert [alias.translation_key, page.translation_key] == [first.translation_key, second.translation_key]
    assert [place.lesson.title for place in version.lessons.select_related("lesson")] == [first.title, second.title]
    assert translations.words_in(version.pk, "en") == {}
    assert not actions.may_translate_page(SYSTEM, LessonPage.objects.get(pk=alias.pk))


def test_two_translators_at_once_and_the_second_is_told(course_page):
    release(course_page.pk, by=SYSTEM)
    first = lessons(course_page)[0]
    told = sources.told(sources.of_page(first), "en")[0]
    words = {place: f"one {text}" for place, text in told.piece.source.items()}
    other = {place: f"two {text}" for place, text in told.piece.source.items()}

    actions.save(first.pk, "en", [Typed(told.piece.name, told.piece.of, told.base, words)], by=SYSTEM)
    late = actions.save(first.pk, "en", [Typed(told.piece.name, told.piece.of, told.base, other)], by=SYSTEM)
    same = actions.save(first.pk, "en", [Typed(told.piece.name, told.piece.of, told.base, words)], by=SYSTEM)

    assert (late.overtaken, late.kept, same.overtaken) == ([told.piece.name], [], [])
    assert SavedWords.objects.get().words == words


def test_words_typed_over_a_source_that_was_released_anew_are_not_saved_as_its_translation(course_page):
    release(course_page.pk, by=SYSTEM)
    first = lessons(course_page)[0]
    told = sources.told(sources.of_page(first), "en")[1]
    edit_block(first, 1, "<p>Một đoạn mở đầu khác.</p>")
    release(course_page.pk, by=SYSTEM)

    late = actions.save(first.pk, "en", [Typed(told.piece.name, told.piece.of, 0, {"": "<p>Late</p>"})], by=SYSTEM)

    assert late.changed == [told.piece.name]
    assert not SavedWords.objects.exists()


def test_what_a_translation_cannot_hold_is_taken_out_or_refused(course_page):
    release(course_page.pk, by=SYSTEM)
    first = lessons(course_page)[0]
    title, text = sources.told(sources.of_page(first), "en")[:2]
    hostile = {"": "<p onclick='x()'>Clean<script>x()</script></p>", "value.src": "tep:0"}

    actions.save(first.pk, "en", [Typed(text.piece.name, text.piece.of, 0, hostile)], by=SYSTEM)
    with pytest.raises(BadInput):
        actions.save(first.pk, "en", [Typed(title.piece.name, title.piece.of, 0, {"title": "x" * 256})], by=SYSTEM)

    assert SavedWords.objects.get().words == {"": "<p>Clean</p>"}


def test_a_trainer_of_another_branch_neither_saves_nor_attaches(course_page):
    version = release(course_page.pk, by=SYSTEM)
    catalog.open_branch("khoa-khac", "Khoa khác", by=SYSTEM)
    stranger = with_role(RoleKind.TRAINER, branch="khoa-khac")
    own = with_role(RoleKind.TRAINER, branch="khoa-co-khi")
    first = lessons(course_page)[0]

    with pytest.raises(NotAllowed):
        translate(first, by=stranger)
    with pytest.raises(NotAllowed):
        actions.attach(version.course_id, "en", by=stranger)
    translate(first, by=own)

    assert actions.attach(version.course_id, "en", by=own) == 1
    assert english(first).attached_by_id == own.pk


def test_only_a_language_of_the_platform_other_than_the_sources_own(course_page):
    release(course_page.pk, by=SYSTEM)

    for language in ("vi", "fr"):
        with pytest.raises(Unknown):
            actions.save(lessons(course_page)[0].pk, language, [], by=SYSTEM)


def test_words_of_another_shape_or_with_other_items_are_refused(course_page):
    version = release(course_page.pk, by=SYSTEM)
    lesson = version.lessons.get(position=1).lesson
    items = attaching.items_of(lesson)

    def draft(**other):
        given = {"key": lesson.key, "title": "T", "source": lesson.source, "schema": 1, "html": "", "renderer": 1}
        return LessonDraft(**{**given, "language": "en", "items": items, **other})

    for wrong in (draft(source=lesson.source[1:]), draft(items=()), draft(language="vi")):
        with pytest.raises(BadInput):
            attaching.attach_words(version.course_id, lesson.pk, wrong, [], by=SYSTEM)
    assert not LessonWords.objects.exists()


def test_a_lesson_that_was_released_anew_takes_no_words_made_of_the_old_one(course_page):
    version = release(course_page.pk, by=SYSTEM)
    old = version.lessons.get(position=1).lesson
    edit_block(lessons(course_page)[0], 1, "<p>Một đoạn mở đầu khác.</p>")
    release(course_page.pk, by=SYSTEM)
    draft = LessonDraft(key=old.key, title="T", source=old.source, schema=1, html="", renderer=1, language="en")

    with pytest.raises(WrongState):
        attaching.attach_words(version.course_id, old.pk, draft, [], by=SYSTEM)


def test_newly_attached_words_are_seen_at_once_and_public_pages_are_made_anew(course_page):
    version = release(course_page.pk, by=SYSTEM)
    translate(lessons(course_page)[0])
    before, public = translations.words_in(version.pk, "en"), generations.number(generations.PUBLIC)

    actions.attach(version.course_id, "en", by=SYSTEM)

    assert (len(before), len(translations.words_in(version.pk, "en"))) == (0, 1)
    assert generations.number(generations.PUBLIC) > public


def test_a_translation_outlives_its_page(course_page):
    version = release(course_page.pk, by=SYSTEM)
    first = lessons(course_page)[0]
    translate(first)
    key = first.translation_key
    first.delete()

    again = actions.attach(version.course_id, "en", by=SYSTEM)

    assert again == 1
    assert SavedWords.objects.filter(subject=str(key)).exists()


def test_the_record_proves_what_was_saved_and_attached(course_page):
    version = release(course_page.pk, by=SYSTEM)
    translate(course_page)
    translate(lessons(course_page)[0])
    actions.attach(version.course_id, "en", by=SYSTEM)
    audit.seal(100_000)

    report = audit.verify()

    kinds = {"cms.savedwords", "courses.lessonwords", "courses.versionwords"}
    assert report.faults == []
    assert kinds <= set(Entry.objects.values_list("kind", flat=True))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_attaching_and_releasing_at_once_leave_every_lesson_with_words_made_of_its_own(settings, tmp_path):
    page = a_course_page(settings, tmp_path)
    version = release(page.pk, by=SYSTEM)
    first = lessons(page)[0]
    translate(first)
    edit_block(first, 1, "<p>Một đoạn mở đầu khác.</p>")

    results = race(
        lambda: actions.attach(version.course_id, "en", by=SYSTEM),
        lambda: release(page.pk, by=SYSTEM),
        lambda: actions.attach(version.course_id, "en", by=SYSTEM),
    )

    assert not [each for each in results if isinstance(each, Exception)]
    current = queries.course_by_code("5S-101").current
    held = translations.words_in(current.pk, "en")[current.lessons.get(position=1).lesson_id]
    assert held.untranslated == (1,)
    for row in LessonWords.objects.select_related("lesson", "words"):
        for number, (source, words) in enumerate(zip(row.lesson.source, row.words.source, strict=True), start=1):
            assert (words.get("lang") == "vi") == (number in row.untranslated)
            assert number not in row.untranslated or words["value"] == source["value"]
    assert LessonVersion.objects.filter(language="en").count() == LessonWords.objects.count()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_translators_who_save_the_same_block_at_once_leave_one_row(settings, tmp_path):
    page = a_course_page(settings, tmp_path)
    release(page.pk, by=SYSTEM)
    first = lessons(page)[0]
    ContentType.objects.clear_cache()
    told = sources.told(sources.of_page(first), "en")[1]

    results = race(
        *(
            lambda n=n: actions.save(
                first.pk, "en", [Typed(told.piece.name, told.piece.of, told.base, {"": f"<p>{n}</p>"})], by=SYSTEM
            )
            for n in range(2)
        )
    )

    assert sorted(len(each.kept) for each in results) == [0, 1]
    assert SavedWords.objects.count() == 1
