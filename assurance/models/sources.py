from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from assurance.models.cycles import ReviewCycle
from assurance.models.evidence import Evidence
from framework.models import Principle
from governance.models import Council, Membership, User


class AssuranceSourceQuerySet(models.QuerySet["AssuranceSource"]):
    def for_council(self, council: Council) -> AssuranceSourceQuerySet:
        return self.filter(council=council)

    def standing(self) -> AssuranceSourceQuerySet:
        return self.filter(withdrawn_at=None)


class AssuranceSource(models.Model):
    """Who, besides those who scored, says how good governance is: an opinion over a period, with its date.

    `line` 1 to 3 is who checked (DOMAIN.md §7, §11). `is_serious`: it says what the statement has to answer,
    such as a significant weakness or a report under section 114. Withdrawn, never deleted.
    """

    class Kind(models.TextChoices):
        HEAD_OF_INTERNAL_AUDIT = "head_of_internal_audit", "Head of internal audit’s annual opinion"
        EXTERNAL_AUDITOR = "external_auditor", "External auditor"
        INSPECTION = "inspection", "Inspection"
        OMBUDSMAN = "ombudsman", "Ombudsman"
        INFORMATION_COMMISSIONER = "information_commissioner", "Information Commissioner"
        PEER_CHALLENGE = "peer_challenge", "Peer challenge"
        STATUTORY_REPORT = "statutory_report", "Statutory officer’s report (section 5 or section 114)"
        COMPANY = "company", "Company or partnership"
        OTHER_TEAM = "other_team", "Another council team"
        OTHER = "other", "Other"

    class Line(models.IntegerChoices):
        SERVICE = 1, "The service"
        OTHER_TEAM = 2, "Another council team"
        INDEPENDENT = 3, "Someone independent"

    class OpinionLevel(models.TextChoices):
        SUBSTANTIAL = "substantial", "Substantial"
        REASONABLE = "reasonable", "Reasonable"
        LIMITED = "limited", "Limited"
        NONE = "none", "No assurance"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey(ReviewCycle, on_delete=models.PROTECT, related_name="sources")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    line = models.PositiveSmallIntegerField(choices=Line.choices, default=Line.INDEPENDENT)
    provider = models.CharField(max_length=150)
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    opinion_level = models.CharField(max_length=12, choices=OpinionLevel.choices, blank=True)
    opinion = models.CharField(max_length=300, blank=True)
    summary = models.TextField(blank=True)
    conformance = models.TextField(blank=True)
    is_serious = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()
    _history_user: User  # who makes the next change, for its history
    objects = AssuranceSourceQuerySet.as_manager()

    class Meta:
        ordering = ["-line", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_from=None) | Q(period_to=None) | Q(period_from__lte=F("period_to")),
                name="assurance_source_period_in_order",
            ),
            models.UniqueConstraint(
                fields=["cycle"],
                condition=Q(kind="head_of_internal_audit", withdrawn_at=None),
                name="assurance_one_internal_audit_opinion",
            ),
        ]

    def __str__(self) -> str:
        kind = self.get_kind_display()
        return kind if self.provider == kind else f"{self.provider}: {kind}"

    def get_absolute_url(self) -> str:
        return reverse("assurance:source", args=[self.council.slug, self.cycle.year, self.pk])

    @property
    def is_unfavourable(self) -> bool:
        """The statement has to answer it: a limited opinion or none, or a serious finding."""
        return self.is_serious or self.opinion_level in {self.OpinionLevel.LIMITED, self.OpinionLevel.NONE}


class SourcePrinciple(models.Model):
    """A principle that the source speaks about."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(AssuranceSource, on_delete=models.PROTECT, related_name="principle_links")
    principle = models.ForeignKey(Principle, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "principle"],
                condition=Q(ended_at=None),
                name="assurance_source_principle_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} on {self.principle_id}"


class SourceEvidence(models.Model):
    """An item of the evidence register that holds the source's report."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(AssuranceSource, on_delete=models.PROTECT, related_name="evidence_links")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="source_links")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "evidence"],
                condition=Q(ended_at=None),
                name="assurance_source_evidence_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} for {self.source_id}"
