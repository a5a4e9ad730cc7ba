"""The translator's pages: side by side, who may, what is kept when two save at once or the form holds nonsense."""

import html
import json
import re

import pytest
from django.urls import reverse

from cms.release import release
from cms.translation import actions, forms, sources
from cms.translation.comparing import State
from cms.translation.models import SavedWords
from courses.catalog import actions as catalog
from courses.catalog import translations
from courses.catalog.models import CourseVersion, LessonWords
from lms.kernel.actors import SYSTEM
from lms.people.states import RoleKind
from tests.cms.translating import a_course_page, edit_block, lessons, translate
from tests.factories import a_user, with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def course_page(settings, tmp_path, client):
    """5S-101, released; `client` is its trainer's."""
    page = a_course_page(settings, tmp_path)
    release(page.pk, by=SYSTEM)
    trainer = with_role(RoleKind.TRAINER, branch="khoa-co-khi")
    from cms import groups

    groups.mirror(trainer.pk)
    client.force_login(trainer.user)
    return page


def side_by_side(page) -> str:
    return reverse("translate_page", args=[page.pk, "en"])


def sent(page_html: str) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    found = dict(re.findall(r'<input type="hidden" name="([pw][^"]*)" value="([^"]*)"', page_html))
    for name, text in re.findall(r'<textarea name="(w[^"]*)"[^>]*>\n?([^<]*)</textarea>', page_html):
        found[name] = text
    return {name: html.unescape(value) for name, value in found.items()}


def rich(html: str) -> str:
    """HTML as the editor sends it."""
    return forms.editor().format_value(html)


def test_a_trainer_translates_a_block_and_gives_it_to_learners(course_page, client):
    first = lessons(course_page)[0]
    form = sent(client.get(side_by_side(first)).content.decode())
    form |= {"w0.title": "5S at a glance", "w0.summary": "Why five steps.", "w1.": rich("<h2>A quarter</h2><p>x</p>")}

    answer = client.post(side_by_side(first), form | {"attach": "1"}, follow=True)

    words = LessonWords.objects.get().words
    assert answer.status_code == 200
    assert (words.title, words.source[0]["value"]) == ("5S at a glance", "<h2>A quarter</h2><p>x</p>")
    assert CourseVersion.objects.count() == 1


def test_saving_a_page_that_nobody_touched_saves_nothing(course_page, client):
    first = lessons(course_page)[0]
    translate(first)
    before = SavedWords.objects.count()

    client.post(side_by_side(first), sent(client.get(side_by_side(first)).content.decode()))

    assert SavedWords.objects.count() == before
    assert before > 10


def test_an_outdated_block_shows_what_has_changed_and_is_confirmed(course_page, client):
    first = lessons(course_page)[0]
    translate(first)
    number, text = 4, first.body[3].value.source.replace("trong ca", "mỗi ca")
    edit_block(first, number, text.replace("Sàng lọc: vật này", "Sàng lọc: món này"))
    release(course_page.pk, by=SYSTEM)
    page = client.get(side_by_side(first)).content.decode()

    untouched = client.post(side_by_side(first), sent(page), follow=True)
    client.post(side_by_side(first), sent(page) | {f"c{number}": "on"})

    assert "<del>vật</del><ins>món</ins>" in re.sub(r"(<(?:del|ins)>) ", r"\1", page)
    assert f'name="c{number}"' in untouched.content.decode()
    assert {told.state for told in sources.told(sources.of_page(first), "en")} <= {State.DONE, State.NOTHING}


def test_only_what_is_to_be_done_is_shown_on_request(course_page, client):
    first = lessons(course_page)[0]
    translate(first, only={0, 1, 2})

    everything = client.get(side_by_side(first)).content.decode()
    to_do = client.get(side_by_side(first) + "?loc=can-dich").content.decode()

    assert 'id="k1"' in everything
    assert 'id="h1"' not in to_do
    assert 'id="h3"' in to_do


def test_two_translators_at_once_lose_nothing(course_page, client):
    first = lessons(course_page)[0]
    form = sent(client.get(side_by_side(first)).content.decode())
    translate(first, only={0})

    late = client.post(side_by_side(first), form | {"w0.title": "My title", "w0.summary": "Mine"})
    again = client.post(side_by_side(first), sent(late.content.decode()))

    said = late.content.decode()
    assert late.status_code == 409
    assert f"en {first.title}" in html.unescape(said)
    assert "My title" in said
    assert again.status_code == 302
    assert SavedWords.objects.latest("pk").words["title"] == "My title"


def test_what_cannot_be_saved_is_still_on_the_page(course_page, client):
    first = lessons(course_page)[0]
    form = sent(client.get(side_by_side(first)).content.decode())

    refused = client.post(side_by_side(first), form | {"w0.title": "x" * 300, "w1.": rich("<p>Still here</p>")})

    assert refused.status_code == 400
    assert "x" * 300 in refused.content.decode()
    assert "Still here" in refused.content.decode()
    assert not SavedWords.objects.exists()


@pytest.mark.parametrize(
    "nonsense",
    [
        {"p0": "a"},
        {"p0": "a|b|c"},
        {"p0": "@title|x|99999999999999999999999"},
        {"p1": "{mark}", "w1.": "{"},
        {"p1": "{mark}", "w1.": "[]"},
        {"p1": "{mark}", "w1.": json.dumps({"blocks": [{"text": 5}]})},
    ],
)
def test_nonsense_in_the_form_is_no_error(course_page, client, nonsense):
    first = lessons(course_page)[0]
    told = sources.told(sources.of_page(first), "en")[1]
    sending = {name: value.replace("{mark}", forms.mark(told)) for name, value in nonsense.items()}

    assert client.post(side_by_side(first), sending).status_code in (302, 409)


def test_another_branchs_trainer_and_a_learner_find_nothing(course_page, client):
    from cms import actions as pages
    from cms import groups

    pages.ensure_branch_page(catalog.open_branch("khoa-khac", "Khoa khác", by=SYSTEM), by=SYSTEM)
    stranger = with_role(RoleKind.TRAINER, branch="khoa-khac")
    groups.mirror(stranger.pk)
    first = lessons(course_page)[0]
    addresses = [side_by_side(first), side_by_side(course_page), reverse("translate_course", args=[course_page.pk])]
    own = [client.get(address).status_code for address in addresses]

    client.force_login(stranger.user)
    answers = [client.get(address).status_code for address in addresses]
    answers += [client.post(address, {"attach": "1"}).status_code for address in addresses]
    client.force_login(a_user())

    assert own == [200] * 3
    assert answers == [404] * 6
    assert client.get(addresses[0]).status_code == 403


def test_a_language_we_have_not_and_a_page_that_is_no_lesson_are_not_there(course_page, client):
    first = lessons(course_page)[0]
    section = course_page.get_parent()

    wrong = [
        reverse("translate_page", args=[first.pk, "vi"]),
        reverse("translate_page", args=[first.pk, "fr"]),
        reverse("translate_page", args=[section.pk, "en"]),
        reverse("translate_course", args=[first.pk]),
        reverse("translate_course", args=[10**12]),
    ]

    assert [client.get(address).status_code for address in wrong] == [404] * 5


def test_the_list_says_how_far_each_lesson_is_and_gives_all_to_learners(course_page, client):
    first, second = lessons(course_page)
    translate(first)
    translate(course_page)
    listed = reverse("translate_course", args=[course_page.pk])
    before, button = client.get(listed).content.decode(), '<button class="button" type="submit">'

    client.post(listed)

    assert re.findall(r"</progress> (\d+)%", before) == ["100", "100", "0"]
    assert LessonWords.objects.count() == 1
    version = LessonWords.objects.get().lesson.places.get().version
    assert translations.facts_in(version.pk, "en")["outcomes"][0].startswith("en ")
    assert button in before
    assert button not in client.get(listed).content.decode()


def test_the_facts_of_a_course_are_translated_line_by_line(course_page, client):
    form = sent(client.get(side_by_side(course_page)).content.decode())

    client.post(side_by_side(course_page), form | {"w1.": "Explain the purpose"})

    row = SavedWords.objects.get()
    assert (row.subject, row.piece, row.words) == ("5S-101", "@outcomes.1", {"": "Explain the purpose"})


def test_the_page_of_a_lesson_costs_the_same_whatever_is_saved(course_page, client, django_assert_max_num_queries):
    first = lessons(course_page)[0]
    translate(first)
    client.get(side_by_side(first))

    with django_assert_max_num_queries(30):
        client.get(side_by_side(first))


def test_words_saved_for_a_course_that_was_never_released_wait_for_it(settings, tmp_path, client):
    page = a_course_page(settings, tmp_path)
    officer = with_role(RoleKind.OFFICER)
    from cms import groups

    groups.mirror(officer.pk)
    client.force_login(officer.user)
    first = lessons(page)[0]
    form = sent(client.get(side_by_side(first)).content.decode())

    answer = client.post(
        side_by_side(first), form | {"w0.title": "5S", "w0.summary": "Why", "attach": "1"}, follow=True
    )

    assert answer.status_code == 200
    assert not LessonWords.objects.exists()
    release(page.pk, by=SYSTEM)
    assert LessonWords.objects.get().words.title == "5S"
    assert actions.attach(LessonWords.objects.get().lesson.places.get().version.course_id, "en", by=SYSTEM) == 1


def test_the_preview_of_a_courses_draft_is_shown(course_page, client):
    answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[course_page.pk]))

    assert answer.status_code == 200
