from __future__ import annotations

from django.db import models

from assurance.models.assessments import Assessment
from governance.models import Council, Membership


class CommentQuerySet(models.QuerySet["Comment"]):
    def open(self) -> CommentQuerySet:
        return self.filter(resolved_at=None)

    def with_people(self) -> CommentQuerySet:
        return self.select_related("author__user", "resolved_by__user")


class Comment(models.Model):
    """What somebody says about a row to colleagues: kept as said, resolved when dealt with, never printed."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text


class CommentMention(models.Model):
    """A colleague named in a comment, who is told of it."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="mentions")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "member"], name="assurance_mentioned_once")]

    def __str__(self) -> str:
        return f"{self.member.user} in {self.comment_id}"
