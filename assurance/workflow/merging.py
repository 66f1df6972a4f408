"""Making one item of several that are the same document. Finished years stay as they were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assurance.models import Evidence, EvidenceFile, EvidenceUse, ReviewCycle
from assurance.workflow.locking import lock_cycle, lock_rows
from governance import audit
from governance.models import Membership
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError

# What the one that stays takes over where it says nothing itself. Who may read it is never taken over.
FACTS = ("link", "owner_post", "effective_from", "last_reviewed", "next_review", "checked_by", "shown")
LONGEST_NOTE = 500  # characters


@dataclass(frozen=True)
class TakenOver:
    """A fact that the item that stays takes from another: `name` of the field."""

    name: str
    value: object
    source: Evidence


def facts_taken_over(keep: Evidence, others: Iterable[Evidence]) -> list[TakenOver]:
    """What `keep` does not say and the first of the others does.

    An item that everybody may read takes no link from one that only the council reads.
    """
    taken = []
    for name in FACTS:
        if getattr(keep, name):
            continue
        for other in others:
            value = getattr(other, name)
            if value and not (name == "link" and keep.is_public and not other.is_public):
                taken.append(TakenOver(name, value, other))
                break
    return taken


@dataclass(frozen=True)
class Merged:
    """`keep` as it stands now, and the references of the rows whose evidence moved to it."""

    keep: Evidence
    rows: list[str]


@transaction.atomic
def merge_evidence(*, keep: Evidence, others: list[Evidence], by: Membership, at: datetime) -> Merged:
    """Let `keep` stand for all of them, on the rows of reviews that are not finished.

    Rows of finished years keep what they showed. Files go to the one that stays; the others lead to it.
    """
    for cycle in ReviewCycle.objects.for_council(keep.council).order_by("pk"):
        lock_cycle(cycle)
    # First the rows, then the items, as attaching an item to a row does.
    lock_rows([use.assessment for use in _open_uses(others)])
    keep, others = _locked(keep, others)
    uses = _open_uses(others)
    _require_rights(uses, by)
    for use in uses:
        _move(use, keep, by=by, at=at)
    taken = facts_taken_over(keep, others)
    for fact in taken:
        setattr(keep, fact.name, fact.value)
    if taken:
        _save(keep, [fact.name for fact in taken], by=by)
    EvidenceFile.objects.filter(evidence__in=others).update(evidence=keep)
    for other in others:
        other.merged_into = keep
        _save(other, ["merged_into"], by=by)
    # Those merged into one of them before lead to the one that stays in one step.
    for earlier in Evidence.objects.filter(merged_into__in=others):
        earlier.merged_into = keep
        _save(earlier, ["merged_into"], by=by)
    rows = sorted({use.assessment.ref for use in uses})
    audit.record(
        "assurance.evidence.merged",
        council=keep.council,
        by=by.user,
        about=keep,
        at=at,
        titles=[other.title for other in others],
        rows=rows,
    )
    return Merged(keep, rows)


def _locked(keep: Evidence, others: list[Evidence]) -> tuple[Evidence, list[Evidence]]:
    """The items as they stand now, locked by key, and fit to be merged."""
    keys = {keep.pk, *(other.pk for other in others)}
    found = {
        item.pk: item
        for item in Evidence.objects.select_for_update(of=("self",), no_key=True)
        .select_related("council")
        .filter(pk__in=keys, council=keep.council)
        .order_by("pk")
    }
    if found.keys() != keys or len(keys) < 2 or any(item.merged_into_id for item in found.values()):
        raise WorkflowError("One of these items was joined with another meanwhile. Choose again.")
    if found[keep.pk].retired_at is not None:
        raise WorkflowError(f"“{keep}” is no longer used. Keep one that is in use.")
    return found[keep.pk], [found[other.pk] for other in others]


def _require_rights(uses: list[EvidenceUse], by: Membership) -> None:
    """A role may be limited to some years: rows of others are not changed by the way."""
    for use in uses:
        cycle = use.assessment.cycle
        if Permission.SCORE not in by.permissions(year=cycle.year):
            raise WorkflowError(
                f"“{use.evidence}” is also shown in a review that you do not score. "
                "Ask the coordinator to join these items."
            )


def _open_uses(items: list[Evidence]) -> list[EvidenceUse]:
    """Where the items are shown on rows of reviews that are not finished."""
    uses = (
        EvidenceUse.objects.filter(evidence__in=items, removed_at=None)
        .select_related("assessment__cycle", "assessment__requirement", "evidence")
        .order_by("pk")
    )
    return [use for use in uses if not use.assessment.cycle.is_locked]


def _move(use: EvidenceUse, keep: Evidence, *, by: Membership, at: datetime) -> None:
    """Show `keep` on the row; where it is shown already, one line with both notes stands."""
    standing = EvidenceUse.objects.filter(assessment=use.assessment, evidence=keep, removed_at=None).first()
    if standing is None:
        use.evidence = keep
        _save_use(use, ["evidence"], by=by)
        return
    # The line taken off keeps its own note.
    use.removed_at = at
    _save_use(use, ["removed_at"], by=by)
    if use.note and use.note not in standing.note:
        both = f"{standing.note}; {use.note}" if standing.note else use.note
        standing.note = both if len(both) <= LONGEST_NOTE else f"{both[: LONGEST_NOTE - 1]}…"
        _save_use(standing, ["note"], by=by)


def _save(item: Evidence, fields: list[str], *, by: Membership) -> None:
    item._history_user = by.user
    item.save(update_fields=fields)


def _save_use(use: EvidenceUse, fields: list[str], *, by: Membership) -> None:
    use._history_user = by.user
    use.save(update_fields=fields)
