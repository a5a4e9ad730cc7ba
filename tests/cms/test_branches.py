"""Another branch's trainer: nothing visible by list, chooser, address, search, report or API; nothing to be changed."""

from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.search.index import insert_or_update_object

from cms import actions as pages
from cms.library import folders
from cms.models import BranchPage, CoursePage, LessonPage, LibraryDocument, LibraryImage
from courses.catalog import actions as catalog
from lms.demo.courses import facts
from lms.demo.data import CONTENT, content
from lms.kernel.actors import SYSTEM
from lms.people.states import RoleKind
from tests.cms import hostile
from tests.factories import a_user, with_role
from tests.walk.addresses import addresses
from tests.walk.backoffice import screens

pytestmark = pytest.mark.django_db
MARK = "Bimatkhoa"  # in the titles of everything that is the other branch's


def a_section(code: str, course: str, mark: str) -> CoursePage:
    branch = catalog.open_branch(code, f"Nhánh {code}", by=SYSTEM)
    row = next(each for each in content("courses")["courses"] if each["code"] == "5S-101") | {"code": course}
    page = pages.write_course_page(pages.ensure_branch_page(branch, by=SYSTEM), facts(row), by=SYSTEM)
    for lesson in content("5s-101")["lessons"][:2]:
        pages.write_lesson_page(page, lesson | {"title": f"{mark} {lesson['title']}"}, CONTENT / "5s-101", by=SYSTEM)
    page.title = f"{mark} {page.title}"
    page.save_revision().publish()
    return page


@pytest.fixture
def world(settings, tmp_path) -> dict[str, Any]:
    """Two branches, each with a course; `screens` are of the first, all titles of which hold the mark."""
    settings.MEDIA_ROOT = tmp_path / "media"
    theirs = a_section("khoa-co-khi", "5S-101", MARK)
    mine = a_section("khoa-khac", "KH-101", "Của mình")
    owner, stranger = (with_role(RoleKind.TRAINER, branch=code) for code in ("khoa-co-khi", "khoa-khac"))
    screened = screens(owner.user)
    folder = folders.folder_of(theirs.get_parent().specific.branch)
    for model in (LibraryImage, LibraryDocument):
        for item in model.objects.exclude(collection=folders.folder_of(mine.get_parent().specific.branch)):
            item.title, item.collection = f"{MARK} {item.title}", folder
            item.save()
            item.tags.add(f"{MARK.lower()}-the")
            insert_or_update_object(item)
    return {"theirs": theirs, "mine": mine, "owner": owner, "stranger": stranger, "screens": screened}


def signed_in(person: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person.user)
    return client


def asked(client: Client, address: str, method: str, **data: Any) -> Any:
    """The answer; what it changed is put back."""
    kept = {name: held.value for name, held in client.cookies.items()}
    point = transaction.savepoint()
    answer = getattr(client, method)(address, data)
    transaction.savepoint_rollback(point)
    client.cookies = SimpleCookie(kept)
    return answer


def of_the_back_office(known: dict[str, Any], holding: set[str] | None = None) -> list[str]:
    return [each for each in addresses(known, holding) if each.startswith("/quan-tri/")]


def body(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode(errors="replace") if answer.streaming else answer.content.decode()


NAMING = {"parent_page_id", "page_id", "page_to_move_id", "image_id", "document_id", "doc_id", "page_pk"}
OTHER_WAYS = (
    "?q={mark}",
    "?p=1&q={mark}&search_in=all",
    "?ordering=title",
    "?export=xlsx",
)
LISTS = (
    "wagtailadmin_explore_root", "wagtailadmin_home", "wagtailadmin_pages:search", "wagtailadmin_pages:search_results",
    "wagtailadmin_choose_page", "wagtailadmin_choose_page_search", "wagtailimages:index", "wagtailimages:index_results",
    "wagtaildocs:index", "wagtaildocs:index_results", "wagtailimages_chooser:choose",
    "wagtailimages_chooser:choose_results", "wagtaildocs_chooser:choose", "wagtaildocs_chooser:choose_results",
    "wagtailadmin_reports:locked_pages", "wagtailadmin_reports:workflow", "wagtailadmin_reports:workflow_tasks",
    "wagtailadmin_reports:site_history", "wagtailadmin_reports:aging_pages", "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_reports:aging_pages_results",
)  # fmt: skip


def test_no_address_of_the_back_office_shows_another_branchs_words(world):
    stranger, shown = signed_in(world["stranger"]), []
    walked = [*of_the_back_office(world["screens"]), *world["screens"]["more"]]
    for address in walked:
        for method in ("get", "post"):
            answer = asked(stranger, address, method)
            if answer.status_code >= 500 or MARK.lower() in body(answer).lower():
                shown.append(f"{method} {address}: {answer.status_code}")

    assert shown == []
    assert len(walked) > 150


def test_every_address_that_names_what_is_another_branchs_answers_404_and_the_owner_finds_it(world):
    stranger, owner = signed_in(world["stranger"]), signed_in(world["owner"])
    named = of_the_back_office(world["screens"], NAMING)
    answers = {address: asked(stranger, address, method).status_code for address in named for method in ("get", "post")}

    assert {address: status for address, status in answers.items() if status != 404} == {}
    assert len([address for address in named if asked(owner, address, "get").status_code == 200]) > 30


def test_no_list_chooser_search_or_report_shows_another_branchs_words(world):
    """What was looked for stands in the field of search, as it was typed; a title goes on after the mark."""
    stranger, shown = signed_in(world["stranger"]), []
    for name in LISTS:
        for way in ("", *OTHER_WAYS):
            answer = asked(stranger, reverse(name) + way.format(mark=MARK), "get")
            if f"{MARK} ".lower() in body(answer).lower() or answer.status_code not in (200, 302, 404):
                shown.append(f"{name}{way}: {answer.status_code}")

    assert shown == []


def test_the_owner_finds_in_the_same_lists_what_the_stranger_does_not(world):
    owner = signed_in(world["owner"])
    found = [name for name in LISTS if f"{MARK} " in body(owner.get(reverse(name), {"q": MARK}, follow=True))]

    assert set(found) >= {
        "wagtailadmin_pages:search", "wagtailadmin_choose_page_search", "wagtailimages:index", "wagtaildocs:index",
        "wagtailimages_chooser:choose", "wagtaildocs_chooser:choose", "wagtailadmin_home",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["pages", "images", "documents"])
def test_the_api_of_the_back_office_knows_nothing_of_another_branch(kind, world):
    model = {"pages": LessonPage, "images": LibraryImage, "documents": LibraryDocument}[kind]
    pk = model.objects.filter(title__contains=MARK)[0].pk
    stranger, owner = signed_in(world["stranger"]), signed_in(world["owner"])
    address = f"/quan-tri/api/main/{kind}/"

    asked_for = [
        asked(stranger, f"{address}{more}", "get") for more in ("", f"?search={MARK}", f"{pk}/", "?limit=20&offset=0")
    ]

    assert [each.status_code for each in asked_for if f"{MARK} " in body(each)] == []
    assert asked_for[2].status_code == 404
    assert asked(owner, f"{address}{pk}/", "get").status_code == 200


def test_bulk_work_does_not_name_another_branchs_things(world):
    stranger = signed_in(world["stranger"])
    rows = {
        "wagtailcore/page": (LessonPage, ("publish", "unpublish", "move", "delete")),
        "cms/libraryimage": (LibraryImage, ("delete", "add_tags", "add_to_collection")),
        "cms/librarydocument": (LibraryDocument, ("delete", "add_tags", "add_to_collection")),
    }
    for place, (model, actions) in rows.items():
        theirs = model.objects.filter(title__contains=MARK)[0]
        for action in actions:
            for ids in (f"id={theirs.pk}", "id=all", f"id=all&childOf={Page.get_first_root_node().pk}&q={MARK}"):
                for method in ("get", "post"):
                    address = f"/quan-tri/bulk/{place}/{action}/?{ids}&next=/quan-tri/"
                    answer = asked(stranger, address, method)
                    assert (f"{MARK} " in body(answer), answer.status_code < 500) == (False, True), address
                    assert ids.startswith("id=all") or answer.status_code == 404


def test_a_page_is_neither_copied_nor_moved_to_another_branch_nor_named_in_the_refusal(world):
    stranger, mine, theirs = signed_in(world["stranger"]), world["mine"], world["theirs"]
    lesson = LessonPage.objects.child_of(mine)[0]

    copied = asked(
        stranger, reverse("wagtailadmin_pages:copy", args=[lesson.pk]), "post",
        new_title="x", new_slug="x", new_parent_page=theirs.pk, publish_copies="", alias="",
    )  # fmt: skip
    moved = asked(stranger, reverse("wagtailadmin_pages:move_confirm", args=[lesson.pk, theirs.pk]), "post")
    asked_to = asked(stranger, reverse("wagtailadmin_pages:move", args=[lesson.pk]), "post", new_parent_page=theirs.pk)

    assert [copied.status_code, moved.status_code, asked_to.status_code] == [404, 404, 404]


def test_a_picture_or_page_of_another_branch_is_not_put_into_a_lesson(world):
    """By a form made by hand: neither saved, nor previewed, nor shown again with an error."""
    stranger = signed_in(world["stranger"])
    lesson = LessonPage.objects.child_of(world["mine"])[0]
    own = LibraryImage.objects.exclude(title__contains=MARK)[0]
    foreign = LibraryImage.objects.filter(title__contains=MARK)[0]

    def sent(image: LibraryImage, alt: str) -> dict[str, Any]:
        block = {"body-0-deleted": "", "body-0-order": "0", "body-0-type": "diagram", "body-0-id": ""}
        block |= {"body-0-value-image": image.pk, "body-0-value-alt": alt, "body-0-value-caption": ""}
        fields = {"title": "Bài", "slug": lesson.slug, "summary": "", "minutes": "5", "module": "1", "body-count": "1"}
        return fields | block | {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}

    for address in (reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
                    reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])):  # fmt: skip
        refused = [asked(stranger, address, "post", **sent(foreign, alt)) for alt in ("Hình", "")]
        taken = asked(stranger, address, "post", **sent(own, "Hình"))
        assert [each.status_code for each in refused] == [404, 404]
        assert taken.status_code in (200, 302)


def test_a_document_is_opened_by_address_only_by_its_branch(world):
    document = LibraryDocument.objects.get()

    assert signed_in(world["stranger"]).get(document.url).status_code == 404
    assert signed_in(a_user().person).get(document.url).status_code == 404
    assert signed_in(world["owner"]).get(document.url).status_code == 200
    assert Client().get(document.url).status_code == 302


def test_a_pictures_address_is_not_guessed(world):
    image = LibraryImage.objects.create(title="x", file=SimpleUploadedFile("a.png", hostile.picture()))

    assert len(image.file.name.removeprefix("original_images/a-").removesuffix(".png")) == 16
    assert image.file.name.split("-")[-1].split(".")[0] in image.get_rendition("max-20x20").file.name


def test_what_is_shared_is_chosen_by_all_and_changed_by_officers(world):
    shared = LibraryImage.objects.create(
        title="Chung", file=SimpleUploadedFile("a.png", hostile.picture()), collection=folders.shared()
    )
    stranger, officer = signed_in(world["stranger"]), signed_in(with_role(RoleKind.OFFICER))

    assert stranger.get(reverse("wagtailimages_chooser:chosen", args=[shared.pk])).status_code == 200
    assert stranger.get(reverse("wagtailimages:edit", args=[shared.pk])).status_code == 302  # not allowed
    assert officer.get(reverse("wagtailimages:edit", args=[shared.pk])).status_code == 200


def test_an_officer_sees_every_branch(world):
    officer = signed_in(with_role(RoleKind.OFFICER))
    found = [name for name in LISTS if f"{MARK} " in body(officer.get(reverse(name), {"q": MARK}, follow=True))]

    assert {"wagtailadmin_reports:site_history", "wagtailimages:index", "wagtailadmin_choose_page_search"} <= set(found)


def test_a_trainer_of_two_branches_has_both(world):
    both = with_role(RoleKind.TRAINER, branch="khoa-khac")
    from lms.people import actions as people

    people.give_role(both.pk, RoleKind.TRAINER, by=SYSTEM, branch="khoa-co-khi")
    client = signed_in(both)

    assert client.get(reverse("wagtailadmin_pages:edit", args=[world["theirs"].pk])).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:edit", args=[world["mine"].pk])).status_code == 200
    assert body(client.get(reverse("wagtailimages:add"))).count("<option") >= 2
    assert Page.objects.count() > BranchPage.objects.count() == 2
