from __future__ import annotations

from django.db import models

from assurance.models.cycles import ReviewCycle
from governance.models import Council, Membership


class ImportRun(models.Model):
    """A review brought in from a file: what was previewed, what was written, what stood there before."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", "Previewed"
        CONFIRMED = "confirmed", "Written"

    class Filing(models.TextChoices):
        THIS_YEAR = "this_year", "This year's work"
        PAST_YEAR = "past_year", "Record of a past year signed off elsewhere"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="imports")
    year = models.PositiveSmallIntegerField()
    cycle = models.ForeignKey(
        ReviewCycle, on_delete=models.PROTECT, related_name="imports", null=True, blank=True
    )
    filing = models.CharField(max_length=10, choices=Filing.choices)
    use_wording = models.BooleanField(default=False)
    record_body = models.CharField(max_length=150, blank=True)
    record_date = models.DateField(null=True, blank=True)
    record_minute = models.CharField(max_length=100, blank=True)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    versions = models.JSONField(default=dict)
    old_values = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEWED)
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.file_name} for {self.council}"
