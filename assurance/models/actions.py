from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from assurance.action_words import never_ends
from assurance.models.assessments import Assessment
from assurance.models.cycles import ReviewCycle
from governance.models import Council, Membership, Post


class Progress(models.TextChoices):
    """Set by the owner with each update; red, amber, green in other tools."""

    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    LATE = "late", "Late"


class ImprovementActionQuerySet(models.QuerySet["ImprovementAction"]):
    def for_council(self, council: Council) -> ImprovementActionQuerySet:
        return self.filter(council=council)

    def open(self) -> ImprovementActionQuerySet:
        return self.filter(status__in=ImprovementAction.OPEN_STATUSES)

    def going_on(self) -> ImprovementActionQuerySet:
        return self.filter(is_going_on())

    def overdue(self, *, at: date) -> ImprovementActionQuerySet:
        return self.going_on().filter(due_on__lt=at)

    def in_cycle(self, cycle: ReviewCycle) -> ImprovementActionQuerySet:
        """Actions on the review's rows, each once, in the order of the rows."""
        return (
            self.filter(links__assessment__cycle=cycle, links__ended_at=None)
            .annotate(first_position=models.Min("links__assessment__requirement__position"))
            .order_by("first_position", "pk")
        )

    def with_owner(self) -> ImprovementActionQuerySet:
        return self.select_related("owner_post")


class ImprovementAction(models.Model):
    """One promise, for life: text, expected outcome, owner post, due date, status. Overdue is computed."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        AGREED = "agreed", "Agreed"
        IN_PROGRESS = "in_progress", "In progress"
        COMPLETE = "complete", "Complete"
        VERIFIED = "verified", "Verified"
        SUPERSEDED = "superseded", "Replaced"

    class Priority(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    OPEN_STATUSES = (Status.PROPOSED, Status.AGREED, Status.IN_PROGRESS)

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="actions")
    text = models.TextField()
    expected_outcome = models.TextField(blank=True)
    owner_post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="actions", null=True, blank=True
    )
    due_on = models.DateField(null=True, blank=True)
    priority = models.CharField(max_length=6, choices=Priority.choices, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PROPOSED)
    completed_on = models.DateField(null=True, blank=True)
    joined_into = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    added_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()
    objects = ImprovementActionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN_STATUSES

    @property
    def is_complete_promise(self) -> bool:
        """Has owner post, due date and expected outcome."""
        return bool(self.owner_post_id and self.due_on and self.expected_outcome)

    @property
    def never_ends(self) -> str:
        """The word with which it promises more of the same, while nothing says when it is finished."""
        return never_ends(self.text) if self.is_open and not self.expected_outcome.strip() else ""

    def is_overdue(self, at: date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < at


def is_going_on() -> Q:
    """Open, and not left behind, with the reason, when a review was started from the year before.

    An action that is left behind stays as it was and can still go on; nobody is asked for it meanwhile.
    """
    ended = ActionInCycle.objects.exclude(outcome="")
    return Q(status__in=ImprovementAction.OPEN_STATUSES) & ~Q(pk__in=ended.values("action"))


class ActionLink(models.Model):
    """An action promised on a row."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    action = models.ForeignKey(ImprovementAction, on_delete=models.PROTECT, related_name="links")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="action_links")
    added_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "assessment"], condition=Q(ended_at=None), name="assurance_action_link_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} on {self.assessment_id}"


class ActionUpdate(models.Model):
    """What the owner says on a date, with how it goes."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    action = models.ForeignKey(ImprovementAction, on_delete=models.PROTECT, related_name="updates")
    said_on = models.DateField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    progress = models.CharField(max_length=10, choices=Progress.choices)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["-said_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.said_on}: {self.get_progress_display()}"


class ActionInCycle(models.Model):
    """An action's part in one year: new or carried (with its reason), due as promised, how it ended."""

    class Origin(models.TextChoices):
        NEW = "new", "New"
        CARRIED = "carried", "Carried from last year"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    action = models.ForeignKey(ImprovementAction, on_delete=models.PROTECT, related_name="in_cycles")
    cycle = models.ForeignKey(ReviewCycle, on_delete=models.PROTECT, related_name="actions_in_cycle")
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.NEW)
    reason = models.CharField(max_length=500, blank=True)
    promised_for = models.DateField(null=True, blank=True)
    progress_at_close = models.CharField(max_length=10, choices=Progress.choices, blank=True)
    outcome = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "cycle"], name="assurance_action_in_cycle_once")
        ]

    def __str__(self) -> str:
        return f"{self.action_id} in {self.cycle.label}"
