"""Reference data: the framework that councils assess themselves against. Knows no council.

Source: CIPFA/Solace, Delivering Good Governance in Local Government: Framework (2016 edition).
Titles and numbers are the publication's; statements and rationales are this product's own wording.
"""

from __future__ import annotations

from django.db import models


class FrameworkQuerySet(models.QuerySet["Framework"]):
    def newest(self) -> Framework:
        """The revision a new review starts from; raises Framework.DoesNotExist when none is loaded."""
        return self.latest("edition", "revision")


class Framework(models.Model):
    """One revision of one edition. Immutable once a review uses it: a correction is a new revision."""

    slug = models.SlugField()
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=100)
    edition = models.CharField(max_length=20)
    revision = models.PositiveSmallIntegerField(default=1)

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "revision"], name="framework_one_row_per_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.edition} edition)"


class Principle(models.Model):
    """One of the seven principles, A to G."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="principles")
    letter = models.CharField(max_length=1)
    title = models.CharField(max_length=300)
    short_title = models.CharField(max_length=60)
    rationale = models.TextField()

    class Meta:
        ordering = ["framework", "letter"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "letter"], name="framework_principle_letter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.title}"


class SubPrinciple(models.Model):
    """One of the 21 sub-principles, numbered within its principle."""

    principle = models.ForeignKey(Principle, on_delete=models.PROTECT, related_name="sub_principles")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)

    class Meta:
        ordering = ["principle", "number"]
        constraints = [
            models.UniqueConstraint(fields=["principle", "number"], name="framework_sub_principle_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    @property
    def ref(self) -> str:
        return f"{self.principle.letter}{self.number}"


class Requirement(models.Model):
    """One of the 91 requirements ("behaviours and actions"), `ref` A1.1 to G3.5, `position` 1 to 91."""

    sub_principle = models.ForeignKey(SubPrinciple, on_delete=models.PROTECT, related_name="requirements")
    number = models.PositiveSmallIntegerField()
    ref = models.CharField(max_length=8)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    statement = models.TextField()
    committee_statement = models.TextField(blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["sub_principle", "number"], name="framework_requirement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def statement_for(self, governance_model: str) -> str:
        """What is required under this governance model ("executive" or "committee"): F2.3 differs."""
        if governance_model == "committee" and self.committee_statement:
            return self.committee_statement
        return self.statement


class ExampleEvidence(models.Model):
    """A short phrase naming evidence to show; `level` 2 is nested; `own` marks our own phrases."""

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="examples")
    position = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(default=1)
    text = models.CharField(max_length=200)
    own = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["requirement", "position"]
        constraints = [
            models.UniqueConstraint(fields=["requirement", "text"], name="framework_example_once"),
        ]

    def __str__(self) -> str:
        return self.text
