"""Files of the evidence register: put in, replaced by newer versions, taken off, erased. Never deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assurance import file_store
from assurance.file_store import Stored
from assurance.models import Evidence, EvidenceFile, FileVersion
from governance import audit
from governance.models import Membership
from governance.workflow.errors import WorkflowError


@dataclass(frozen=True)
class CheckedFile:
    """What was chosen, after assurance/file_checks.py: its name, its media type and its bytes."""

    name: str
    media_type: str
    chunks: Iterable[bytes]


def put_in_file(*, item: Evidence, chosen: CheckedFile, by: Membership, at: datetime) -> FileVersion:
    """Keep a file with the item; WorkflowError when the item has the same bytes already."""
    return _keep(item, None, chosen, by=by, at=at)


def put_in_version(*, file: EvidenceFile, chosen: CheckedFile, by: Membership, at: datetime) -> FileVersion:
    """Keep a newer version of a file; those before it stay."""
    return _keep(file.evidence, file, chosen, by=by, at=at)


def _keep(
    item: Evidence, file: EvidenceFile | None, chosen: CheckedFile, *, by: Membership, at: datetime
) -> FileVersion:
    stored = file_store.write(chosen.chunks, council=item.council)
    try:
        with transaction.atomic():
            return _record(item, file, chosen, stored, by=by, at=at)
    except BaseException:
        file_store.remove(stored.stored_as)
        raise


def _record(
    item: Evidence,
    file: EvidenceFile | None,
    chosen: CheckedFile,
    stored: Stored,
    *,
    by: Membership,
    at: datetime,
) -> FileVersion:
    locked = Evidence.objects.select_for_update(of=("self",), no_key=True).get(pk=item.pk)
    if locked.merged_into_id is not None:
        raise WorkflowError(f"“{locked}” was joined with another item. Put the file in there.")
    _refuse_known_bytes(locked, stored)
    if file is None:
        file = EvidenceFile.objects.create(council=item.council, evidence=locked, added_by=by, added_at=at)
    elif _standing(file).removed_at is not None:
        raise WorkflowError(
            "The file was taken off meanwhile. Put it back first, or put this in as a new file."
        )
    newest = FileVersion.objects.filter(file=file).order_by("-number").first()
    version = FileVersion.objects.create(
        council=item.council,
        file=file,
        number=newest.number + 1 if newest else 1,
        name=chosen.name,
        stored_as=stored.stored_as,
        size=stored.size,
        media_type=chosen.media_type,
        sha256=stored.sha256,
        added_by=by,
        added_at=at,
    )
    audit.record(
        "assurance.file.put_in",
        council=item.council,
        by=by.user,
        about=version,
        at=at,
        evidence=locked.title,
        version=version.number,
        sha256=version.sha256,
    )
    return version


def _refuse_known_bytes(item: Evidence, stored: Stored) -> None:
    same = FileVersion.objects.filter(file__evidence=item, sha256=stored.sha256, erased_at=None)
    known = same.select_related("file").first()
    if known is None:
        return
    if known.file.removed_at is not None:
        raise WorkflowError(
            f"This is the same file as “{known}”, which was taken off. Put that back instead."
        )
    raise WorkflowError(
        f"This is the same file as “{known}”, version {known.number}, which stands here already."
    )


def _standing(file: EvidenceFile) -> EvidenceFile:
    return EvidenceFile.objects.select_for_update(of=("self",), no_key=True).get(pk=file.pk)


@transaction.atomic
def take_off_file(*, file: EvidenceFile, by: Membership, at: datetime) -> None:
    """The file no longer stands with the item; it is kept, and can be put back."""
    locked = _standing(file)
    if locked.removed_at is not None:
        raise WorkflowError("The file is taken off already.")
    _set_removed(locked, by=by, at=at, is_off=True)


@transaction.atomic
def put_back_file(*, file: EvidenceFile, by: Membership, at: datetime) -> None:
    locked = _standing(file)
    if locked.removed_at is None:
        raise WorkflowError("The file stands with the item already.")
    _set_removed(locked, by=by, at=at, is_off=False)


def _set_removed(file: EvidenceFile, *, by: Membership, at: datetime, is_off: bool) -> None:
    file.removed_at, file.removed_by = (at, by) if is_off else (None, None)
    file.save(update_fields=["removed_at", "removed_by"])
    newest = file.versions.first()
    audit.record(
        "assurance.file.taken_off" if is_off else "assurance.file.put_back",
        council=by.council,
        by=by.user,
        about=newest,
        at=at,
        evidence=file.evidence.title,
    )


@transaction.atomic
def erase_version(*, version: FileVersion, reason: str, by: Membership, at: datetime) -> None:
    """Remove the bytes for good; name, size, check code and the reason stay.

    The bytes go within the transaction: when they cannot be removed, nothing says that they were.
    """
    locked = FileVersion.objects.select_for_update(of=("self",), no_key=True).get(pk=version.pk)
    if locked.erased_at is not None:
        raise WorkflowError(f"“{locked}” is erased already.")
    stored_as = locked.stored_as
    locked.stored_as, locked.erased_at, locked.erased_by, locked.erased_reason = "", at, by, reason
    locked.save(update_fields=["stored_as", "erased_at", "erased_by", "erased_reason"])
    audit.record(
        "assurance.file.erased",
        council=by.council,
        by=by.user,
        about=locked,
        at=at,
        evidence=locked.file.evidence.title,
        version=locked.number,
        sha256=locked.sha256,
        reason=reason,
    )
    file_store.remove(stored_as)


def record_download(*, version: FileVersion, by: Membership, at: datetime) -> None:
    """Say in the record of changes who took a copy of a file."""
    audit.record(
        "assurance.file.downloaded",
        council=version.council,
        by=by.user,
        about=version,
        at=at,
        evidence=version.file.evidence.title,
        version=version.number,
    )
