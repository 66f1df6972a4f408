from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from assurance.models.assessments import Assessment
from governance.models import Council, Membership, Post, User


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def for_council(self, council: Council) -> EvidenceQuerySet:
        return self.filter(council=council)

    def in_use(self) -> EvidenceQuerySet:
        """Items that can be attached: not retired, not merged into another."""
        return self.filter(retired_at=None, merged_into=None)


class Evidence(models.Model):
    """An item of the council's evidence register: entered once, used on many rows, year after year."""

    class CheckedBy(models.TextChoices):
        """The three lines of assurance, in people's words."""

        SERVICE = "service", "The service"
        ANOTHER_TEAM = "another_team", "Another council team"
        INDEPENDENT = "independent", "Someone independent"

    class Shown(models.TextChoices):
        WRITTEN_DOWN = "written_down", "Written down"
        IN_USE = "in_use", "In use"
        SHOWN_TO_WORK = "shown_to_work", "Shown to work"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True)
    owner_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    effective_from = models.DateField(null=True, blank=True)
    last_reviewed = models.DateField(null=True, blank=True)
    next_review = models.DateField(null=True, blank=True)
    checked_by = models.CharField(max_length=15, choices=CheckedBy.choices, blank=True)
    shown = models.CharField(max_length=15, choices=Shown.choices, blank=True)
    is_public = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    added_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()
    _history_user: User  # who makes the next change, for its history
    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = [Lower("title")]
        constraints = [
            # Typing a known title again finds the item; it never makes a second one.
            models.UniqueConstraint(
                "council",
                Lower("title"),
                condition=Q(retired_at=None, merged_into=None),
                name="assurance_evidence_title_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceUse(models.Model):
    """An item shown for a row, with a note of what to look at. Removed rows keep their history."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="evidence_uses")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")
    note = models.CharField(max_length=500, blank=True)
    added_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()
    _history_user: User  # who makes the next change, for its history

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "evidence"],
                condition=Q(removed_at=None),
                name="assurance_evidence_use_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.evidence)
