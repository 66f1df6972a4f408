from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from assurance.models import ReviewCycle
from assurance.signed_content import check_code
from governance.models import Council, Membership
from reports.models.editions import LocalCodeEdition


class DocumentKind(models.TextChoices):
    ASSURANCE_REVIEW = "assurance-review", "Assurance review"
    LOCAL_CODE = "local-code", "Local Code of corporate governance"
    AGS = "ags", "Annual Governance Statement"
    ACTION_PLAN = "action-plan", "Action plan"
    MONITORING_REPORT = "monitoring-report", "Action monitoring report"
    COMMITTEE_SUMMARY = "committee-summary", "Summary for the committee"

    @property
    def is_about_actions(self) -> bool:
        """Tells of actions, without scores; can be had as a spreadsheet too."""
        return self in {DocumentKind.ACTION_PLAN, DocumentKind.MONITORING_REPORT}


class PublicationQuerySet(models.QuerySet["Publication"]):
    def for_council(self, council: Council) -> PublicationQuerySet:
        return self.filter(council=council)

    def visible_to_members(self, *, at: date) -> PublicationQuerySet:
        """Released, not withdrawn, and their day has come."""
        return self.filter(visible_from__lte=at, withdrawn_at=None)

    def latest_of_each(self, *, at: date) -> PublicationQuerySet:
        """The newest version of each document of each review that members can see on a day."""
        newer = Publication.objects.visible_to_members(at=at).filter(
            council=models.OuterRef("council"),
            kind=models.OuterRef("kind"),
            cycle=models.OuterRef("cycle"),
            number__gt=models.OuterRef("number"),
        )
        return self.exclude(models.Exists(newer))

    def for_list(self) -> PublicationQuerySet:
        """Without the long texts, with review; `renderings.all()` are then the finished PDFs."""
        made = Rendering.objects.filter(state=Rendering.State.DONE).defer("html").order_by("-pk")
        return (
            self.defer("content", "html")
            .select_related("cycle")
            .prefetch_related(models.Prefetch("renderings", queryset=made))
        )


class Publication(models.Model):
    """A document as it was given out: frozen content and page, withdrawn with a reason, never changed.

    `content` is canonical JSON, `digest` its SHA-256; `html` is the page rendered from it. `number` counts
    what was given out; `version` is that of the text, whose own SHA-256 is `text_digest`: several may give
    out one version, in another state. `public_from` is empty while only members may read it. `amend_reason`
    is why this version was opened again: with it, the next version is being written.
    """

    class State(models.TextChoices):
        MEMBERS = "members", "Released to members"
        UNAUDITED = "unaudited", "Unaudited draft published"
        APPROVED = "approved", "Approved"
        FINAL = "final", "Final, published"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="publications")
    cycle = models.ForeignKey(ReviewCycle, on_delete=models.PROTECT, related_name="publications")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    edition = models.ForeignKey(
        LocalCodeEdition, on_delete=models.PROTECT, related_name="publications", null=True, blank=True
    )
    number = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.MEMBERS)
    text_digest = models.CharField(max_length=64, blank=True)
    amend_reason = models.TextField(blank=True)
    agenda_label = models.CharField(max_length=60, blank=True)
    public_from = models.DateField(null=True, blank=True)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    html = models.TextField()
    meeting = models.CharField(max_length=200, blank=True)
    meeting_on = models.DateField(null=True, blank=True)
    visible_from = models.DateField()
    released_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-released_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "cycle", "kind", "number"], name="reports_publication_number_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""), name="reports_withdrawn_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.cycle.label}, version {self.version}"

    @property
    def printed_digest(self) -> str:
        """The digest whose first characters its pages print: that of the text, the same in every state.

        What was given out before texts had a digest of their own prints that of the whole document.
        """
        return self.text_digest or self.digest

    @property
    def check_code(self) -> str:
        return check_code(self.printed_digest)

    def made(self, variant: str) -> Rendering | None:
        """The first of its renderings, as they were fetched, that is this copy."""
        return next((one for one in self.renderings.all() if one.variant == variant), None)

    @property
    def known_as(self) -> str:
        """The version as people count it: of the Local Code that of its text, which outlives the review."""
        return f"Version {self.edition.number if self.edition else self.version}"

    @property
    def has_spreadsheet(self) -> bool:
        return DocumentKind(self.kind).is_about_actions

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class PublicationReading(models.Model):
    """When a member opened a document: the landing page says what changed since."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="readings")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "member"], name="reports_reading_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} read {self.publication_id}"


class Rendering(models.Model):
    """The PDF of one page, made once: `key` is the digest of page, style, fonts and engine.

    `path` is relative to the file store; sizes are bytes. `html` waits here for the worker and is emptied
    when the PDF is made. `variant` says which copy of the document it is.
    """

    class Variant(models.TextChoices):
        STANDARD = "standard", "As usual"
        LARGE_PRINT = "large-print", "Large print"
        WITHOUT_COVER = "without-cover", "Without cover"

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RENDERING = "rendering", "Being made"
        DONE = "done", "Ready"
        FAILED = "failed", "Failed"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="renderings", null=True, blank=True
    )
    variant = models.CharField(max_length=14, choices=Variant.choices, default=Variant.STANDARD)
    key = models.CharField(max_length=64, unique=True)
    html = models.TextField(blank=True)
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    path = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.key[:12]} {self.state}"
