from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from assurance.models.actions import ImprovementAction, Progress
from assurance.models.assessments import Assessment
from assurance.models.cycles import ReviewCycle
from assurance.models.sources import AssuranceSource
from framework.models import Principle
from governance.models import Council, Membership, Post


class GovernanceIssueQuerySet(models.QuerySet["GovernanceIssue"]):
    def for_council(self, council: Council) -> GovernanceIssueQuerySet:
        return self.filter(council=council)

    def in_cycle(self, cycle: ReviewCycle) -> GovernanceIssueQuerySet:
        """Issues with a part in the review, in the order in which they were raised."""
        return self.filter(in_cycles__cycle=cycle).order_by("pk")

    def open(self) -> GovernanceIssueQuerySet:
        """Significant, and not closed by a committee."""
        return self.filter(status__in=GovernanceIssue.OPEN_STATUSES)

    def possible(self) -> GovernanceIssueQuerySet:
        return self.filter(status=GovernanceIssue.Status.CANDIDATE)


class GovernanceIssue(models.Model):
    """A significant governance issue, for life: possible, then confirmed or rejected, watched, closed.

    Source: DOMAIN.md §3 (section 9 of the statement) and §5. Closed only with a committee's minute.
    """

    class Status(models.TextChoices):
        CANDIDATE = "candidate", "Possible"
        CONFIRMED = "confirmed", "Confirmed"
        REJECTED = "rejected", "Not significant"
        MONITORED = "monitored", "Being watched"
        CLOSED = "closed", "Closed"

    class RaisedFrom(models.TextChoices):
        BY_HAND = "by_hand", "Raised by hand"
        LOW_SCORE = "low_score", "A low score"
        INTERNAL_AUDIT = "internal_audit", "Head of internal audit"
        EXTERNAL_AUDIT = "external_audit", "External auditor"
        OTHER_SOURCE = "other_source", "Another source of assurance"
        DIRECTOR_RETURN = "director_return", "A director’s assurance return"

    OPEN_STATUSES = (Status.CONFIRMED, Status.MONITORED)

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="issues")
    title = models.CharField(max_length=150)
    description = models.TextField(blank=True)
    impact = models.TextField(blank=True)
    response = models.TextField(blank=True)
    raised_from = models.CharField(max_length=20, choices=RaisedFrom.choices, default=RaisedFrom.BY_HAND)
    raised_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    raised_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CANDIDATE)
    decision_reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    owner_post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="issues", null=True, blank=True
    )
    due_on = models.DateField(null=True, blank=True)
    committee = models.CharField(max_length=150, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_committee = models.CharField(max_length=150, blank=True)
    closed_minute = models.CharField(max_length=100, blank=True)
    closed_outcome = models.TextField(blank=True)
    closed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()
    objects = GovernanceIssueQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="closed")
                | (Q(closed_on__isnull=False) & ~Q(closed_committee="") & ~Q(closed_minute="")),
                name="assurance_issue_closed_with_minute",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["confirmed", "rejected"]) | ~Q(decision_reason=""),
                name="assurance_issue_decided_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assurance:issue", args=[self.council.slug, self.pk])

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN_STATUSES

    def is_overdue(self, at: date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < at


class IssueCriterion(models.Model):
    """Why the issue counts as significant: a criterion of the council, in its words when it was ticked."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    issue = models.ForeignKey(GovernanceIssue, on_delete=models.PROTECT, related_name="criteria")
    text = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "text"], condition=Q(ended_at=None), name="assurance_issue_criterion_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class IssueAssessment(models.Model):
    """A row of a review that the issue stands on."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    issue = models.ForeignKey(GovernanceIssue, on_delete=models.PROTECT, related_name="row_links")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="issue_links")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "assessment"], condition=Q(ended_at=None), name="assurance_issue_row_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} on {self.assessment_id}"


class IssuePrinciple(models.Model):
    """A principle that the issue touches beside those of its rows."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    issue = models.ForeignKey(GovernanceIssue, on_delete=models.PROTECT, related_name="principle_links")
    principle = models.ForeignKey(Principle, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "principle"],
                condition=Q(ended_at=None),
                name="assurance_issue_principle_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} touches {self.principle_id}"


class IssueSource(models.Model):
    """A source of assurance that tells of the issue."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    issue = models.ForeignKey(GovernanceIssue, on_delete=models.PROTECT, related_name="source_links")
    source = models.ForeignKey(AssuranceSource, on_delete=models.PROTECT, related_name="issue_links")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "source"], condition=Q(ended_at=None), name="assurance_issue_source_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} from {self.source_id}"


class IssueAction(models.Model):
    """An improvement action that answers the issue."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    issue = models.ForeignKey(GovernanceIssue, on_delete=models.PROTECT, related_name="action_links")
    action = models.ForeignKey(ImprovementAction, on_delete=models.PROTECT, related_name="issue_links")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "action"], condition=Q(ended_at=None), name="assurance_issue_action_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} for {self.issue_id}"


class IssueUpdate(models.Model):
    """What is said of an open issue on a date, with how it goes."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    issue = models.ForeignKey(GovernanceIssue, on_delete=models.PROTECT, related_name="updates")
    said_on = models.DateField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    progress = models.CharField(max_length=10, choices=Progress.choices)
    text = models.TextField()

    class Meta:
        ordering = ["-said_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.said_on}: {self.get_progress_display()}"


class IssueInCycle(models.Model):
    """An issue's part in one year: new or carried (with its reason), due as promised, how the year ended."""

    class Origin(models.TextChoices):
        NEW = "new", "New"
        CARRIED = "carried", "Carried from last year"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    issue = models.ForeignKey(GovernanceIssue, on_delete=models.PROTECT, related_name="in_cycles")
    cycle = models.ForeignKey(ReviewCycle, on_delete=models.PROTECT, related_name="issues_in_cycle")
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.NEW)
    reason = models.CharField(max_length=500, blank=True)
    promised_for = models.DateField(null=True, blank=True)
    progress_at_close = models.CharField(max_length=10, choices=Progress.choices, blank=True)
    outcome = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "cycle"], name="assurance_issue_in_cycle_once")
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} in {self.cycle.label}"


class NoIssuesStatement(models.Model):
    """ "No significant issues, because…": said of a review, taken back when one is confirmed."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey(ReviewCycle, on_delete=models.PROTECT, related_name="no_issues_statements")
    reason = models.TextField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(taken_back_at=None), name="assurance_no_issues_once"
            ),
        ]

    def __str__(self) -> str:
        return self.reason
