"""Who may do what with an action now: by right, by the post that owns it, or through a row of theirs."""

from __future__ import annotations

from dataclasses import dataclass

from assurance import policies
from assurance.action_register import owns
from assurance.models import Assessment, ImprovementAction
from assurance.workflow.actions import completed_by
from governance.models import Membership
from governance.permissions import Permission

Status = ImprovementAction.Status


@dataclass(frozen=True)
class ActionRights:
    """What one member may do with one action. `row`: the row through which they edit it, if not by right."""

    edit: bool
    row: Assessment | None
    report: bool
    verify: bool
    take_up_again: bool
    replace: bool
    is_own_work: bool


def rights_on(membership: Membership, rights: policies.Rights, action: ImprovementAction) -> ActionRights:
    """Holders and deputies of the owner post report and complete; nobody verifies what they completed."""
    edits = Permission.EDIT_ACTIONS in rights
    checks = edits or Permission.AGREE in rights
    is_complete = action.status == Status.COMPLETE
    is_own_work = is_complete and completed_by(action) == membership.user
    row = None if edits or not action.is_open else row_of(membership, action)
    return ActionRights(
        edit=action.is_open and (edits or row is not None),
        row=row,
        report=action.is_open and (edits or owns(membership, action)),
        verify=checks and is_complete and not is_own_work,
        take_up_again=checks and action.status in {Status.COMPLETE, Status.VERIFIED},
        replace=action.is_open and edits,
        is_own_work=is_own_work,
    )


def row_of(membership: Membership, action: ImprovementAction) -> Assessment | None:
    """A row of the action that the member answers and may change now, of the newest review."""
    rows = Assessment.objects.filter(action_links__action=action, action_links__ended_at=None)
    mine = rows.assigned_to(membership).with_reference().with_people().order_by("-cycle__starts_on", "pk")
    return next(
        (
            row
            for row in mine
            if policies.can_edit(membership, membership.permissions(year=row.cycle.year), row)
        ),
        None,
    )
