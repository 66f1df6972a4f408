from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from assurance.models import ReviewCycle
from governance.models import Council, Membership


class GovernanceStatement(models.Model):
    """The Annual Governance Statement of a review: its opinion, and its editable sections."""

    class Opinion(models.TextChoices):
        """How good the arrangements were; the wording on the page is the council's own sentence."""

        SUBSTANTIAL = "substantial", "Substantial"
        REASONABLE = "reasonable", "Reasonable"
        LIMITED = "limited", "Limited"
        NONE = "none", "No assurance"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    cycle = models.OneToOneField(ReviewCycle, on_delete=models.PROTECT, related_name="statement")
    opinion = models.CharField(max_length=12, choices=Opinion.choices, blank=True)
    opinion_sentence = models.CharField(max_length=600, blank=True)
    as_at = models.DateField(null=True, blank=True)
    layout = models.CharField(max_length=20, default="2016")
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"Annual Governance Statement {self.cycle.label}"


class StatementSection(models.Model):
    """One section's prose: `key` names the section in the layout (DOMAIN.md §3), Markdown in `text`.

    Without a heading or position of its own it has the layout's. `drafted_text` is what a draft said from the
    data whose SHA-256 (hex) is `drafted_from`, when the text was written or last checked against the review;
    while `text` is the same, it may be written anew.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(GovernanceStatement, on_delete=models.PROTECT, related_name="sections")
    key = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    heading = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    is_shown = models.BooleanField(default=True)
    drafted_text = models.TextField(blank=True)
    drafted_from = models.CharField(max_length=64, blank=True)
    drafted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    edited_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "key"], name="reports_section_once")]

    def __str__(self) -> str:
        return self.key
