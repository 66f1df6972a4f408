"""Changing an item of the evidence register. Items are no longer used, never deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Lower

from assurance.models import Evidence
from governance import audit
from governance.models import Council, Membership
from governance.workflow.changes import name_of
from governance.workflow.errors import WorkflowError

TITLE_TAKEN = "Another item has this title already: titles are found by typing, so each stands once."
CHANGED_MEANWHILE = (
    "A colleague changed this item while you were typing. Look at what it says now, then save again."
)


def item_titled(council: Council, title: str) -> Evidence | None:
    """The item in use of this title (any case), else the one that an item of this title was merged into.

    Locked until the end of the transaction: merging waits, or is waited for and leads to the one that stays.
    """
    register = Evidence.objects.for_council(council)
    in_use = register.in_use().select_for_update(of=("self",), no_key=True)
    # As the constraint compares them: "iexact" takes other letters for the same.
    same = Evidence.objects.alias(lower=Lower("title")).filter(lower=Lower(Value(title)))
    item = (in_use & same).first()
    if item is not None:
        return item
    merged = (register & same).exclude(merged_into=None).order_by("-pk").first()
    if merged is None or merged.merged_into_id is None:
        return None
    return in_use.filter(pk=merged.merged_into_id).first()


def item_named(
    council: Council, title: str, *, link: str = "", checked_by: str = "", by: Membership
) -> Evidence:
    """The council's item of this title (any case), made when there is none; in the caller's transaction.

    A link fills an empty one, never replaces another. `checked_by` is said of a new item only.
    """
    item = item_titled(council, title)
    if item is None:
        try:
            with transaction.atomic():
                return Evidence.objects.create(
                    council=council, title=title, link=link, checked_by=checked_by, added_by=by
                )
        except IntegrityError:
            # A colleague added the same title in the same moment.
            item = item_titled(council, title)
            if item is None:
                raise
    if link and not item.link:
        item.link = link
        item.save(update_fields=["link"])
    return item


def last_change(item: Evidence) -> int:
    """The key of the item's newest history row: what a form starts from. 0 without history."""
    return item.history.values_list("pk", flat=True).first() or 0


@transaction.atomic
def change_evidence(
    *, item: Evidence, values: dict[str, Any], seen: int, by: Membership, at: datetime
) -> list[str]:
    """Save what differs, and return the names of the changed fields.

    `seen` is the last change that the form showed: an item changed since is not overwritten.
    """
    locked = _lock(item)
    if last_change(locked) != seen:
        raise WorkflowError(CHANGED_MEANWHILE)
    changed = [name for name, value in values.items() if getattr(locked, name) != value]
    if not changed:
        return []
    before = {name: _shown(locked, name) for name in changed}
    for name in changed:
        setattr(locked, name, values[name])
    _save(locked, changed, by=by)
    audit.record(
        "assurance.evidence.changed",
        council=locked.council,
        by=by.user,
        about=locked,
        at=at,
        changes={name_of(Evidence, name): [before[name], _shown(locked, name)] for name in changed},
    )
    return changed


@transaction.atomic
def stop_using_evidence(*, item: Evidence, by: Membership, at: datetime) -> None:
    """The item is no longer offered; rows that show it keep it."""
    locked = _lock(item)
    if locked.retired_at is not None:
        raise WorkflowError(f"“{locked}” is no longer used already.")
    locked.retired_at = at
    _save(locked, ["retired_at"], by=by)
    audit.record("assurance.evidence.retired", council=locked.council, by=by.user, about=locked, at=at)


@transaction.atomic
def use_evidence_again(*, item: Evidence, by: Membership, at: datetime) -> None:
    locked = _lock(item)
    if locked.retired_at is None:
        raise WorkflowError(f"“{locked}” is in use already.")
    locked.retired_at = None
    _save(locked, ["retired_at"], by=by)
    audit.record("assurance.evidence.restored", council=locked.council, by=by.user, about=locked, at=at)


def _lock(item: Evidence) -> Evidence:
    return (
        Evidence.objects.select_for_update(of=("self",), no_key=True)
        .select_related("council")
        .get(pk=item.pk)
    )


def _save(item: Evidence, fields: list[str], *, by: Membership) -> None:
    item._history_user = by.user
    try:
        with transaction.atomic():
            item.save(update_fields=fields)
    except IntegrityError:
        raise WorkflowError(TITLE_TAKEN) from None


def _shown(item: Evidence, name: str) -> str:
    """A field's value in words, as the record of changes keeps it."""
    value = getattr(item, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    display = getattr(item, f"get_{name}_display", None)
    return str(display() if display else value or "")
