from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from assurance.models import Evidence, ReviewCycle
from framework.models import Framework, Principle, Requirement, SubPrinciple
from governance.models import Council, Membership


class LocalCodeEditionQuerySet(models.QuerySet["LocalCodeEdition"]):
    def for_council(self, council: Council) -> LocalCodeEditionQuerySet:
        return self.filter(council=council)


class LocalCodeEdition(models.Model):
    """One version of a council's Local Code: its layout, its control block, its state (DOMAIN.md §4).

    Owns sections, principles, groups, items and roles; a new one starts as a copy of the last. `dated` is the
    date as the council prints it, such as "April 2022".
    """

    class Style(models.TextChoices):
        TABLE = "table", "Table: commitments beside each heading"
        CONSTITUTION = "constitution", "Section of the constitution: numbered paragraphs"

    class State(models.TextChoices):
        DRAFTING = "drafting", "Being written"
        RELEASED = "released", "Released to members"
        ADOPTED = "adopted", "Adopted"
        PUBLISHED = "published", "Published"
        SUPERSEDED = "superseded", "Replaced"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="local_codes")
    cycle = models.ForeignKey(
        ReviewCycle, on_delete=models.PROTECT, related_name="local_codes", null=True, blank=True
    )
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="+")
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    number = models.PositiveSmallIntegerField()
    style = models.CharField(max_length=12, choices=Style.choices, default=Style.TABLE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFTING)
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=300, blank=True)
    numbering_prefix = models.CharField(max_length=10, blank=True)
    dated = models.CharField(max_length=60, blank=True)
    lead_officer = models.CharField(max_length=150, blank=True)
    department = models.CharField(max_length=150, blank=True)
    contact_email = models.EmailField(blank=True)
    review_arrangements = models.CharField(max_length=500, blank=True)
    next_review_on = models.DateField(null=True, blank=True)
    change_note = models.CharField(max_length=500, blank=True)
    adopted_body = models.CharField(max_length=150, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    adopted_minute = models.CharField(max_length=100, blank=True)
    started_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    started_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()
    objects = LocalCodeEditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["council", "number"], name="reports_local_code_number_once"),
            models.UniqueConstraint(
                fields=["council"], condition=Q(state="drafting"), name="reports_one_local_code_being_written"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drafting", "released"])
                | (Q(adopted_on__isnull=False) & ~Q(adopted_body="")),
                name="reports_local_code_adopted_by_a_body",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class CodeSection(models.Model):
    """A part of an edition in its hand-set order: text of its own, or the place of a generated part.

    `key` is unique in its edition and stays in copies: texts point to the paragraph as [26.5](#key).
    """

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        DIAGRAM = "diagram", "Diagram of the seven principles"
        PRINCIPLES = "principles", "The seven principles"
        ROLES = "roles", "Key roles"
        VERSIONS = "versions", "Version history"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(LocalCodeEdition, on_delete=models.PROTECT, related_name="sections")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.TEXT)
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="reports_code_section_key_once")
        ]

    def __str__(self) -> str:
        return self.heading or self.get_kind_display()


class CodePrinciple(models.Model):
    """A principle as an edition prints it: own title, rationale, lead-ins and note; letters stay."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(LocalCodeEdition, on_delete=models.PROTECT, related_name="principles")
    principle = models.ForeignKey(Principle, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    rationale = models.TextField(blank=True)
    lead_in = models.CharField(max_length=500, blank=True)
    in_place_heading = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        ordering = ["principle__letter"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "principle"], name="reports_code_principle_once")
        ]

    def __str__(self) -> str:
        return self.title


class CodeGroup(models.Model):
    """A group of items under its own heading, for no, one or several sub-principles."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    code_principle = models.ForeignKey(CodePrinciple, on_delete=models.PROTECT, related_name="groups")
    position = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=300, blank=True)
    lead_in = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    note = models.TextField(blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.heading


class CodeGroupPart(models.Model):
    """A sub-principle that a group stands for; a group may merge several."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(CodeGroup, on_delete=models.PROTECT, related_name="parts")
    sub_principle = models.ForeignKey(SubPrinciple, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sub_principle__number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "sub_principle"],
                condition=Q(ended_at=None),
                name="reports_code_group_part_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.sub_principle_id}"


class CodeItem(models.Model):
    """What is required, what the council commits to, or what it has in place, in hand-set order.

    `text` is Markdown: bold words, nested bullets, no, one or several links. Of an item that stands for an
    internal item of evidence no link is ever printed. Without a group it belongs to the whole principle.
    """

    class Kind(models.TextChoices):
        REQUIREMENT = "requirement", "What is required"
        COMMITMENT = "commitment", "Commitment"
        IN_PLACE = "in_place", "What we have in place"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    code_principle = models.ForeignKey(CodePrinciple, on_delete=models.PROTECT, related_name="items")
    group = models.ForeignKey(
        CodeGroup, on_delete=models.PROTECT, related_name="items", null=True, blank=True
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class CodeRole(models.Model):
    """A line of the table of key roles."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(LocalCodeEdition, on_delete=models.PROTECT, related_name="roles")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.role
