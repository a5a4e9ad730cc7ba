"""Two readers before a page is published: a workflow for each branch, required where officers say so."""

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from cms.editing.models import ReadingTask, Step
from cms.editing.rules import may_moderate
from cms.models import BranchPage
from lms.kernel.actors import Actor
from lms.kernel.errors import require
from lms.people.models import Person

NAME = "Duyệt bài: "  # stored, as the groups' names are
MODERATED = "cms.moderate"  # in Wagtail's log
_STEPS = {Step.COLLEAGUE: "Giảng viên khác đọc: ", Step.OFFICER: "Chuyên viên duyệt: "}


def lay(section: BranchPage, readers: dict[Step, Group]) -> None:
    """Make the branch's workflow what it should be, and assign it to the section. Twice changes nothing."""
    tasks = []
    for step, group in readers.items():
        task, _made = ReadingTask.objects.get_or_create(
            branch=section.branch, step=step, defaults={"name": f"{_STEPS[step]}{section.branch.name}"}
        )
        task.groups.set([group])
        tasks.append(task)
    held = WorkflowTask.objects.filter(task__in=[task.task_ptr for task in tasks]).select_related("workflow").first()
    workflow = held.workflow if held else Workflow.objects.create(name=f"{NAME}{section.branch.name}")
    for order, task in enumerate(tasks):
        WorkflowTask.objects.update_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": order})
    WorkflowPage.objects.update_or_create(page=section.page_ptr, defaults={"workflow": workflow})


@transaction.atomic
def moderate(section_id: int, required: bool, *, by: Actor) -> BranchPage:
    """Say whether the pages of a branch are published only by its second reader. The groups follow at once."""
    from cms import groups  # noqa: PLC0415 - the mirror lays what is written here

    section = BranchPage.objects.select_for_update(of=("self",)).get(pk=section_id)
    require(may_moderate(by, section))
    if section.moderated != required:
        section.moderated = required
        section.save(update_fields=["moderated"], clean=False)
        user = by.user if isinstance(by, Person) else None
        log(instance=section, action=MODERATED, user=user, data={"required": required})
        groups.lay_all()
    return section
