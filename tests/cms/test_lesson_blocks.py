"""Every kind of block: looked at before it is chosen, checked when it is saved, frozen, read, told as plain text."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.blocks import StructBlockValidationError

from cms import freezing, groups
from cms.blocks import LessonBody
from cms.blocks.samples import sample
from cms.lesson.formulas import mathml
from cms.lesson.kinds import KINDS, schema_of
from cms.lesson.played import elsewhere
from cms.lesson.rendering import html
from cms.lesson.words import text_of
from cms.models import LessonPage
from cms.release import release
from courses.catalog import actions as catalog
from courses.catalog.drafts import LessonDraft
from courses.learning import actions as learning
from courses.learning import queries as reading
from lms.kernel import audit
from lms.kernel.actors import SYSTEM
from lms.kernel.errors import BadInput
from lms.people.states import RoleKind
from tests.cms import every_block
from tests.cms.pages import BRANCH, a_course_page
from tests.factories import a_person, a_quiz, a_run, a_user, with_role

pytestmark = pytest.mark.django_db

IN_EDITOR = list(LessonBody().child_blocks)
FIRST_TEN = ["text", "definition", "diagram", "callout", "steps", "checklist", "table", "example", "check", "quiz"]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def stream(raw):
    return LessonPage(body=raw).body


def value_of(kind, raw):
    """The editor's value of one block."""
    return LessonBody().child_blocks[kind].to_python(raw)


def refusals(error: ValidationError) -> str:
    """Everything a refused block says, in one text."""
    told = [*getattr(error, "non_block_errors", [])]
    for each in getattr(error, "block_errors", {}).values():
        told += [refusals(each)]
    return " ".join([str(each) for each in told] or error.messages)


@pytest.mark.parametrize("kind", IN_EDITOR)
def test_each_block_is_described_grouped_and_shown_to_authors_as_readers_see_it(kind):
    block = LessonBody().child_blocks[kind]

    context = block.get_preview_context(block.get_preview_value())

    assert block.get_description()
    assert block.meta.group
    with override("en"):
        words = text_of([{"type": kind, "value": sample(kind)}]).splitlines()
    assert kind == "quiz" or words
    assert kind == "quiz" or all(
        word in context["html"] or "\\" in word
        for word in text_of([{"type": kind, "value": sample(kind)}]).splitlines()
    )


@pytest.mark.parametrize("kind", IN_EDITOR)
def test_the_sample_of_a_block_has_the_shape_that_a_release_makes(kind):
    raw = {block["type"]: block["value"] for block in every_block.blocks()} | {"quiz": {"quiz": ""}}
    made = KINDS[kind].plain(value_of(kind, raw[kind]), freezing.known)

    assert type(sample(kind)) is type(made)
    if isinstance(made, dict):
        assert set(sample(kind)) == set(made)


def test_the_chooser_previews_a_block_in_the_language_of_the_author():
    a_course_page()
    client = Client()
    person = with_role(RoleKind.OFFICER)
    groups.mirror(person.pk)
    client.force_login(person.user)
    block = LessonBody().child_blocks["gallery"]

    page = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})

    assert page.status_code == 200
    assert "Một cái giá, một buổi sáng" in page.content.decode()
    assert "css/lesson" in page.content.decode()


def test_a_lesson_of_the_first_ten_kinds_keeps_the_digest_it_was_released_with():
    raw = [block for block in every_block.blocks() if block["type"] in FIRST_TEN]
    raw[0]["value"] = "<h2>Dọn trước</h2><p>Chỉ giữ thứ đang dùng.</p>"
    raw.append({"type": "quiz", "value": {"quiz": "8c6f2a3e-0000-4000-8000-000000000001"}})
    source = freezing.plain(stream(raw), lambda item: "tep:" + "a" * 64)

    draft = LessonDraft(key=None, title="Mười khối", source=source, schema=schema_of(source), html="", renderer=2)

    assert sorted({block["type"] for block in source}) == sorted(FIRST_TEN)
    assert audit.digest(draft.words()) == DIGEST


def test_a_lesson_with_a_newer_kind_says_which_schema_it_needs():
    assert schema_of([{"type": "text", "value": "<p>A</p>"}]) == 1
    assert schema_of([{"type": "text", "value": "<p>A</p>"}, {"type": "formula", "value": sample("formula")}]) == 2


@pytest.fixture
def lesson():
    return every_block.a_lesson(a_course_page())


@pytest.fixture
def reader(lesson):
    """(a signed-in learner of the released course, the address of the lesson)."""
    course = release(lesson.get_parent().pk, by=SYSTEM).course
    run = a_run(course)
    user = a_user(a_person())
    learning.enrol(run.pk, by=user.person)
    client = Client()
    client.force_login(user)
    return client, reverse("lesson", args=[run.code, lesson.translation_key])


def test_frozen_html_holds_no_address_of_another_site_and_nothing_that_acts(lesson):
    made = html(freezing.plain(lesson.body))

    assert set(re.findall(r'(?:src|href|poster)="([^"]*)"', made)) <= set(
        re.findall(r'"(tep:[0-9a-f]{64}[^"]*)"', made)
    )
    assert not re.search(r"https?://|<script|nonce|\son\w+=|style=", made)


def test_everything_a_lesson_says_stands_in_its_page_without_scripts(reader, lesson):
    client, address = reader

    page = client.get(address).content.decode()

    said = text_of(freezing.plain(lesson.body)).splitlines()
    assert len(said) > 50
    assert [words for words in said if words not in page and "\\frac" not in words] == []
    assert "<math" in page
    assert "tep:" not in page


def test_every_file_of_a_lesson_is_sent_to_its_reader_as_what_it_is(reader, lesson):
    client, address = reader
    page = client.get(address).content.decode()
    files = set(re.findall(r'(?:src|href|poster)="(/tep/[^"]+)"', page))

    kinds = sorted({client.get(each.replace("&amp;", "&"))["Content-Type"] for each in files})

    assert kinds == ["application/pdf", "audio/mpeg", "image/png", "image/svg+xml", "text/csv", "text/vtt", "video/mp4"]
    saved = next(each for each in files if ".csv" in each)
    assert "attachment; filename*=utf-8''Phi%E1%BA%BFu" in client.get(saved)["Content-Disposition"]


def test_only_a_lesson_with_a_video_elsewhere_may_show_a_frame_of_that_site(reader, lesson):
    client, address = reader

    allowed = client.get(address)["Content-Security-Policy"]

    assert "frame-src 'self' https://www.youtube-nocookie.com;" in allowed + ";"
    assert "vimeo" not in allowed
    assert "youtube" not in client.get(reverse("my_learning"))["Content-Security-Policy"]


def test_a_lesson_loads_nothing_from_the_other_site_by_itself(reader):
    client, address = reader

    page = client.get(address).content.decode()

    assert re.findall(r'(?:src|poster|data|srcset)="(https?:[^"]*)"', page) == []
    assert 'href="https://www.youtube.com/watch?v=M7lc1UVf-VE" rel="noreferrer noopener"' in page


def test_what_was_released_is_the_same_block_again_in_the_editor(lesson):
    from django.apps import apps

    source = freezing.plain(lesson.body)
    ids = {freezing.known(item): item.pk for name in ("LibraryImage", "LibraryDocument", "LibraryMedia")
           for item in apps.get_model("cms", name).objects.all()}  # fmt: skip

    raw = [{"type": b["type"], "value": KINDS[b["type"]].raw(b["value"], lambda src, _title: ids[src])} for b in source]

    assert freezing.plain(stream(raw)) == source


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"alt": "Giá đã dọn."}, "chú thích cũng được đọc lên"),
        ({"alt": "sau"}, "tên tệp"),
        ({"alt": "IMG_2044.JPG"}, "tên tệp"),
        ({"alt": ""}, "Chưa điền"),
        ({"caption": ""}, "Chưa điền"),
    ],
)
def test_a_picture_needs_words_that_say_what_is_to_be_seen(changed, said):
    image = every_block.an_image("sau.png", every_block.png())
    raw = {"image": image, "alt": "Hộp xếp thành hàng.", "caption": "Giá đã dọn", **changed}
    block = LessonBody().child_blocks["image"]

    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python(raw))

    assert said in refusals(refused.value)


def test_a_picture_with_such_words_is_taken():
    image = every_block.an_image("sau.png", every_block.png())
    block = LessonBody().child_blocks["image"]

    kept = block.clean(block.to_python({"image": image, "alt": "Hộp xếp thành hàng.", "caption": "Giá đã dọn"}))

    assert kept["alt"] == "Hộp xếp thành hàng."


def raw_of(kind):
    return next(block["value"] for block in every_block.blocks() if block["type"] == kind)


def test_a_gallery_of_one_picture_before_without_after_and_a_file_that_is_no_pdf_are_refused():
    gallery, sides, paper = raw_of("gallery"), raw_of("before_after"), raw_of("pdf")
    gallery["images"] = gallery["images"][:1]
    sides["after"]["image"] = sides["before"]["image"]
    paper["document"] = every_block.a_document("phieu.csv", every_block.CSV.encode())
    blocks = LessonBody().child_blocks

    for kind, raw, said in (
        ("gallery", gallery, "2"),
        ("before_after", sides, "hai hình khác nhau"),
        ("pdf", paper, "không phải PDF"),
    ):
        with pytest.raises(ValidationError) as refused:
            blocks[kind].clean(blocks[kind].to_python(raw))
        assert said in refusals(refused.value), kind


def test_a_table_needs_a_heading_for_every_column():
    raw = raw_of("table")
    raw["columns"][1]["heading"] = " "
    block = LessonBody().child_blocks["table"]

    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python(raw))

    assert "Cột nào cũng phải có tiêu đề" in refusals(refused.value)


@pytest.mark.parametrize(
    "latex",
    [
        "", r"\frac{a", r"\frac{a}", r"\left( x", r"\lenhla{x}", r"\sqrt", "}{", "{" * 60 + "}" * 60, "x" * 1001,
        r"\text{a<b}", r"\text{</mtext><script>alert(1)</script>}", "^" * 900, r"\begin{matrix}",
    ],
)  # fmt: skip
def test_what_is_no_formula_is_refused_with_a_sentence_when_it_is_saved(latex):
    block = LessonBody().child_blocks["formula"]

    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python({"latex": latex, "spoken": ""}))

    assert refusals(refused.value).endswith((".", "ký tự)."))


@pytest.mark.parametrize("latex", [r"\href{javascript:alert(1)}{x}", r"\style{position:fixed}{x}", r"\class{btn}{x}",
                                   r"\color{red}x", r"\hspace{900em}x"])  # fmt: skip
def test_a_formula_brings_no_address_style_or_class_into_the_page(latex):
    try:
        made = mathml(latex)
    except BadInput:
        return

    assert not re.search(r"href|style=|class=|color|900em|javascript", made)


def test_a_formula_keeps_its_structure_and_its_vietnamese():
    made = mathml(r"\sum_{i=1}^{n} x_i = \sqrt[3]{\text{đầu ra}}")

    assert "<munderover>" in made or "<msubsup>" in made
    assert "<mroot>" in made
    assert "đầu&nbsp;ra" in made


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("https://www.youtube.com/watch?v=M7lc1UVf-VE&t=3", ("youtube", "M7lc1UVf-VE")),
        ("https://youtu.be/M7lc1UVf-VE?si=x", ("youtube", "M7lc1UVf-VE")),
        ("https://m.youtube.com/shorts/M7lc1UVf-VE", ("youtube", "M7lc1UVf-VE")),
        ("https://vimeo.com/76979871", ("vimeo", "76979871")),
        ("https://player.vimeo.com/video/76979871", ("vimeo", "76979871")),
    ],
)
def test_the_address_of_a_video_becomes_provider_and_id(address, named):
    assert elsewhere(address) == named


@pytest.mark.parametrize(
    "address",
    ["http://youtu.be/M7lc1UVf-VE", "https://youtube.com.evil.example/watch?v=M7lc1UVf-VE", "javascript:alert(1)",
     "https://youtu.be/", "https://youtu.be/M7lc1UVf-VE]]<script>", "https://vimeo.com/channels/x", "https://[::1",
     "https://youtube.com/watch?v=a%22onload", "https://evil.example/https://youtu.be/M7lc1UVf-VE"],
)  # fmt: skip
def test_any_other_address_of_a_video_is_refused(address):
    with pytest.raises(BadInput):
        elsewhere(address)


def test_faults_are_named_for_a_lesson_that_came_in_without_the_editors_checks():
    picture = {**sample("image"), "alt": " ", "caption": ""}
    broken = {
        "image": picture,
        "gallery": {"title": "A", "images": [picture]},
        "table": {"caption": "", "header": ["A", ""], "rows": [["", "1"]]},
        "formula": {"latex": r"\frac{a}", "spoken": ""},
        "check": {"question": "?", "options": [{"text": "a", "right": False, "why": ""}]},
        "linked_video": {**sample("linked_video"), "about": ""},
        "video": {"src": "tep:" + "a" * 64, "title": "V", "transcript": "", "captions": ""},
    }

    counted = {kind: len(list(KINDS[kind].faults(value))) for kind, value in broken.items()}

    assert counted == {"image": 2, "gallery": 3, "table": 3, "formula": 1, "check": 1, "linked_video": 1, "video": 2}
    whole = [kind for kind in IN_EDITOR if kind not in ("quiz", "video")]
    assert not [said for kind in whole for said in KINDS[kind].faults(sample(kind))]


def test_a_trainer_is_listed_the_quizzes_of_the_branch_and_may_use_no_other(lesson):
    mine = a_quiz().quiz
    theirs = foreign_quiz()
    trainer = with_role(RoleKind.TRAINER, branch=BRANCH)
    groups.mirror(trainer.pk)
    client = Client()
    client.force_login(trainer.user)

    page = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()

    assert str(mine.key) in page
    assert str(theirs.key) not in page
    form = (
        type(lesson)
        .get_edit_handler()
        .get_form_class()({}, instance=lesson, for_user=trainer.user, parent_page=lesson.get_parent())
    )
    form.cleaned_data = {"body": stream([{"type": "quiz", "value": {"quiz": str(theirs.key)}}])}
    with pytest.raises(ValidationError, match="đơn vị khác"):
        form.clean_body()
    form.cleaned_data = {"body": stream([{"type": "quiz", "value": {"quiz": str(mine.key)}}])}
    assert form.clean_body()[0].value["quiz"] == str(mine.key)


def foreign_quiz():
    from courses.quizzes import writing
    from courses.quizzes.importing import QuestionDraft
    from courses.quizzes.states import QuestionKind

    branch = catalog.open_branch("khoa-khac", "Khoa khác", by=SYSTEM)
    bank = writing.open_bank(branch.pk, "ngan-hang-khac", "Ngân hàng khác", by=SYSTEM)
    options = [{"id": "a", "text": "A", "right": True}, {"id": "b", "text": "B", "right": False}]
    writing.write_question(
        bank.pk, QuestionDraft("K1", "5S", QuestionKind.SINGLE, "?", {"options": options}), by=SYSTEM
    )
    return writing.write_quiz(bank.pk, "bai-khac", "Bài khác", {"topics": ["5S"], "count": 1}, by=SYSTEM)


def test_the_files_of_the_newer_kinds_are_items_of_the_released_lesson(reader, lesson):
    line = reading.outline(learning.Enrolment.objects.get()).line(lesson.translation_key)

    named = set(line.lesson.items.values_list("key", flat=True))

    assert len(named) == 8


DIGEST = "00cd083137aa7cc2cf7910e35124a6b786dee3aa3e72bace5d8511d629e4c51e"
