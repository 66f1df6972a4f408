from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse

from framework.models import Framework
from governance.converters import parse_year
from governance.models import Council, Membership
from governance.models.memberships import year_label


class ReviewCycleQuerySet(models.QuerySet["ReviewCycle"]):
    def for_council(self, council: Council) -> ReviewCycleQuerySet:
        return self.filter(council=council)

    def newest_first(self) -> ReviewCycleQuerySet:
        return self.order_by("-starts_on")

    def in_year(self, year: int) -> ReviewCycleQuerySet:
        """`year` is the year the review starts in: 2024 for 2024/25."""
        return self.filter(starts_on__year=year)

    def being_worked_on(self) -> ReviewCycleQuerySet:
        return self.filter(
            stage__in=[ReviewCycle.Stage.OPEN, ReviewCycle.Stage.IN_REVIEW],
            is_past_record=False,
            locked_at=None,
        )

    def finished(self) -> ReviewCycleQuerySet:
        """Signed by all offices, closed, or a record of a past year that was finished elsewhere."""
        done = [ReviewCycle.Stage.SIGNED_OFF, ReviewCycle.Stage.CLOSED]
        return self.filter(models.Q(stage__in=done) | models.Q(is_past_record=True))

    def locked(self) -> ReviewCycleQuerySet:
        """What `ReviewCycle.is_locked` says of each: rows are read-only."""
        done = [ReviewCycle.Stage.SIGNED_OFF, ReviewCycle.Stage.CLOSED]
        return self.filter(
            models.Q(is_past_record=True) | models.Q(locked_at__isnull=False) | models.Q(stage__in=done)
        )

    def being_signed(self) -> ReviewCycleQuerySet:
        """The monitoring officer has signed, and other offices of the chain have not yet."""
        return self.filter(stage=ReviewCycle.Stage.IN_REVIEW, is_past_record=False, locked_at__isnull=False)


class ReviewCycle(models.Model):
    """One council's review of one financial year (1 April to 31 March).

    Source: Accounts and Audit Regulations 2015, regulation 6. A *record of a past year* was signed off
    elsewhere: read-only, without checks, there to start from.
    """

    class Stage(models.TextChoices):
        SETUP = "setup", "Being set up"
        OPEN = "open", "Open"
        IN_REVIEW = "in_review", "In review"
        SIGNED_OFF = "signed_off", "Finished"
        CLOSED = "closed", "Closed"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="cycles")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="cycles")
    starts_on = models.DateField()
    governance_model = models.CharField(max_length=10, choices=Council.GovernanceModel.choices)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.SETUP)
    is_past_record = models.BooleanField(default=False)
    record_body = models.CharField(max_length=150, blank=True)
    record_date = models.DateField(null=True, blank=True)
    record_minute = models.CharField(max_length=100, blank=True)
    started_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    started_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)  # by the first signature; others may follow
    carried_forward_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    carried_forward_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewCycleQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["council", "starts_on"], name="assurance_one_cycle_per_year"),
            models.CheckConstraint(
                condition=models.Q(starts_on__month=4, starts_on__day=1),
                name="assurance_cycle_starts_in_april",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} review"

    def get_absolute_url(self) -> str:
        return reverse("assurance:cycle", args=[self.council.slug, self.year])

    @property
    def year(self) -> int:
        return self.starts_on.year

    @property
    def label(self) -> str:
        """ "2024/25"."""
        return year_label(self.year)

    @property
    def slug(self) -> str:
        return self.label.replace("/", "-")

    @property
    def previous_label(self) -> str:
        return year_label(self.year - 1)

    @property
    def ends_on(self) -> date:
        return date(self.year + 1, 3, 31)

    @property
    def is_locked(self) -> bool:
        """Rows are read-only: the review is signed, finished, closed or a record of a past year."""
        return (
            self.is_past_record
            or self.locked_at is not None
            or self.stage in {self.Stage.SIGNED_OFF, self.Stage.CLOSED}
        )

    @property
    def is_being_scored(self) -> bool:
        return not self.is_locked and self.stage in {self.Stage.OPEN, self.Stage.IN_REVIEW}

    @property
    def is_being_signed(self) -> bool:
        """The first office has signed, and others of the chain have not yet."""
        return self.locked_at is not None and self.stage == self.Stage.IN_REVIEW and not self.is_past_record

    @property
    def is_finished(self) -> bool:
        """Every office of the chain has signed; a record of a past year was finished elsewhere."""
        return self.is_past_record or self.stage in {self.Stage.SIGNED_OFF, self.Stage.CLOSED}

    @property
    def stage_in_words(self) -> str:
        """How the review stands: "open", "finished", "being confirmed"."""
        return "being confirmed" if self.is_being_signed else self.get_stage_display().lower()

    @staticmethod
    def start_of(label: str) -> date:
        """1 April of "2024/25" or "2024-25"; ValueError for anything else."""
        return date(parse_year(label), 4, 1)


class Milestone(models.Model):
    """A date that a step of the review is due by (DOMAIN.md §6: every date editable per review)."""

    class Kind(models.TextChoices):
        SCORING = "scoring", "Evidence and scores in"
        AGREEING = "agreeing", "Scores agreed"
        DRAFT = "draft", "Draft statement published"
        APPROVAL = "approval", "Statement approved by committee"
        PUBLICATION = "publication", "Final statement published"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey(ReviewCycle, on_delete=models.PROTECT, related_name="milestones")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["cycle", "kind"], name="assurance_milestone_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.due_on}"
