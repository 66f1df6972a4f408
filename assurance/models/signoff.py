from __future__ import annotations

from django.db import models

from assurance.models.cycles import ReviewCycle
from governance.models import Council, Membership, Post


class SignedContent(models.Model):
    """The review as it was signed: canonical JSON and its SHA-256 (hex). Append-only.

    `offices` is the chain as it stood at the first signature, the first to sign first, parted by commas: a
    council that changes its chain meanwhile changes nothing here. Empty in what was signed before chains.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey(ReviewCycle, on_delete=models.PROTECT, related_name="signed_contents")
    content = models.TextField()
    digest = models.CharField(max_length=64)
    offices = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.cycle} {self.digest[:12]}"

    @property
    def chain(self) -> list[str]:
        """The offices that finish this review, the monitoring officer first."""
        return self.offices.split(",") if self.offices else [Post.StatutoryOffice.MONITORING_OFFICER.value]


class SignOffQuerySet(models.QuerySet["SignOff"]):
    def standing(self) -> SignOffQuerySet:
        """Signatures whose content was not voided."""
        return self.filter(signed_content__void=None)


class SignOff(models.Model):
    """One office finishing the review: who held it, what they declared, over which content. Append-only."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    signed_content = models.ForeignKey(SignedContent, on_delete=models.PROTECT, related_name="sign_offs")
    office = models.CharField(max_length=30)
    office_title = models.CharField(max_length=150)
    holder = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    holder_name = models.CharField(max_length=150)
    declaration = models.TextField()
    at = models.DateTimeField()

    objects = SignOffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["signed_content", "office"], name="assurance_office_signs_once"),
            models.UniqueConstraint(fields=["signed_content", "holder"], name="assurance_person_signs_once"),
        ]

    def __str__(self) -> str:
        return f"{self.office_title}: {self.holder_name}"


class SignOffVoid(models.Model):
    """Voids the signatures over one content: who, why, when. Append-only."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    signed_content = models.OneToOneField(SignedContent, on_delete=models.PROTECT, related_name="void")
    reason = models.TextField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reason
