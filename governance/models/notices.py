from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone

from governance.models.councils import Council
from governance.models.memberships import Membership
from governance.models.people import User

RECENT_DAYS = 90  # older notices are shown when asked for, and counted nowhere


class NoticeQuerySet(models.QuerySet["Notice"]):
    def told_to(self, user: User) -> NoticeQuerySet:
        """What a person was told in the councils that they belong to now."""
        return self.filter(recipient__user=user, recipient__ended_at=None)

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def recent(self, *, at: date) -> NoticeQuerySet:
        """Those of the last 90 days before a day, and of the day itself."""
        first_day = datetime.combine(at - timedelta(days=RECENT_DAYS), time.min)
        return self.filter(created_at__gte=timezone.make_aware(first_day))

    def mark_read(self, *, at: datetime) -> int:
        """Note when they were first read; returns how many were not read before."""
        return self.unread().update(read_at=at)


class Notice(models.Model):
    """Something a member is told in the app: what happened, in words, and the page it speaks of."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="notices")
    action = models.CharField(max_length=80)
    text = models.CharField(max_length=400)
    url = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    # What is told only once, such as one reminder a day, has a key; most notices have none.
    once_key = models.CharField(max_length=120, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "once_key"],
                condition=~models.Q(once_key=""),
                name="governance_notice_told_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def headline(self) -> str:
        """What happened, before the words that somebody gave with it."""
        return self.text.partition(": ")[0]

    @property
    def said(self) -> str:
        """The words that somebody gave with it, such as the reason for sending back; may be empty."""
        return self.text.partition(": ")[2]
