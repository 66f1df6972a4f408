"""Writing in a version of the Local Code: every text against its own version, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from assurance.saving import Clash, StaleSave, Values, save_guarded
from governance import audit
from governance.models import Membership
from governance.workflow.errors import WorkflowError
from reports.models import (
    CodeGroup,
    CodeGroupPart,
    CodeItem,
    CodePrinciple,
    CodeRole,
    CodeSection,
    LocalCodeEdition,
)

CodeRow = LocalCodeEdition | CodeSection | CodePrinciple | CodeGroup | CodeItem | CodeRole
BEING_WRITTEN = LocalCodeEdition.State.DRAFTING
SAVED = "reports.local_code.saved"


@dataclass(frozen=True)
class RowEdit:
    """What a form gives for a row; `version` is that of the row the form was opened with."""

    name: str
    row: CodeRow
    version: int
    values: Values


@dataclass(frozen=True)
class PartsEdit:
    """Keys of the sub-principles that a group stood for as the form was opened, and of those it shall."""

    group: CodeGroup
    before: frozenset[int]
    after: frozenset[int]


@dataclass
class SavedTexts:
    """How many rows a save wrote, and what somebody else changed meanwhile, by the edits' names."""

    written: int = 0
    clashes: dict[str, list[Clash]] = field(default_factory=dict)


def can_be_written(edition: LocalCodeEdition) -> bool:
    """From its release on a version stays as it is."""
    return edition.state == BEING_WRITTEN


def why_not(edition: LocalCodeEdition) -> str:
    """Why a version cannot be changed, in a sentence; empty while it can."""
    if can_be_written(edition):
        return ""
    return (
        f"Version {edition.number} is no longer being written ({edition.get_state_display().lower()}):"
        " it stays as it is. Start the next version to change the text."
    )


def lock_edition(edition: LocalCodeEdition) -> LocalCodeEdition:
    """The edition, locked until the transaction ends; WorkflowError unless it is being written."""
    locked = LocalCodeEdition.objects.select_for_update(of=("self",), no_key=True).get(pk=edition.pk)
    if said := why_not(locked):
        raise WorkflowError(said)
    return locked


@transaction.atomic
def save_texts(
    *,
    edition: LocalCodeEdition,
    where: str,
    edits: Iterable[RowEdit],
    parts: Iterable[PartsEdit] = (),
    new: Iterable[CodeRow] = (),
    by: Membership,
    at: datetime,
) -> SavedTexts:
    """Save what this person changed on a page; what someone else changed meanwhile is never overwritten.

    `new` rows come last in their lists. `where` names the page in the record of changes.
    """
    lock_edition(edition)
    saved = SavedTexts()
    for edit in edits:
        _save_row(edit, saved, by=by)
    for change in parts:
        saved.written += _save_parts(change, at=at)
    for row in new:
        write_new(row, by=by)
        saved.written += 1
    if saved.written:
        audit.record(
            SAVED,
            council=edition.council,
            by=by.user,
            about=edition,
            at=at,
            where=where,
            texts=saved.written,
        )
    return saved


def write_new(row: Any, *, by: Membership) -> None:
    """A new row with its first version in its history."""
    row._history_user = by.user
    row.save(force_insert=True)


def _save_row(edit: RowEdit, saved: SavedTexts, *, by: Membership) -> None:
    row: Any = edit.row
    try:
        outcome = save_guarded(row, version=edit.version, values=edit.values, by=by.user, just_read=True)
    except StaleSave as error:
        raise WorkflowError("This page is too old to be saved. Open it again.") from error
    if outcome.written:
        saved.written += 1
    if outcome.clashes:
        saved.clashes[edit.name] = outcome.clashes


def _save_parts(edit: PartsEdit, *, at: datetime) -> int:
    """What was ticked and unticked, one by one: two people's ticks do not undo each other."""
    standing = set(
        CodeGroupPart.objects.filter(group=edit.group, ended_at=None).values_list(
            "sub_principle_id", flat=True
        )
    )
    ended = (edit.before - edit.after) & standing
    added = (edit.after - edit.before) - standing
    CodeGroupPart.objects.filter(group=edit.group, ended_at=None, sub_principle_id__in=ended).update(
        ended_at=at
    )
    CodeGroupPart.objects.bulk_create(
        CodeGroupPart(council_id=edit.group.council_id, group=edit.group, sub_principle_id=key)
        for key in sorted(added)
    )
    return 1 if ended or added else 0
