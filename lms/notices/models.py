"""Notices: what one person was told, once, in their language; the row is also the outbox of its mail."""

from django.db import models

from lms.kernel import clock
from lms.notices.states import MailState, NoticeKind
from lms.people.models import Person


class Notice(models.Model):
    """`about` names what it is about ("certificate:12"), so that it is told once; `path` is where to look."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=16, choices=NoticeKind.choices)
    about = models.CharField(max_length=80)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    action = models.CharField(max_length=80)  # the words of the link
    path = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)

    mail_to = models.EmailField(blank=True)
    mail_state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.NONE)
    mail_due = models.DateTimeField(null=True)  # WAITING: not before; SENDING: after it the sender counts as dead
    mail_tries = models.PositiveSmallIntegerField(default=0)
    mail_sent_at = models.DateTimeField(null=True)
    mail_error = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [
            # The bell rings every minute and two workers hear it: the second finds that it was told.
            models.UniqueConstraint(fields=["person", "kind", "about"], name="told_once"),
        ]
        indexes = [
            models.Index(fields=["person", "-at"], name="notice_by_person"),
            models.Index(fields=["mail_state", "mail_due"], name="notice_to_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
