"""Reads of the files that stand with items of the evidence register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from assurance.models import Evidence, EvidenceFile, FileVersion
from assurance.signed_content import check_code


@dataclass(frozen=True)
class ShownVersion:
    """`code` is the document check code: the first twelve characters of the digest, in fours."""

    version: FileVersion
    size: str
    code: str


@dataclass(frozen=True)
class ShownFile:
    """A file with its newest version and those before it, newest first."""

    file: EvidenceFile
    newest: ShownVersion
    earlier: list[ShownVersion]


def with_versions(files: QuerySet[EvidenceFile]) -> QuerySet[EvidenceFile]:
    """Two queries for any number of files."""
    versions = FileVersion.objects.select_related("added_by__user", "erased_by__user")
    return files.select_related("removed_by__user").prefetch_related(Prefetch("versions", queryset=versions))


def files_of(item: Evidence) -> list[ShownFile]:
    """The item's files, those taken off too."""
    return shown(with_versions(EvidenceFile.objects.filter(evidence=item)))


def shown(files: Iterable[EvidenceFile]) -> list[ShownFile]:
    """Reads `versions` as `with_versions` fetched them."""
    listed = []
    for file in files:
        newest, *earlier = [shown_version(version) for version in file.versions.all()]
        listed.append(ShownFile(file, newest, earlier))
    return listed


def shown_version(version: FileVersion) -> ShownVersion:
    return ShownVersion(version, size_in_words(version.size), check_code(version.sha256))


def size_in_words(size: int) -> str:
    """Bytes as people read them: "480 KB", "2.1 MB"."""
    if size < 1024:
        return f"{size} byte{'' if size == 1 else 's'}"
    if size < 1024 * 1024:
        return f"{round(size / 1024)} KB"
    return f"{size / 1024 / 1024:.1f} MB"
