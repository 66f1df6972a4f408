"""Who answers which rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from assurance.models import Assessment, Assignment, ReviewCycle
from assurance.workflow.locking import lock_cycle
from governance import audit
from governance.models import Membership
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError


@transaction.atomic
def assign(*, rows: Iterable[Assessment], lead: Membership | None, by: Membership, at: datetime) -> int:
    """Make `lead` the lead of the rows (None: nobody); earlier leads end, and stay in the history.

    Returns how many rows changed hands. All rows must be of one review.
    """
    listed = list(rows)
    if not listed:
        raise WorkflowError("Choose at least one row to assign.")
    cycle = lock_cycle(listed[0].cycle)
    if cycle.is_locked:
        raise WorkflowError(f"The {cycle} is finished: its rows stay as they are.")
    if lead is not None:
        _refuse_unfit(lead, cycle)
    leads = {
        assignment.assessment_id: assignment
        for assignment in Assignment.objects.filter(
            assessment__in=listed, kind=Assignment.Kind.LEAD, ended_at=None
        )
    }
    lead_id = lead.pk if lead else None
    changing = [row for row in listed if (leads[row.pk].member_id if row.pk in leads else None) != lead_id]
    Assignment.objects.filter(pk__in=[leads[row.pk].pk for row in changing if row.pk in leads]).update(
        ended_at=at
    )
    if lead is not None:
        Assignment.objects.filter(assessment__in=changing, member=lead, ended_at=None).update(ended_at=at)
        Assignment.objects.bulk_create(
            Assignment(council=row.council, assessment=row, member=lead, assigned_by=by) for row in changing
        )
    if changing:
        audit.record(
            "assurance.rows.assigned",
            council=cycle.council,
            by=by.user,
            about=cycle,
            at=at,
            rows=[row.ref for row in changing],
            lead=lead.name if lead else "nobody",
        )
    return len(changing)


def _refuse_unfit(lead: Membership, cycle: ReviewCycle) -> None:
    if lead.council_id != cycle.council_id or lead.ended_at is not None:
        raise WorkflowError(f"{lead.name} is not a member of {cycle.council}.")
    if Permission.SCORE not in lead.permissions(year=cycle.year):
        raise WorkflowError(f"{lead.name} is not a service officer, so cannot be given rows.")
