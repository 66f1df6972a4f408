"""Opening the next version of a document that was released."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from assurance.models import ReviewCycle
from assurance.workflow.locking import lock_cycle
from governance import audit
from governance.models import Membership
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError
from reports.models import DocumentKind, LocalCodeEdition
from reports.standing import Standing
from reports.workflow.approvals import make_void
from reports.workflow.confirming import approval_waiting
from reports.workflow.guards import demand, given, released_version, tell_holders
from reports.workflow.publications import lock_council

AMENDED = "reports.publication.amended"


@transaction.atomic
def amend(
    *,
    kind: DocumentKind,
    cycle: ReviewCycle,
    reason: str,
    by: Membership,
    at: datetime,
    under_approval: bool = False,
) -> Standing:
    """Open the next version, with a reason. What was released stays to be read until it is replaced.

    An approval that has not led to publication is void with its signatures, unless the change is made
    `under_approval`: one that is subject to amendments, which the posts named in it confirm afterwards.
    A published final version keeps its approval: it stands until another is published.
    """
    cycle = lock_cycle(cycle)
    demand(Permission.RELEASE, by, cycle)
    standing = released_version(cycle, kind)
    why = given(reason, "Say why it is amended.")
    approval = standing.approval
    if kind == DocumentKind.LOCAL_CODE:
        _write_edition_again(standing, cycle)
    if under_approval and (
        approval is None or not approval.is_subject_to_amendments or standing.final is not None
    ):
        raise WorkflowError("It was not approved subject to amendments.")
    waiting = approval_waiting(standing)
    newest = standing.latest
    newest.amend_reason = why
    newest.save(update_fields=["amend_reason"])
    audit.record(
        AMENDED,
        council=cycle.council,
        by=by.user,
        about=newest,
        at=at,
        reason=why,
        under_approval=under_approval,
    )
    approval = approval or waiting
    if approval is not None and standing.final is None and not under_approval:
        make_void(approval, reason=f"It is amended: {why}", by=by, at=at)
    text = f"{newest} is amended: {why}"
    tell_holders(Permission.EDIT_DOCUMENTS, cycle, kind, by=by, action=AMENDED, text=text)
    return standing


def _write_edition_again(standing: Standing, cycle: ReviewCycle) -> None:
    """A version of the Code that was not adopted is written on; an adopted one is followed by the next."""
    lock_council(cycle)
    edition = standing.latest.edition
    if edition is None:
        return
    edition = LocalCodeEdition.objects.get(pk=edition.pk)
    if edition.state != LocalCodeEdition.State.RELEASED:
        raise WorkflowError("This version of the Local Code is adopted. Start the next version to change it.")
    being_written = LocalCodeEdition.objects.for_council(cycle.council).filter(
        state=LocalCodeEdition.State.DRAFTING
    )
    if being_written.exists():
        raise WorkflowError("The next version of the Local Code is being written already.")
    edition.state = LocalCodeEdition.State.DRAFTING
    edition.save(update_fields=["state"])
