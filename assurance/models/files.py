from __future__ import annotations

from django.db import models
from django.db.models import Q

from assurance.models.evidence import Evidence
from governance.models import Council, Membership


class EvidenceFile(models.Model):
    """A file kept with an item of evidence, in versions. Taken off, never deleted."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="files")
    added_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"File {self.pk} of {self.evidence_id}"


class FileVersion(models.Model):
    """The bytes of a file as they were put in once. `stored_as` is its name in the file store.

    `size` is in bytes, `sha256` the digest of the bytes in hexadecimal. After erasing, `stored_as` is empty;
    name, size, digest and the reason stay.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    erased_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="assurance_file_version_once"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | (Q(stored_as="") & ~Q(erased_reason="")),
                name="assurance_erased_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name
