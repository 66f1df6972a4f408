from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from governance.models.councils import Council
from governance.models.memberships import Membership


class PostQuerySet(models.QuerySet["Post"]):
    def current(self, *, at: date | None = None) -> PostQuerySet:
        """Posts that exist on a day (today by default): a post ends with its last day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=at or timezone.localdate()))

    def for_council(self, council: Council) -> PostQuerySet:
        return self.filter(council=council)


class Post(models.Model):
    """A post in the council's structure. Actions, evidence and signatures name a post, then its holder."""

    class StatutoryOffice(models.TextChoices):
        HEAD_OF_PAID_SERVICE = "head_of_paid_service", "Head of paid service"
        SECTION_151 = "section_151", "Section 151 officer"
        MONITORING_OFFICER = "monitoring_officer", "Monitoring officer"
        HEAD_OF_INTERNAL_AUDIT = "head_of_internal_audit", "Head of internal audit"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=150)
    directorate = models.CharField(max_length=150, blank=True)
    statutory_office = models.CharField(max_length=30, choices=StatutoryOffice.choices, blank=True)
    holder = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="posts", null=True, blank=True
    )
    deputy = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="deputised_posts", null=True, blank=True
    )
    is_acting = models.BooleanField(default=False)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "title"], condition=Q(ends_on=None), name="governance_post_title_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title
