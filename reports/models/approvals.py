from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from assurance.models import ReviewCycle
from governance.models import Council, Membership, Post
from reports.models.publications import DocumentKind


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def standing(self) -> ApprovalQuerySet:
        return self.filter(void_at=None)


class Approval(models.Model):
    """A body approved one version of a document: date and minute. Belongs to that text and never moves.

    `text_digest` is the SHA-256 (hex) of the approved text. *Subject to amendments* names the posts to whom
    the amendments are delegated. Source: Accounts and Audit Regulations 2015, regulation 6(2).
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey(ReviewCycle, on_delete=models.PROTECT, related_name="approvals")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    version = models.PositiveSmallIntegerField()
    text_digest = models.CharField(max_length=64)
    body = models.CharField(max_length=150)
    approved_on = models.DateField()
    minute = models.CharField(max_length=100)
    is_subject_to_amendments = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    void_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    void_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.TextField(blank=True)

    history = HistoricalRecords()
    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "kind", "version"],
                condition=Q(void_at=None),
                name="reports_version_approved_once",
            ),
            models.CheckConstraint(
                condition=Q(void_at=None) | ~Q(void_reason=""), name="reports_approval_void_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.approved_on}, minute {self.minute}"


class ApprovalDelegate(models.Model):
    """A post that may agree amendments under an approval; confirms each amended text."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="delegates")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["approval", "post"], name="reports_delegate_once"),
        ]

    def __str__(self) -> str:
        return str(self.post)


class Amendment(models.Model):
    """A change made under an approval: what stood, what stands, why; kept word by word."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="amendments")
    section = models.CharField(max_length=150)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.TextField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.section}: {self.reason}"


class AmendmentConfirmation(models.Model):
    """A delegated post confirms an amendment."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="confirmations")
    delegate = models.ForeignKey(ApprovalDelegate, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "delegate"], name="reports_amendment_confirmed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} confirmed {self.amendment_id}"


class SignatureQuerySet(models.QuerySet["Signature"]):
    def standing(self) -> SignatureQuerySet:
        return self.filter(void_at=None)


class Signature(models.Model):
    """A signature under one version: in the app, or recorded as given on paper with its internal scan.

    `scan_stored_as` is a path below the file store, `scan_sha256` its content's SHA-256 in hex.
    """

    class Office(models.TextChoices):
        LEADING_MEMBER = "leading_member", "Leading member"
        CHIEF_EXECUTIVE = "chief_executive", "Chief executive"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey(ReviewCycle, on_delete=models.PROTECT, related_name="signatures")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    version = models.PositiveSmallIntegerField()
    text_digest = models.CharField(max_length=64)
    office = models.CharField(max_length=16, choices=Office.choices)
    name = models.CharField(max_length=150)
    post_title = models.CharField(max_length=150)
    signed_on = models.DateField()
    signed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    is_on_paper = models.BooleanField(default=False)
    scan_name = models.CharField(max_length=200, blank=True)
    scan_stored_as = models.CharField(max_length=200, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    void_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    void_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.TextField(blank=True)

    history = HistoricalRecords()
    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "kind", "version", "office"],
                condition=Q(void_at=None),
                name="reports_office_signs_version_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.post_title}"
