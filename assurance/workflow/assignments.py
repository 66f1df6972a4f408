"""Who answers which rows: one lead, any contributors. What ends stays in the history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from assurance.models import Assessment, Assignment, ReviewCycle
from assurance.workflow.locking import lock_cycle
from assurance.workflow.notices import tell
from governance import audit
from governance.models import Membership
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError

ASSIGNED = "assurance.rows.assigned"
CONTRIBUTOR_ADDED = "assurance.rows.contributor_added"
PERSON_REMOVED = "assurance.rows.person_removed"
HANDED_OVER = "assurance.rows.handed_over"
Kind = Assignment.Kind


@transaction.atomic
def assign(*, rows: Iterable[Assessment], lead: Membership | None, by: Membership, at: datetime) -> int:
    """Make `lead` the lead of the rows (None: nobody); earlier leads end, and stay in the history.

    Returns how many rows changed hands. All rows must be of one review.
    """
    listed = list(rows)
    cycle = _lock(listed)
    if lead is not None:
        refuse_unfit(lead, cycle)
    leads = {each.assessment_id: each for each in _live(listed).filter(kind=Kind.LEAD)}
    lead_id = lead.pk if lead else None
    changing = [row for row in listed if (leads[row.pk].member_id if row.pk in leads else None) != lead_id]
    _end([leads[row.pk] for row in changing if row.pk in leads], by=by, at=at)
    if lead is not None:
        _end(_live(changing).filter(member=lead), by=by, at=at)
        _begin(changing, lead, Kind.LEAD, by=by)
    if changing:
        name = lead.name if lead else "nobody"
        _record(ASSIGNED, cycle, by=by, at=at, rows=_refs(changing), lead=name)
        if lead is not None:
            text = f"{by.name} made you the lead of {in_words(changing)} of the {cycle}."
            _tell(lead, cycle, text, action=ASSIGNED, by=by)
    return len(changing)


@transaction.atomic
def add_contributor(*, rows: Iterable[Assessment], member: Membership, by: Membership, at: datetime) -> int:
    """Let the member help with the rows beside their leads; rows that are theirs already stay as they are.

    Returns how many rows were added. All rows must be of one review.
    """
    listed = list(rows)
    cycle = _lock(listed)
    refuse_unfit(member, cycle)
    theirs = set(_live(listed).filter(member=member).values_list("assessment_id", flat=True))
    added = [row for row in listed if row.pk not in theirs]
    _begin(added, member, Kind.CONTRIBUTOR, by=by)
    if added:
        _record(CONTRIBUTOR_ADDED, cycle, by=by, at=at, rows=_refs(added), name=member.name)
        text = f"{by.name} asked you to contribute to {in_words(added)} of the {cycle}."
        _tell(member, cycle, text, action=CONTRIBUTOR_ADDED, by=by)
    return len(added)


@transaction.atomic
def remove(*, rows: Iterable[Assessment], member: Membership, by: Membership, at: datetime) -> int:
    """Take the rows away from the member, whether lead or contributor; what they wrote stays.

    Returns how many rows were theirs. All rows must be of one review.
    """
    listed = list(rows)
    cycle = _lock(listed)
    ending = list(_live(listed).filter(member=member))
    _end(ending, by=by, at=at)
    if ending:
        keys = {each.assessment_id for each in ending}
        refs = _refs(row for row in listed if row.pk in keys)
        _record(PERSON_REMOVED, cycle, by=by, at=at, rows=refs, name=member.name)
    return len(ending)


@dataclass(frozen=True)
class HandOver:
    """Rows that went from one person to another."""

    led: list[Assessment]
    contributed: list[Assessment]

    @property
    def rows(self) -> list[Assessment]:
        return [*self.led, *self.contributed]


@transaction.atomic
def hand_over(
    *,
    rows: Iterable[Assessment],
    giver: Membership,
    taker: Membership,
    reason: str,
    by: Membership,
    at: datetime,
) -> HandOver:
    """Give a person's rows to another: leads as leads, contributions as contributions.

    Any state of a row will do, and nothing changes of who scored what. Rows that are no longer the giver's
    are left alone; a row that the taker leads stays theirs. All rows must be of one review.
    """
    listed = list(rows)
    cycle = _lock(listed)
    refuse_unfit(taker, cycle)
    if giver.pk == taker.pk:
        raise WorkflowError(f"These rows are {giver.name}'s already: choose somebody else.")
    if not reason.strip():
        raise WorkflowError("Say why the rows change hands.")
    ending = list(_live(listed).filter(member=giver))
    if not ending:
        raise WorkflowError(f"None of these rows is {giver.name}'s any more.")
    kinds = {each.assessment_id: each.kind for each in ending}
    led = [row for row in listed if kinds.get(row.pk) == Kind.LEAD]
    contributed = [row for row in listed if kinds.get(row.pk) == Kind.CONTRIBUTOR]
    _end(ending, by=by, at=at)
    # A contributor who takes a row over leads it from now on, and stands on it once.
    _end(_live(led).filter(member=taker), by=by, at=at)
    _begin(led, taker, Kind.LEAD, by=by)
    known = set(_live(contributed).filter(member=taker).values_list("assessment_id", flat=True))
    _begin([row for row in contributed if row.pk not in known], taker, Kind.CONTRIBUTOR, by=by)
    done = HandOver(led, contributed)
    _record(
        HANDED_OVER,
        cycle,
        by=by,
        at=at,
        rows=_refs(done.rows),
        giver=giver.name,
        taker=taker.name,
        reason=reason.strip(),
    )
    what = f"{in_words(done.rows)} of the {cycle}"
    text = f"{by.name} handed {what} over to you from {giver.name}: {reason.strip()}"
    _tell(taker, cycle, text, action=HANDED_OVER, by=by)
    if giver.ended_at is None:
        text = f"{by.name} handed {what} over from you to {taker.name}: {reason.strip()}"
        _tell(giver, cycle, text, action=HANDED_OVER, by=by)
    return done


def refuse_unfit(member: Membership, cycle: ReviewCycle) -> None:
    """WorkflowError for somebody who cannot have rows of the review."""
    if member.council_id != cycle.council_id or member.ended_at is not None:
        raise WorkflowError(f"{member.name} is not a member of {cycle.council}.")
    if Permission.SCORE not in member.permissions(year=cycle.year):
        raise WorkflowError(f"{member.name} is not a service officer, so cannot be given rows.")


def in_words(rows: list[Assessment]) -> str:
    """ "A1.1 Integrity led from the top", "13 rows"."""
    return str(rows[0].requirement) if len(rows) == 1 else f"{len(rows)} rows"


def _lock(rows: list[Assessment]) -> ReviewCycle:
    """The one review of the rows, locked: changes of who answers queue behind each other."""
    if not rows:
        raise WorkflowError("Choose at least one row to assign.")
    cycle = lock_cycle(rows[0].cycle)
    if cycle.is_locked:
        raise WorkflowError(f"The {cycle} is {cycle.stage_in_words}: its rows stay as they are.")
    return cycle


def _live(rows: Iterable[Assessment]) -> QuerySet[Assignment]:
    return Assignment.objects.filter(assessment__in=list(rows), ended_at=None)


def _end(assignments: Iterable[Assignment], *, by: Membership, at: datetime) -> None:
    ids = [each.pk for each in assignments]
    Assignment.objects.filter(pk__in=ids).update(ended_at=at, ended_by=by)


def _begin(rows: Iterable[Assessment], member: Membership, kind: str, *, by: Membership) -> None:
    Assignment.objects.bulk_create(
        Assignment(council_id=row.council_id, assessment=row, member=member, kind=kind, assigned_by=by)
        for row in rows
    )


def _refs(rows: Iterable[Assessment]) -> list[str]:
    return [row.ref for row in rows]


def _record(action: str, cycle: ReviewCycle, *, by: Membership, at: datetime, **data: Any) -> None:
    audit.record(action, council=cycle.council, by=by.user, about=cycle, at=at, **data)


def _tell(member: Membership, cycle: ReviewCycle, text: str, *, action: str, by: Membership) -> None:
    """Before a review is opened officers see nothing of it, so are told nothing."""
    if cycle.is_being_scored:
        url = reverse("assurance:my-rows", args=[cycle.council.slug, cycle.year])
        tell([member], by=by, action=action, text=text, url=url)
