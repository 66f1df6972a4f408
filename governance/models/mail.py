from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from governance.models.notices import Notice


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, *, at: datetime) -> OutgoingMailQuerySet:
        """Waiting, and its time has come."""
        return self.filter(state=OutgoingMail.State.WAITING, next_try_at__lte=at)

    def settled(self) -> OutgoingMailQuerySet:
        """Those that a mail server took or refused: they say whether an address works."""
        return self.filter(state__in=[OutgoingMail.State.SENT, OutgoingMail.State.FAILED])


class OutgoingMail(models.Model):
    """An e-mail that the worker sends once. `key` names what it is for: asking twice makes one e-mail.

    `handed_over_at` is set just before the mail server is given it: from then on it is never sent again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        UNKNOWN = "unknown", "Not known whether sent"
        STOPPED = "stopped", "No longer wanted"

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120, unique=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["state", "next_try_at"], name="governance_mail_due")]

    def __str__(self) -> str:
        return self.subject


class MailedNotice(models.Model):
    """A notice that an e-mail tells of."""

    mail = models.ForeignKey(OutgoingMail, on_delete=models.PROTECT, related_name="notices")
    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="mailed")

    def __str__(self) -> str:
        return f"{self.notice_id} in {self.mail_id}"
