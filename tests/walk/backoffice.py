"""What Wagtail's screens need to have something on them: a picture, a document, a page that waits for moderation."""

from io import BytesIO
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, GroupApprovalTask, Site, Workflow, WorkflowPage, WorkflowTask

from cms.models import CoursePage, LessonPage, LibraryDocument, LibraryImage
from lms.people.models import User


def _files(owner: User) -> tuple[LibraryImage, LibraryDocument]:
    held = BytesIO()
    Picture.new("RGB", (640, 480), "teal").save(held, "PNG")
    picture, form = ContentFile(held.getvalue(), "ben-cang.png"), ContentFile(b"5S", "bieu-mau.txt")
    image = LibraryImage.objects.create(title="Bến cảng", uploaded_by_user=owner, file=picture)
    return image, LibraryDocument.objects.create(title="Biểu mẫu 5S", uploaded_by_user=owner, file=form)


def _moderation(page: LessonPage, by: User) -> Any:
    """A workflow for the course's pages; one lesson's draft waits in its first task."""
    task = GroupApprovalTask.objects.create(name="Tổ thẩm định đọc")
    task.groups.set(Group.objects.all())
    workflow = Workflow.objects.create(name="Thẩm định bài học")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=page.get_parent())
    page.summary = "Bản nháp đang chờ duyệt."
    page.save_revision(user=by)
    return workflow.start(page, by)


def screens(owner: User) -> dict[str, Any]:
    """A real value for each parameter of the back office's addresses."""
    image, document = _files(owner)
    course = CoursePage.objects.get(code="5S-101")
    lessons = LessonPage.objects.child_of(course).order_by("path")
    moderated, other = lessons[0], lessons[1]
    other.title += " (đang sửa)"
    revision = other.save_revision(user=owner)
    state = _moderation(moderated, owner)
    collection = Collection.get_first_root_node().add_child(name="Hình của khóa 5S")
    return {
        "parent_page_id": (course.get_parent().pk, course.pk),
        "language": "en",
        "section_id": course.get_parent().pk,
        "page_id": (course.pk, moderated.pk, other.pk),
        "page_to_move_id": other.pk,
        "destination_id": course.pk,
        "content_type_app_name": "cms",
        "content_type_model_name": ("coursepage", "lessonpage"),
        "app_label": {"create": "cms", "tasks": "wagtailcore"},
        "model_name": {"create": "lessonpage", "tasks": "groupapprovaltask"},
        "action_name": ("approve", "reject"),
        "revision_id": revision.pk,
        "task_state_id": state.current_task_state.pk,
        "workflow_state_id": state.pk,
        "task_id": state.current_task_state.task.pk,
        "page_pk": moderated.pk,
        "workflow_pk": state.workflow.pk,
        "image_id": image.pk,
        "document_id": document.pk,
        "collection_id": collection.pk,
        "redirect_id": Redirect.objects.create(old_path="/cu", redirect_page=course).pk,
        "pk": {
            "collections": collection.pk,
            "tasks": state.current_task_state.task.pk,
            "workflows": state.workflow.pk,
            "sites": Site.objects.get().pk,
            "images": image.pk,
            "documents": document.pk,
        },
        "more": (
            f"/quan-tri/pages/{other.pk}/revisions/compare/live...latest/",
            f"/quan-tri/bulk/wagtailcore/page/publish/?id={other.pk}&next=/quan-tri/",
            f"/quan-tri/bulk/wagtailcore/page/unpublish/?id={other.pk}&next=/quan-tri/",
            f"/quan-tri/bulk/wagtailcore/page/move/?id={other.pk}&next=/quan-tri/",
            f"/quan-tri/bulk/wagtailcore/page/delete/?id={other.pk}&next=/quan-tri/",
            f"/quan-tri/bulk/cms/libraryimage/delete/?id={image.pk}&next=/quan-tri/",
            f"/quan-tri/bulk/cms/libraryimage/add_tags/?id={image.pk}&next=/quan-tri/",
            f"/quan-tri/bulk/cms/libraryimage/add_to_collection/?id={image.pk}&next=/quan-tri/",
            f"/quan-tri/bulk/cms/librarydocument/delete/?id={document.pk}&next=/quan-tri/",
            "/quan-tri/pages/search/?q=5S",
        ),
    }
