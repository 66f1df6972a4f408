"""Posts to whom amendments are delegated confirm them; when all have, the new text has the approval."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from assurance.models import ReviewCycle
from assurance.workflow.locking import lock_cycle
from governance import audit
from governance.models import Membership
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError
from reports.documents import text_digest_given
from reports.models import AmendmentConfirmation, Approval, ApprovalDelegate, DocumentKind, Publication
from reports.standing import Standing
from reports.workflow.approvals import APPROVED, state_approval
from reports.workflow.guards import released_version, tell_holders

CONFIRMED = "reports.amendments.confirmed"


def approval_waiting(standing: Standing) -> Approval | None:
    """The approval of the version before, while this one waits for its amendments to be confirmed."""
    if standing.approval is not None or standing.is_amended:
        return None
    return approval_to_confirm(standing.latest)


def approval_to_confirm(publication: Publication) -> Approval | None:
    """The approval under which its version was amended, while it has no approval of its own."""
    before = Approval.objects.standing().filter(
        cycle=publication.cycle_id,
        kind=publication.kind,
        version=publication.version - 1,
        amendments__isnull=False,
    )
    return before.distinct().first()


def delegates_missing(approval: Approval) -> list[ApprovalDelegate]:
    """Those who have not confirmed every amendment, with their posts."""
    count = approval.amendments.count()
    return [
        delegate
        for delegate in approval.delegates.select_related("post").order_by("pk")
        if AmendmentConfirmation.objects.filter(delegate=delegate).count() < count
    ]


def delegate_of(member: Membership, missing: list[ApprovalDelegate]) -> ApprovalDelegate | None:
    """The delegate whom the member speaks for: as holder of the post, or its deputy."""
    return next(
        (each for each in missing if member.pk in {each.post.holder_id, each.post.deputy_id}),
        None,
    )


@transaction.atomic
def confirm_amendments(
    *, cycle: ReviewCycle, version: int, by: Membership, at: datetime
) -> Publication | None:
    """Confirm every amendment for one's post; the last post of all gives the new text its approval.

    Returns what is given out as approved then, else None.
    """
    cycle = lock_cycle(cycle)
    standing = released_version(cycle, DocumentKind.AGS)
    approval = approval_waiting(standing)
    if approval is None or version != standing.version:
        raise WorkflowError("No amendments wait to be confirmed.")
    missing = delegates_missing(approval)
    delegate = delegate_of(by, missing)
    if delegate is None:
        raise WorkflowError("The amendments are confirmed by the posts named in the approval, each once.")
    AmendmentConfirmation.objects.bulk_create(
        AmendmentConfirmation(council=cycle.council, amendment=each, delegate=delegate, by=by, at=at)
        for each in approval.amendments.all()
    )
    audit.record(
        CONFIRMED,
        council=cycle.council,
        by=by.user,
        about=standing.latest,
        at=at,
        post=str(delegate.post),
        amendments=approval.amendments.count(),
    )
    if len(missing) > 1:
        return None
    carried = Approval.objects.create(
        council=cycle.council,
        cycle=cycle,
        kind=DocumentKind.AGS,
        version=standing.version,
        text_digest=text_digest_given(standing.latest),
        body=approval.body,
        approved_on=approval.approved_on,
        minute=approval.minute,
        recorded_by=by,
        recorded_at=at,
    )
    publication = state_approval(standing.latest, carried, by=by, at=at, amended=True)
    text = f"Every amendment of {publication} is confirmed: it is approved, and waits for your signature."
    tell_holders(Permission.CERTIFY, cycle, DocumentKind.AGS, by=by, action=APPROVED, text=text)
    return publication
