"""Writing in a version of the Local Code: every text against its own version, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from assurance.saving import Clash, StaleSave, Values, save_guarded
from governance import audit
from governance.models import Membership
from governance.workflow.errors import WorkflowError
from reports.editions.lists import ListedRow, Place, last_position, name_of, place_of
from reports.models import (
    CodeGroup,
    CodeGroupPart,
    CodeItem,
    CodePrinciple,
    CodeRole,
    CodeSection,
    LocalCodeEdition,
)

# What tells a new row from another of the same page.
CONTENT: dict[type[ListedRow], tuple[str, ...]] = {
    CodeSection: ("edition_id", "heading", "text"),
    CodeGroup: ("code_principle_id", "heading"),
    CodeItem: ("code_principle_id", "group_id", "kind", "text", "requirement_id", "evidence_id"),
    CodeRole: ("edition_id", "role", "description"),
}
CodeRow = LocalCodeEdition | CodeSection | CodePrinciple | CodeGroup | CodeItem | CodeRole
BEING_WRITTEN = LocalCodeEdition.State.DRAFTING
SAVED = "reports.local_code.saved"
MOVED = "reports.local_code.moved"


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


@dataclass(frozen=True)
class PlaceEdit:
    """The heading, or the principle as a whole, under which an item shall stand."""

    item: CodeItem
    place: Place


@dataclass
class SavedTexts:
    """How many rows a save wrote, and what somebody else changed meanwhile, by the edits' names.

    `moved` items have another heading now; `repeated` new rows had been written by the same page before.
    """

    written: int = 0
    repeated: int = 0
    moved: list[CodeItem] = field(default_factory=list)
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
    places: Iterable[PlaceEdit] = (),
    new: Iterable[ListedRow] = (),
    once: str = "",
    by: Membership,
    at: datetime,
) -> SavedTexts:
    """Save what this person changed on a page; what someone else changed meanwhile is never overwritten.

    `new` rows come last in their lists; those that the same page has written already, by its mark `once`,
    are not written again. `where` names the page in the record of changes.
    """
    lock_edition(edition)
    saved = SavedTexts()
    for edit in edits:
        _save_row(edit, saved, by=by)
    for change in parts:
        saved.written += _save_parts(change, at=at)
    for place in places:
        _save_place(place, saved, edition=edition, by=by, at=at)
    for row in new:
        if write_new(row, once=once, by=by):
            saved.written += 1
        else:
            saved.repeated += 1
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


def write_new(row: Any, *, once: str, by: Membership) -> bool:
    """A new row with its first version in its history, which keeps the mark of the page that wrote it.

    False, and nothing written, when that page was sent twice: a double click, a reload, a way back. What was
    typed anew on the same page is another row, and written.
    """
    known = {name: getattr(row, name) for name in CONTENT[type(row)]}
    history = type(row).history.filter(history_type="+", history_change_reason=once, **known)
    if once and history.exists():
        return False
    row._history_user, row._change_reason = by.user, once or None
    row.save(force_insert=True)
    return True


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


def _save_place(
    edit: PlaceEdit, saved: SavedTexts, *, edition: LocalCodeEdition, by: Membership, at: datetime
) -> None:
    """The item goes to the end of its new list, with its text, links and history."""
    item = CodeItem.objects.get(pk=edit.item.pk)
    if edit.place == place_of(item):
        return
    principle, group = edit.place
    if not edition.principles.filter(pk=principle).exists():
        raise WorkflowError(f"Choose a heading of this version for {name_of(item)}.")
    groups = CodeGroup.objects.filter(code_principle_id=principle, removed_at=None)
    if group is not None and not groups.filter(pk=group).exists():
        raise WorkflowError(f"The heading to which {name_of(item)} shall go was removed meanwhile.")
    item.code_principle_id, item.group_id = principle, group
    item.position = last_position(item)
    columns = ["code_principle", "group", "position"]
    bulk_update_with_history([item], CodeItem, columns, default_user=by.user, default_date=at)
    saved.written += 1
    saved.moved.append(item)
    audit.record(MOVED, council=edition.council, by=by.user, about=edition, at=at, what=name_of(item))
