from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from governance.models.councils import Council


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def for_council(self, council: Council) -> AuditEntryQuerySet:
        return self.filter(council=council)

    def in_chain(self, council_id: int | None) -> AuditEntryQuerySet:
        """The entries of a council, or of the installation itself (None), in the order they were written."""
        return self.filter(council=council_id).order_by("sequence")


class AuditEntry(models.Model):
    """One event in the record of changes. Append-only (also by database trigger), chained per council."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    sequence = models.PositiveIntegerField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    action = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    object_label = models.CharField(max_length=200, blank=True)
    # The year that the review starts in to which the entry belongs; None: to no single review.
    review_year = models.PositiveSmallIntegerField(null=True, blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(F("council"), F("at").desc(), name="governance_audit_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["council", "sequence"], name="governance_audit_sequence"),
            models.UniqueConstraint(
                fields=["sequence"], condition=Q(council=None), name="governance_audit_sequence_of_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"
