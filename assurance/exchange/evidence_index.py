"""The index of a review's evidence as files: a CSV file, and a ZIP of it with the files themselves."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO

from assurance import file_store
from assurance.evidence_index import EvidenceIndex, IndexedFile, IndexEntry
from governance.formula_guard import guard
from governance.templatetags.ga import govdate

COLUMNS = (
    "Reference",
    "Requirement",
    "Evidence",
    "Note",
    "How far is it shown?",
    "Who checked it?",
    "Owner",
    "In force from",
    "Last reviewed",
    "Next review",
    "Who may read about it?",
    "Link",
    "File",
    "Version",
    "Bytes",
    "Check code",
    "Place in the ZIP",
    "All references of the file",
)
MISSING = "not here: its content is missing in the store"


def index_csv(index: EvidenceIndex, *, missing: frozenset[str] = frozenset()) -> str:
    """A line for each file of each item of each requirement; `missing` are paths whose bytes are gone."""
    text = io.StringIO()
    text.write("\ufeff")  # without it Excel reads UTF-8 as something else
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for entry in index.entries:
        for cells in _lines(entry, missing):
            writer.writerow([guard(cell) for cell in cells])
    return text.getvalue()


def _lines(entry: IndexEntry, missing: frozenset[str]) -> Iterator[tuple[str, ...]]:
    use, item = entry.use, entry.use.evidence
    about = (
        entry.ref,
        use.assessment.title,
        item.title,
        use.note,
        str(item.get_shown_display()),
        str(item.get_checked_by_display()),
        str(item.owner_post or ""),
        govdate(item.effective_from),
        govdate(item.last_reviewed),
        govdate(item.next_review),
        "everyone" if item.is_public else "people of the council",
        item.link,
    )
    for file in entry.files:
        yield (*about, *_file(file, missing))
    if not entry.files:
        yield (*about, *[""] * (len(COLUMNS) - len(about)))


def _file(file: IndexedFile, missing: frozenset[str]) -> tuple[str, ...]:
    version = file.version
    place = MISSING if file.path in missing else file.path
    if file.is_erased:
        place = f"not here: erased on {govdate(version.erased_at)}. Reason: {version.erased_reason}"
    return (
        version.name,
        str(version.number),
        str(version.size),
        version.sha256,
        place,
        ", ".join(file.references),
    )


def index_zip(index: EvidenceIndex) -> IO[bytes]:
    """A temporary file, read from its start: the files by their first requirement, then the index.

    Each file is copied a little at a time. One whose bytes are gone is left out, and the index says so.
    """
    target = tempfile.TemporaryFile()  # noqa: SIM115  (whoever sends it closes it)
    missing: set[str] = set()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in index.kept:
            try:
                # The bytes are opened first: a place begun in the archive cannot be taken back.
                with (
                    file_store.open_stored(file.version.stored_as) as source,
                    archive.open(file.path, "w", force_zip64=True) as place,
                ):
                    shutil.copyfileobj(source, place)
            except FileNotFoundError:
                missing.add(file.path)
        archive.writestr("index.csv", index_csv(index, missing=frozenset(missing)))
    target.seek(0)
    return target
