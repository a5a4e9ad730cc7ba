"""Laying pages without an editor: the site's own roots, a branch's section, and content brought from files.

What people write, they write in Wagtail's admin; its own log keeps who. Laying a page again finds the first.
"""

import json
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from django.utils.text import slugify
from wagtail.images import get_image_model
from wagtail.models import Collection, Locale, Page, Site

from cms import groups
from cms.library import folders
from cms.models import BranchPage, CataloguePage, CoursePage, HomePage, LessonPage
from cms.queries import branch_above
from courses.catalog.models import Branch
from courses.quizzes.models import Quiz
from lms.kernel.actors import Actor
from lms.kernel.errors import require
from lms.kernel.names import fold
from lms.people.queries import may_keep_people

_DEFAULT_HOME = "home"  # the page Wagtail's own migration makes, which would hold our slug's place as the site's root


def _add(parent: Page, page: Page) -> Any:
    """Add the page below `parent`, live, with its first revision."""
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def ensure_roots() -> None:
    """What Wagtail's own migrations make, and an emptied database lacks: a locale, the two roots."""
    Locale.objects.get_or_create(language_code="vi")
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(title="Toàn bộ trang", slug="root")
    folders.shared()


@transaction.atomic
def ensure_site(*, by: Actor) -> CataloguePage:
    """The home page, the catalogue below it, and the site that begins there."""
    require(may_keep_people(by))
    catalogue = CataloguePage.objects.first()
    if catalogue:
        return catalogue
    ensure_roots()
    root = Page.get_first_root_node()
    locale, _created = Locale.objects.get_or_create(language_code="vi")
    home = _add(root, HomePage(title="Năng suất Hải Phòng", slug="trang-chu", locale=locale))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": home.title}
    )
    Page.objects.filter(depth=2, slug=_DEFAULT_HOME).delete()
    home.refresh_from_db()
    made: CataloguePage = _add(home, CataloguePage(title="Danh mục khóa học", slug="khoa-hoc", locale=locale))
    return made


@transaction.atomic
def ensure_branch_page(branch: Branch, *, by: Actor) -> BranchPage:
    """The section below which the branch's trainers write."""
    require(may_keep_people(by))
    page = BranchPage.objects.filter(branch=branch).first()
    if page is None:
        catalogue = ensure_site(by=by)
        page = _add(catalogue, BranchPage(title=branch.name, slug=branch.code, branch=branch, locale=catalogue.locale))
        folders.folder_of(branch)
        groups.mirror_all()
    return page


@transaction.atomic
def write_course_page(section: BranchPage, facts: dict[str, Any], *, by: Actor) -> CoursePage:
    """A course page from the fields of `CoursePage`; `modules` are mappings as `ModuleBlock` has them."""
    require(may_keep_people(by))
    page = CoursePage.objects.filter(code=facts["code"]).first()
    if page:
        return page
    modules = json.dumps([{"type": "module", "value": module} for module in facts["modules"]])
    fields = {**facts, "modules": modules, "slug": slugify(fold(facts["code"])), "locale": section.locale}
    made: CoursePage = _add(section, CoursePage(**fields))
    return made


def _image(path: Path, title: str, folder: Collection) -> int:
    """The id of the image of this file in a folder of the library."""
    images = get_image_model().objects.filter(collection=folder)
    known = images.filter(title=title).first()
    if known is None:
        with path.open("rb") as opened:
            known = images.create(title=title, file=ImageFile(opened, name=path.name), collection=folder)
    return int(known.pk)


def _stream(blocks: list[dict[str, Any]], images: Path, folder: Collection) -> list[dict[str, Any]]:
    """Blocks as they are written in files ({type: value}) in the shape of a stream field; images go to `folder`."""
    made = []
    for block in blocks:
        ((kind, value),) = block.items()
        if kind == "diagram":
            title = f"{images.name}/{value['image']}"
            value = {**value, "image": _image(images / value["image"], title, folder)}
        elif kind == "table":
            columns = [{"type": "text", "heading": heading} for heading in value["header"]]
            rows = [{"values": row} for row in value["rows"]]
            value = {"columns": columns, "rows": rows, "caption": value["caption"]}
        made.append({"type": kind, "value": value})
    return made


@transaction.atomic
def write_lesson_page(page: CoursePage, lesson: dict[str, Any], images: Path, *, by: Actor) -> LessonPage:
    """A lesson below a course page: slug, title, summary, minutes, module, blocks; drawings stand in `images`."""
    require(may_keep_people(by))
    there = LessonPage.objects.child_of(page).filter(slug=lesson["slug"]).first()
    if there:
        return there
    made: LessonPage = _add(
        page,
        LessonPage(
            title=lesson["title"],
            slug=lesson["slug"],
            summary=lesson["summary"],
            minutes=lesson["minutes"],
            module=lesson["module"],
            body=json.dumps(_stream(lesson["blocks"], images, folders.folder_of(branch_above(page)))),
            locale=page.locale,
        ),
    )
    return made


@transaction.atomic
def rewrite_block(page: LessonPage, number: int, said: dict[str, Any], *, by: Actor) -> dict[str, Any]:
    """Write other words into the block of this number (from 1), live; returns what these places said before."""
    require(may_keep_people(by))
    raw = page.body.get_prep_value()
    value = raw[number - 1]["value"]
    before = {place: value[place] for place in said}
    value.update(said)
    page.body = page.body.stream_block.to_python(raw)
    page.save_revision().publish()
    page.refresh_from_db()
    return before


@transaction.atomic
def add_quiz(page: LessonPage, quiz: Quiz, *, by: Actor) -> LessonPage:
    """Put a quiz at the end of a lesson, live. Adding it again changes nothing."""
    require(may_keep_people(by))
    held = [block.value["quiz"] for block in page.body if block.block_type == "quiz"]
    if str(quiz.key) not in held:
        page.body.append(("quiz", {"quiz": str(quiz.key)}))
        page.save_revision().publish()
        page.refresh_from_db()
    return page
