from __future__ import annotations

from django.db import models
from django.db.models import Q

from assurance.models.assessments import Assessment
from assurance.models.cycles import ReviewCycle
from governance.models import Council, Membership


class AcceptedWarningQuerySet(models.QuerySet["AcceptedWarning"]):
    def standing(self) -> AcceptedWarningQuerySet:
        """Not taken back; whether the finding is still the same is told by its digest."""
        return self.filter(taken_back_at=None)


class AcceptedWarning(models.Model):
    """A reason given for one finding: something that must be put right was passed, or a warning accepted.

    `rule` is the key of the rule (assurance/checks), `digest` the SHA-256 of the finding (hex): one that
    changed has another, and the reason lapses. Taken back, never deleted.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey(ReviewCycle, on_delete=models.PROTECT, related_name="accepted_warnings")
    rule = models.CharField(max_length=40)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    digest = models.CharField(max_length=64)
    reason = models.TextField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = AcceptedWarningQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "digest"], condition=Q(taken_back_at=None), name="assurance_accepted_once"
            ),
        ]

    def __str__(self) -> str:
        return self.reason
