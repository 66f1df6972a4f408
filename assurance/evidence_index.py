"""The index of a review's evidence, for auditors: what is shown for each requirement, with its files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Prefetch

from assurance.evidence_files import shown_version, size_in_words
from assurance.models import EvidenceFile, EvidenceUse, FileVersion, ReviewCycle

LONGEST_NAME = 100  # characters of a file's name in the ZIP, its ending included
MOST_BYTES = 1024 * 1024 * 1024  # of all files in one ZIP
UNSAFE = re.compile(r"[^\w .()-]+")
# Names that Windows keeps for itself, whatever their ending.
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


@dataclass
class IndexedFile:
    """The newest version of a file, once for all rows that show its item; `path` is its place in the ZIP."""

    version: FileVersion
    path: str
    references: list[str] = field(default_factory=list)

    @property
    def size(self) -> str:
        return size_in_words(self.version.size)

    @property
    def code(self) -> str:
        """The first twelve characters of the check code, in fours."""
        return shown_version(self.version).code

    @property
    def is_erased(self) -> bool:
        return self.version.erased_at is not None


@dataclass(frozen=True)
class IndexEntry:
    """One item of evidence as it is shown for one requirement."""

    use: EvidenceUse
    files: list[IndexedFile]

    @property
    def ref(self) -> str:
        return self.use.assessment.ref


@dataclass(frozen=True)
class EvidenceIndex:
    """In the order of the requirements; `files` once each, in the order of their first requirement."""

    entries: list[IndexEntry]
    files: list[IndexedFile]

    @property
    def kept(self) -> list[IndexedFile]:
        """The files whose bytes are there: not erased."""
        return [file for file in self.files if not file.is_erased]

    @property
    def bytes(self) -> int:
        return sum(file.version.size for file in self.kept)

    @property
    def size(self) -> str:
        return size_in_words(self.bytes)

    @property
    def is_too_large(self) -> bool:
        return self.bytes > MOST_BYTES

    @property
    def largest(self) -> str:
        return size_in_words(MOST_BYTES)


def read_index(cycle: ReviewCycle) -> EvidenceIndex:
    """A fixed number of queries, whatever the number of items and files.

    The files of an item that was joined with another since stand with that other.
    """
    files = EvidenceFile.objects.filter(removed_at=None).prefetch_related(
        Prefetch("versions", queryset=FileVersion.objects.order_by("-number"))
    )
    uses = (
        EvidenceUse.objects.filter(assessment__cycle=cycle, removed_at=None)
        .select_related("assessment__requirement", "evidence__owner_post", "evidence__merged_into")
        .prefetch_related(
            Prefetch("evidence__files", queryset=files),
            Prefetch("evidence__merged_into__files", queryset=files),
        )
        .order_by("assessment__requirement__position", "pk")
    )
    indexed: dict[int, IndexedFile] = {}
    taken: set[str] = set()
    entries = [IndexEntry(use, list(_files(use, indexed, taken))) for use in uses]
    return EvidenceIndex(entries, list(indexed.values()))


def _files(use: EvidenceUse, indexed: dict[int, IndexedFile], taken: set[str]) -> Iterator[IndexedFile]:
    for file in (use.evidence.merged_into or use.evidence).files.all():
        if file.pk not in indexed:
            newest = file.versions.all()[0]
            indexed[file.pk] = IndexedFile(newest, free_path(use.assessment.ref, newest.name, taken))
        indexed[file.pk].references.append(use.assessment.ref)
        yield indexed[file.pk]


def free_path(folder: str, name: str, taken: set[str]) -> str:
    """A path that no other file of the ZIP has, on any system: it is added to `taken` in lower case."""
    stem, dot, ending = safe_name(name).rpartition(".")
    stem, ending = (stem, f".{ending}") if dot and stem else (stem + dot + ending, "")
    path, number = f"{folder}/{stem}{ending}", 1
    while path.lower() in taken:
        number += 1
        path = f"{folder}/{stem} ({number}){ending}"
    taken.add(path.lower())
    return path


def safe_name(name: str) -> str:
    """The name without folders and whatever some system refuses; never empty, never hidden."""
    cleaned = UNSAFE.sub("_", name).strip(" .") or "file"
    if RESERVED.match(cleaned):
        cleaned = f"_{cleaned}"
    stem, dot, ending = cleaned.rpartition(".")
    if len(cleaned) <= LONGEST_NAME:
        return cleaned
    room = LONGEST_NAME - len(dot + ending)
    return f"{stem[:room].rstrip()}{dot}{ending}" if stem and room > 0 else cleaned[:LONGEST_NAME]
