from __future__ import annotations

from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from assurance.models.cycles import ReviewCycle
from assurance.scores import HIGHEST, LOWEST, Band, band_of
from framework.models import Requirement
from governance.models import Council, Membership


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def for_council(self, council: Council) -> AssessmentQuerySet:
        return self.filter(council=council)

    def in_order(self) -> AssessmentQuerySet:
        return self.order_by("requirement__position")

    def assigned_to(self, membership: Membership) -> AssessmentQuerySet:
        """Rows that the member leads or contributes to."""
        return self.filter(assignments__member=membership, assignments__ended_at=None).distinct()

    def in_principle(self, letter: str) -> AssessmentQuerySet:
        return self.filter(requirement__sub_principle__principle__letter=letter)

    def waiting_for_review(self) -> AssessmentQuerySet:
        return self.filter(status=Assessment.Status.SUBMITTED)

    def unfinished(self) -> AssessmentQuerySet:
        return self.exclude(status__in=[Assessment.Status.SUBMITTED, Assessment.Status.AGREED])

    def with_reference(self) -> AssessmentQuerySet:
        """Requirement, sub-principle, principle and the row of last year, in one query."""
        return self.select_related("requirement__sub_principle__principle", "previous", "cycle")

    def with_people(self) -> AssessmentQuerySet:
        return self.select_related(
            "scored_by__user", "agreed_by__user", "confirmed_by__user"
        ).prefetch_related(
            Prefetch(
                "assignments",
                queryset=Assignment.objects.filter(ended_at=None).select_related("member__user"),
            )
        )


class Assessment(models.Model):
    """One requirement in one review: the officer's score and words, and the reviewer's agreement.

    Scores are whole numbers 1 to 10 ("10 represents very best value"). `version` grows with every save:
    a stale save never overwrites (assurance/saving.py).
    """

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", "Not started"
        IN_PROGRESS = "in_progress", "In progress"
        SUBMITTED = "submitted", "Submitted"
        SENT_BACK = "sent_back", "Sent back"
        AGREED = "agreed", "Agreed"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey(ReviewCycle, on_delete=models.PROTECT, related_name="assessments")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="assessments")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, related_name="next", null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.NOT_STARTED)
    version = models.PositiveIntegerField(default=1)

    own_score = models.PositiveSmallIntegerField(null=True, blank=True)
    scored_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    change_reason = models.CharField(max_length=500, blank=True)
    not_applicable = models.BooleanField(default=False)
    not_applicable_reason = models.CharField(max_length=500, blank=True)
    narrative = models.TextField(blank=True)
    private_note = models.TextField(blank=True)
    confirmed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    saved_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    saved_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    review_opened_at = models.DateTimeField(null=True, blank=True)
    agreed_score = models.PositiveSmallIntegerField(null=True, blank=True)
    agreed_reason = models.CharField(max_length=500, blank=True)
    agreed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    agreed_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()
    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "requirement"], name="assurance_assessment_once"),
            models.CheckConstraint(
                condition=Q(own_score=None) | Q(own_score__range=(LOWEST, HIGHEST)),
                name="assurance_own_score_1_to_10",
            ),
            models.CheckConstraint(
                condition=Q(agreed_score=None) | Q(agreed_score__range=(LOWEST, HIGHEST)),
                name="assurance_agreed_score_1_to_10",
            ),
            # Segregation, also against direct writes: nobody agrees a score they typed or submitted.
            models.CheckConstraint(
                condition=Q(agreed_by=None) | Q(scored_by=None) | ~Q(agreed_by=F("scored_by")),
                name="assurance_agreed_by_someone_else",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | Q(submitted_by=None) | ~Q(agreed_by=F("submitted_by")),
                name="assurance_agreed_not_by_submitter",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | Q(confirmed_by=None) | ~Q(agreed_by=F("confirmed_by")),
                name="assurance_agreed_not_by_confirmer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requirement} ({self.cycle.label})"

    def get_absolute_url(self) -> str:
        return reverse(
            "assurance:assessment", args=[self.council.slug, self.cycle.year, self.requirement.ref]
        )

    @property
    def ref(self) -> str:
        return self.requirement.ref

    @property
    def title(self) -> str:
        return self.requirement.title

    @property
    def score(self) -> int | None:
        """The score that counts: the agreed one, else the officer's; None when there is none."""
        if self.not_applicable:
            return None
        return self.agreed_score if self.agreed_score is not None else self.own_score

    @property
    def band(self) -> Band | None:
        return band_of(self.score)

    @property
    def is_done(self) -> bool:
        """The officer's part is over: with the reviewer, or agreed."""
        return self.status in {self.Status.SUBMITTED, self.Status.AGREED}

    @property
    def is_editable(self) -> bool:
        """The state allows the officer to change the row (who may: assurance/policies.py)."""
        return self.cycle.is_being_scored and not self.is_done


class Assignment(models.Model):
    """Who answers a row: one lead, any contributors. Ended, never deleted: hand-over keeps its history."""

    class Kind(models.TextChoices):
        LEAD = "lead", "Lead"
        CONTRIBUTOR = "contributor", "Contributor"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="assignments")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="assignments")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.LEAD)
    assigned_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(kind="lead", ended_at=None), name="assurance_one_lead"
            ),
            models.UniqueConstraint(
                fields=["assessment", "member"], condition=Q(ended_at=None), name="assurance_assigned_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member.user} on {self.assessment_id}"


class SentBack(models.Model):
    """A reviewer's or monitoring officer's reason for sending back or reopening a row. Kept for good."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="sent_back")
    reason = models.TextField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.reason


class OfficerReply(models.Model):
    """What the officer answers to a changed score: one reply to each agreement, kept for good."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="replies")
    agreed_at = models.DateTimeField()  # the agreement that it answers
    text = models.TextField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "agreed_at"], name="assurance_one_reply_to_each_agreement"
            ),
        ]

    def __str__(self) -> str:
        return self.text
