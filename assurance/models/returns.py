from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from assurance.models.actions import ImprovementAction
from assurance.models.cycles import ReviewCycle
from assurance.models.issues import GovernanceIssue
from governance.models import Council, Membership, Post


class DirectorReturnQuerySet(models.QuerySet["DirectorReturn"]):
    def for_council(self, council: Council) -> DirectorReturnQuerySet:
        return self.filter(council=council)

    def missing(self) -> DirectorReturnQuerySet:
        """Asked for, not withdrawn, not sent yet."""
        return self.filter(sent_at=None, withdrawn_at=None)


class DirectorReturn(models.Model):
    """One director's assurance return: what they confirm for their services, and the exceptions.

    Asked of a post; whoever holds it, deputises or acts answers. Sent once; opened again with a reason.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey(ReviewCycle, on_delete=models.PROTECT, related_name="director_returns")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="director_returns")
    due_on = models.DateField(null=True, blank=True)
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    sent_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_as = models.CharField(max_length=200, blank=True)
    declaration = models.TextField(blank=True)
    opened_again_reason = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = DirectorReturnQuerySet.as_manager()

    class Meta:
        ordering = ["post__directorate", "post__title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "post"],
                condition=Q(withdrawn_at=None),
                name="assurance_one_return_of_each_post",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.cycle.label}"

    def get_absolute_url(self) -> str:
        return reverse("assurance:return", args=[self.council.slug, self.cycle.year, self.pk])

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None


class ReturnAnswer(models.Model):
    """What a director says to one sentence of the return; `statement` is it as it stood when asked.

    An exception becomes a possible significant issue or an action, or is noted with a reason.
    """

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        WITH_EXCEPTIONS = "with_exceptions", "Yes, with exceptions"
        NO = "no", "No"
        NOT_APPLICABLE = "not_applicable", "Does not apply to my services"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    director_return = models.ForeignKey(DirectorReturn, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField()
    statement = models.CharField(max_length=500)
    answer = models.CharField(max_length=16, choices=Answer.choices, blank=True)
    text = models.TextField(blank=True)
    issue = models.ForeignKey(
        GovernanceIssue, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    action = models.ForeignKey(
        ImprovementAction, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    noted_reason = models.CharField(max_length=500, blank=True)
    dealt_with_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    dealt_with_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["director_return", "number"], name="assurance_return_answer_once"
            ),
        ]

    def __str__(self) -> str:
        return self.statement

    @property
    def is_exception(self) -> bool:
        return self.answer in {self.Answer.WITH_EXCEPTIONS, self.Answer.NO}
