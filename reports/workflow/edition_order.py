"""Which parts a version of the Local Code has, and in which order: add, remove, put back, move."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from governance import audit
from governance.models import Membership
from reports.editions.lists import ListedRow, last_position, listed_with, name_of
from reports.models import CodeItem, LocalCodeEdition
from reports.workflow.edition_texts import lock_edition, write_new

UP, DOWN = -1, 1


@transaction.atomic
def add_row(row: ListedRow, *, edition: LocalCodeEdition, once: str, by: Membership, at: datetime) -> None:
    """Write a new row at the end of its list, unless the same page (`once`) has written it already."""
    lock_edition(edition)
    row.position = last_position(row)
    if write_new(row, once=once, by=by):
        _record("added", row, edition, by=by, at=at)


@transaction.atomic
def remove_row(row: ListedRow, *, edition: LocalCodeEdition, by: Membership, at: datetime) -> None:
    """Print it no more; it is kept and can be put back. Removing what is removed changes nothing."""
    lock_edition(edition)
    row.refresh_from_db()
    if row.removed_at is None:
        row.removed_at = at
        _write([row], "removed_at", by=by, at=at)
        _record("removed", row, edition, by=by, at=at)


@transaction.atomic
def put_back_row(row: ListedRow, *, edition: LocalCodeEdition, by: Membership, at: datetime) -> None:
    """Print it again, at the place it had."""
    lock_edition(edition)
    row.refresh_from_db()
    if row.removed_at is not None:
        row.removed_at = None
        _write([row], "removed_at", by=by, at=at)
        _record("put_back", row, edition, by=by, at=at)


@transaction.atomic
def move_row(
    row: ListedRow, *, by_places: int, edition: LocalCodeEdition, by: Membership, at: datetime
) -> None:
    """One place up (UP) or down (DOWN) among its neighbours; at the end of the list nothing changes.

    An item moves among items of its kind: a document prints each kind for itself.
    """
    lock_edition(edition)
    rows: list[Any] = list(listed_with(row))
    places = [place for place, one in enumerate(rows) if one.removed_at is None and _kind(one) == _kind(row)]
    here = next((index for index, place in enumerate(places) if rows[place].pk == row.pk), None)
    if here is None or not 0 <= here + by_places < len(places):
        return
    one, other = places[here], places[here + by_places]
    rows[one], rows[other] = rows[other], rows[one]
    changed = []
    for place, each in enumerate(rows, 1):
        if each.position != place:
            each.position = place
            changed.append(each)
    _write(changed, "position", by=by, at=at)
    _record("moved", row, edition, by=by, at=at)


def _kind(row: ListedRow) -> str:
    return row.kind if isinstance(row, CodeItem) else ""


def _write(rows: list[Any], column: str, *, by: Membership, at: datetime) -> None:
    """Places and removals have their history, but no version: they do not clash with what is written."""
    bulk_update_with_history(rows, type(rows[0]), [column], default_user=by.user, default_date=at)


def _record(done: str, row: ListedRow, edition: LocalCodeEdition, *, by: Membership, at: datetime) -> None:
    audit.record(
        f"reports.local_code.{done}",
        council=edition.council,
        by=by.user,
        about=edition,
        at=at,
        what=name_of(row),
    )
