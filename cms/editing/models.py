"""A step of moderation: somebody reads a page before it is published, and nobody approves their own words."""

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState

from cms.editing import authorship
from courses.catalog.models import Branch
from lms.kernel import clock
from lms.kernel.errors import WrongState


class Step(models.IntegerChoices):
    """The two readers of a page, one after the other."""

    COLLEAGUE = 1, _("another trainer of the branch")
    OFFICER = 2, _("an officer, who publishes")


class ReadingTask(AbstractGroupApprovalTask):
    """One of the two steps of a branch. `groups` read, without who wrote the words and who read the step before."""

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField(choices=Step.choices)

    class Meta:
        verbose_name = _("reading of a page")
        verbose_name_plural = _("readings of pages")
        constraints = [models.UniqueConstraint(fields=["branch", "step"], name="a_step_once_in_a_branch")]

    def readers(self, page: Any) -> QuerySet[Any]:
        """The users who may approve this page at this step."""
        from lms.people.models import User  # noqa: PLC0415 - this module is read while the apps load

        return User.objects.filter(is_active=True, groups__in=self.groups.all()).exclude(pk__in=self._barred(page))

    def _barred(self, page: Any) -> set[int]:
        state = page.current_workflow_state
        before: set[int] = set()
        if state:
            finished = state.task_states.filter(status=TaskState.STATUS_APPROVED).exclude(task=self.task_ptr)
            before = set(finished.exclude(finished_by=None).values_list("finished_by", flat=True))
        asked = {state.requested_by_id} if state and state.requested_by_id else set()
        return authorship.authors_of([page])[page.pk] | before | asked

    def may_read(self, page: Any, user: Any) -> bool:
        """Whether this user may approve the page now."""
        return self._user_in_groups(user) and user.pk not in self._barred(page)

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        """Begin the step. Where the branch has no other trainer its first step is skipped: the officer reads."""
        state = super().start(workflow_state, user=user)
        if self.step == Step.COLLEAGUE and not self.readers(workflow_state.content_object).exists():
            state.status, state.finished_at = TaskState.STATUS_SKIPPED, clock.now()
            state.save(update_fields=["status", "finished_at"])
        return state

    def get_actions(self, obj: Any, user: Any) -> Any:
        return super().get_actions(obj, user) if self.may_read(obj, user) else []

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        waiting = super().get_task_states_user_can_moderate(user, **kwargs)
        mine = [state.pk for state in waiting if self.may_read(state.workflow_state.content_object, user)]
        return waiting.filter(Q(pk__in=mine))

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Approve or send back. Who has changed the words meanwhile is their author, and approves them no more."""
        page = task_state.workflow_state.content_object
        if not self.may_read(page, user):
            raise WrongState(
                _("Your changes are saved. You have written a part of this page now: somebody else must approve it.")
            )
        return super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> Any:
        return _("Another trainer of the branch reads the page, then an officer; nobody approves their own words.")
