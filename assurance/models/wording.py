from __future__ import annotations

from django.db import models
from django.db.models import Q

from framework.models import Requirement
from governance.models import Council, Membership


class CouncilExample(models.Model):
    """An example of evidence the council adds beside the framework's; marked as its own wherever shown."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="examples")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="council_examples")
    text = models.CharField(max_length=300)
    added_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["requirement", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "requirement", "text"], name="assurance_council_example_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class CouncilWordingQuerySet(models.QuerySet["CouncilWording"]):
    def in_force(self, council: Council) -> CouncilWordingQuerySet:
        return self.filter(council=council, replaced_at=None)


class CouncilWording(models.Model):
    """A requirement's wording from a council that holds the publication. Replaced, never edited."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="wordings")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="council_wordings")
    text = models.TextField()
    added_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    added_at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = CouncilWordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "requirement"],
                condition=Q(replaced_at=None),
                name="assurance_wording_in_force_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text
