import io
import json
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection

from courses.catalog.models import (
    Blob,
    CourseVersion,
    LessonItem,
    LessonRendering,
    LessonVersion,
    LessonWords,
    VersionFacet,
    VersionLesson,
    VersionWords,
)
from courses.catalog.proving import prove
from lms.kernel import frozen
from tests.cms.versions.conftest import edit

pytestmark = pytest.mark.django_db


def said(*command: str) -> Any:
    out = io.StringIO()
    call_command("catalog", *command, "--json", stdout=out)
    return json.loads(out.getvalue())


def _break_source(version: CourseVersion) -> None:
    CourseVersion.objects.filter(pk=version.pk).update(source={**version.source, "hours": "99.00"})


def _break_digest(version: CourseVersion) -> None:
    CourseVersion.objects.filter(pk=version.pk).update(digest="0" * 64)


def _break_column(version: CourseVersion) -> None:
    CourseVersion.objects.filter(pk=version.pk).update(title_vi="Khóa khác")


def _break_facet(version: CourseVersion) -> None:
    VersionFacet.objects.filter(version=version, kind="audience").first().delete()


def _swap_lessons(version: CourseVersion) -> None:
    one, two = version.lessons.order_by("position")[:2]
    VersionLesson.objects.filter(pk=one.pk).update(position=99)
    VersionLesson.objects.filter(pk=two.pk).update(position=1)
    VersionLesson.objects.filter(pk=one.pk).update(position=2)


def _take_a_lesson(version: CourseVersion) -> None:
    version.lessons.order_by("position").last().delete()


def _change_words(version: CourseVersion) -> None:
    lesson = version.lessons.first().lesson
    source = [*lesson.source, {"type": "text", "value": "<p>Thêm</p>"}]
    LessonVersion.objects.filter(pk=lesson.pk).update(source=source)


def _change_title(version: CourseVersion) -> None:
    LessonVersion.objects.filter(pk=version.lessons.first().lesson_id).update(title="Tên khác")


def _take_an_item(version: CourseVersion) -> None:
    LessonItem.objects.filter(lesson__places__version=version, kind="file").first().delete()


def _take_the_html(version: CourseVersion) -> None:
    LessonRendering.objects.filter(lesson=version.lessons.first().lesson_id).delete()


def _take_a_version(version: CourseVersion) -> None:
    CourseVersion.objects.filter(pk=version.pk).update(number=2)


def _older_current(version: CourseVersion) -> None:
    CourseVersion.objects.create(
        **{
            f.attname: getattr(version, f.attname)
            for f in version._meta.concrete_fields
            if f.attname not in ("id", "number")
        },
        number=2,
    )


def _words_of_another(version: CourseVersion) -> None:
    one, two = [place.lesson for place in version.lessons.order_by("position")[:2]]
    LessonWords.objects.create(lesson=one, words=two, language="en")


def _facts_in_no_language(version: CourseVersion) -> None:
    VersionWords.objects.create(version=version, language="xx", words={"title": "?"})


def _first_blob(version: CourseVersion) -> Blob:
    return Blob.objects.get(pk=LessonItem.objects.filter(lesson__places__version=version, kind="file")[0].key)


def _take_the_file(version: CourseVersion) -> None:
    storages["private"].delete(_first_blob(version).name)


def _change_the_file(version: CourseVersion) -> None:
    with open(storages["private"].path(_first_blob(version).name), "r+b") as opened:
        opened.write(b"?")


def _cut_the_file(version: CourseVersion) -> None:
    with open(storages["private"].path(_first_blob(version).name), "r+b") as opened:
        opened.truncate(10)


def _take_the_row_of_a_file(version: CourseVersion) -> None:
    _first_blob(version).delete()


TAMPERED = {
    _break_source: "its digest is not that of its source",
    _break_digest: "its digest is not that of its source",
    _break_column: "facts that its source does not say: title_vi",
    _break_facet: "facts that its source does not say: audiences",
    _swap_lessons: "its lessons are not those of its source",
    _take_a_lesson: "its lessons are not those of its source",
    _change_words: "its digest is not that of its words",
    _change_title: "its digest is not that of its words",
    _take_an_item: "its digest is not that of its words",
    _take_the_html: "has nothing to show its readers",
    _take_a_version: "a version is missing among its 2",
    _older_current: "its current version is 1, its newest 2",
    _words_of_another: "words of another lesson or language",
    _facts_in_no_language: "in a language there is not",
    _take_the_file: "is missing from the store",
    _change_the_file: "is not what was kept",
    _cut_the_file: "is not what was kept",
    _take_the_row_of_a_file: "was not kept",
}


def _tampered(version: CourseVersion, tamper: Any) -> list[str]:
    with frozen.lifted():
        tamper(version)
    return [str(fault) for fault in prove(version.course).found]


@pytest.mark.parametrize("tamper", TAMPERED, ids=lambda tamper: tamper.__name__)
def test_every_way_round_the_freeze_is_found(tamper: Any, version: CourseVersion) -> None:
    before = prove(version.course).found

    after = _tampered(version, tamper)

    assert before == []
    assert any(TAMPERED[tamper] in fault for fault in after), after


@pytest.mark.postgresql
@pytest.mark.parametrize("tamper", TAMPERED, ids=lambda tamper: tamper.__name__)
def test_every_way_round_the_freeze_is_found_on_postgresql(tamper: Any, version: CourseVersion) -> None:
    before = prove(version.course).found

    after = _tampered(version, tamper)

    assert before == []
    assert any(TAMPERED[tamper] in fault for fault in after), after


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite stores JSON that is none")
def test_source_that_is_no_json_is_a_fault_and_hides_no_other(version: CourseVersion) -> None:
    broken, changed = [place.lesson for place in version.lessons.order_by("position")[:2]]
    with frozen.lifted(), connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("UPDATE courses_lessonversion SET source = '{' WHERE id = %s", [broken.pk])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
        LessonVersion.objects.filter(pk=changed.pk).update(title="Tên khác")

    found = [str(fault) for fault in prove(version.course).found]

    assert found == [
        f"Lesson “{broken.title}” ({broken.pk}): its digest is not that of its words.",
        f"Lesson “Tên khác” ({changed.pk}): its digest is not that of its words.",
    ]


def test_a_whole_catalogue_is_proved_and_counted(version: CourseVersion) -> None:
    told = said("verify")

    assert (told["sound"], told["faults"], told["differing"]) == (True, [], [])
    assert (told["courses"], told["versions"], told["lessons"], told["unrendered"]) == (1, 1, 3, 0)
    assert told["files"] == Blob.objects.count() > 0


def test_a_fault_ends_with_1_and_is_told_first(version: CourseVersion) -> None:
    with frozen.lifted():
        _change_title(version)

    with pytest.raises(CommandError, match="Tên khác") as wrong:
        call_command("catalog", "verify", "5S-101", stdout=io.StringIO())

    assert wrong.value.returncode == 1


def test_pages_that_differ_are_named_and_are_no_fault(course_page: Any, version: CourseVersion) -> None:
    edit(course_page, "Tên mới")

    told = said("verify", "5S-101")

    assert told["sound"]
    assert told["differing"] == [{"course": "5S-101", "lessons": ["Tên mới"], "facts": False}]


def test_an_unknown_course_is_bad_input(version: CourseVersion) -> None:
    with pytest.raises(CommandError) as wrong:
        call_command("catalog", "verify", "KHONG-CO")

    assert wrong.value.returncode == 2


def test_proving_reads_a_few_rows_at_a_time_whatever_there_is(
    version: CourseVersion, django_assert_num_queries: Any
) -> None:
    from tests.factories import a_course

    with django_assert_num_queries(13):
        assert prove(version.course).lessons == 3

    many = a_course("NHIEU-101", lessons=30)

    with django_assert_num_queries(13):
        assert prove(many).lessons == 30
