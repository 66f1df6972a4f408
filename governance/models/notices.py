from __future__ import annotations

from django.db import models

from governance.models.councils import Council
from governance.models.memberships import Membership


class Notice(models.Model):
    """Something a member is told in the app: what happened, in words, and the page it speaks of."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="notices")
    action = models.CharField(max_length=80)
    text = models.CharField(max_length=400)
    url = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.text
