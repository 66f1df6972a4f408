"""Saving that never overwrites: each save names the version it started from (DESIGN.md §4).

A stale save of fields that nobody else changed is merged; a field that two people changed differently
comes back as a clash with both texts. The update and its history row stand in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import F

from assurance.models import Assessment, AssuranceSource, GovernanceIssue, ImprovementAction
from governance.models import User

Row = TypeVar("Row", Assessment, ImprovementAction, AssuranceSource, GovernanceIssue)
Values = dict[str, Any]

NOT_KEPT = "not kept"  # history reason of a text that lost a clash by its writer's choice


@dataclass(frozen=True)
class Clash:
    """A field that someone else (`by`, at `at`) changed since `mine` was begun from `base`."""

    field: str
    base: Any
    mine: Any
    theirs: Any
    by: str = ""
    at: datetime | None = None


@dataclass
class Outcome(Generic[Row]):
    """What a save did. `row` is the row as it stands now; clashing fields were not written."""

    row: Row
    written: Values = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)


class StaleSave(Exception):
    """The version named is not one of this row's."""


def values_at(row: Row, version: int, fields: list[str]) -> Values:
    """The fields as they stood at a version; StaleSave when the row never had it."""
    if version == row.version:
        return {name: getattr(row, name) for name in fields}
    records = row.history.filter(version=version).exclude(history_change_reason=NOT_KEPT)
    record = records.order_by("-history_id").values(*fields).first()
    if record is None:
        raise StaleSave(f"{row._meta.verbose_name} {row.pk} has no version {version}")
    return dict(record)


@transaction.atomic
def save_guarded(
    row: Row,
    *,
    version: int,
    values: Values,
    by: User,
    also: Callable[[Row, Values], Values] | None = None,
    just_read: bool = False,
) -> Outcome[Row]:
    """Write those of `values` that differ from what stood at `version`, unless someone else changed them.

    `also` gives further fields to write, from the row and what is being written; it is not called when
    nothing is. Saving the same twice writes nothing and makes no version. A row that was `just_read` is not
    locked and read again as long as nobody was quicker.
    """
    if just_read and version == row.version and (outcome := _saved_at_once(row, values, by=by, also=also)):
        return outcome
    current = _locked(row)
    base = values_at(current, version, list(values))
    outcome = Outcome(current)
    for name, mine in values.items():
        theirs = getattr(current, name)
        if mine in (base[name], theirs):
            continue
        if theirs != base[name]:
            by_whom, changed_at = _who_changed(current, version, name)
            outcome.clashes.append(Clash(name, base[name], mine, theirs, by_whom, changed_at))
        else:
            outcome.written[name] = mine
    if outcome.written:
        changes = outcome.written | (also(current, outcome.written) if also else {})
        if not _update(current, changes, by=by):
            raise StaleSave(f"{current._meta.verbose_name} {current.pk} changed while it was being saved")
    return outcome


def _saved_at_once(
    row: Row, values: Values, *, by: User, also: Callable[[Row, Values], Values] | None
) -> Outcome[Row] | None:
    """The save, when the row still is what it was as it was read; None when somebody was quicker."""
    written = {name: mine for name, mine in values.items() if mine != getattr(row, name)}
    if written and not _update(row, written | (also(row, written) if also else {}), by=by):
        return None
    return Outcome(row, written)


def _who_changed(row: Row, version: int, name: str) -> tuple[str, datetime | None]:
    """Who gave the field its present value after a version, and when; unknown for writes without history."""
    records = row.history.filter(version__gt=version, **{name: getattr(row, name)})
    record = records.order_by("history_id").select_related("history_user").first()
    if record is None:
        return "", None
    return str(record.history_user or ""), record.history_date


def _locked(row: Row) -> Row:
    """The row as it stands now, locked; an assessment with its review, whose stage the caller asks."""
    rows = type(row)._default_manager.select_for_update(of=("self",), no_key=True)
    if isinstance(row, Assessment):
        rows = rows.select_related("cycle", "requirement", "previous")
    return rows.get(pk=row.pk)


def _update(current: Row, changes: Values, *, by: User) -> bool:
    """The guarded update and its history row; the row in memory follows. False: it has another version."""
    model = type(current)
    updated = model._default_manager.filter(pk=current.pk, version=current.version).update(
        **changes, version=F("version") + 1
    )
    if not updated:
        return False
    for name, value in changes.items():
        setattr(current, name, value)
    current.version += 1
    model.history.bulk_history_create([current], update=True, default_user=by)
    return True


def keep_in_history(row: Row, values: Values, *, by: User) -> None:
    """Note a text that its writer gave up for a colleague's: nothing typed is ever lost."""
    for name, value in values.items():
        setattr(row, name, value)
    type(row).history.bulk_history_create([row], update=True, default_user=by, default_change_reason=NOT_KEPT)
    row.refresh_from_db()
