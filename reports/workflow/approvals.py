"""Approval of a released statement by a committee, and making it void. The Local Code is adopted instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from assurance.checks import Gate
from assurance.models import ReviewCycle
from assurance.workflow.locking import lock_cycle
from governance import audit
from governance.models import Membership, Post
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError
from reports.content.restated import approval_line, as_approved
from reports.documents import text_digest_given
from reports.models import Approval, ApprovalDelegate, DocumentKind, Publication, Signature
from reports.standing import Standing, State
from reports.workflow.guards import demand, given, not_after_today, pass_gate, released_version, tell_holders
from reports.workflow.publications import restate

APPROVED = "reports.publication.approved"
VOIDED = "reports.approval.voided"


@dataclass(frozen=True)
class Decision:
    """What the body decided. With `delegates` it approved subject to amendments, which those posts agree."""

    body: str
    on: date
    minute: str
    delegates: list[Post] = field(default_factory=list)


@transaction.atomic
def approve(*, cycle: ReviewCycle, decision: Decision, by: Membership, at: datetime) -> Publication:
    """Record that a body approved the released statement: the text that it has now, and no other.

    Needs a finished review, and the text must have been released after it was finished (DOMAIN.md §5).
    """
    cycle = lock_cycle(cycle)
    demand(Permission.RELEASE, by, cycle)
    standing = released_version(cycle, DocumentKind.AGS)
    if standing.approval is not None:
        raise WorkflowError(f"Version {standing.version} has been approved already: {standing.approval}.")
    body = given(decision.body, "Say who approved it.")
    minute = given(decision.minute, "Give the minute of the approval.")
    not_after_today(decision.on, "The date of the approval", at=at)
    _review_is_finished(cycle, standing)
    pass_gate(cycle, Gate.APPROVAL, at=at)
    approval = Approval.objects.create(
        council=cycle.council,
        cycle=cycle,
        kind=DocumentKind.AGS,
        version=standing.version,
        text_digest=text_digest_given(standing.latest),
        body=body,
        approved_on=decision.on,
        minute=minute,
        is_subject_to_amendments=bool(decision.delegates),
        recorded_by=by,
        recorded_at=at,
    )
    name_delegates(approval, decision.delegates)
    publication = state_approval(standing.latest, approval, by=by, at=at)
    said = f"{publication} is approved by {body}. It waits for your signature."
    tell_holders(Permission.CERTIFY, cycle, DocumentKind.AGS, by=by, action=APPROVED, text=said)
    return publication


def _review_is_finished(cycle: ReviewCycle, standing: Standing) -> None:
    if not cycle.is_finished:
        raise WorkflowError(f"The {cycle} has to be finished before its statement is approved.")
    if cycle.locked_at is not None and cycle.locked_at > standing.first.released_at:
        raise WorkflowError(
            f"Version {standing.version} was released before the {cycle} was finished, and its figures may"
            " have changed since. Amend it and release it again."
        )


def name_delegates(approval: Approval, posts: Iterable[Post]) -> None:
    ApprovalDelegate.objects.bulk_create(
        ApprovalDelegate(council=approval.council, approval=approval, post=post) for post in posts
    )


def state_approval(
    earlier: Publication, approval: Approval, *, by: Membership, at: datetime, amended: bool = False
) -> Publication:
    """Give the text out as approved, and put it on record."""
    line = approval_line(approval, amended=amended)
    publication = restate(
        earlier, state=State.APPROVED, control=lambda block: as_approved(block, line), by=by, at=at
    )
    audit.record(
        APPROVED,
        council=approval.council,
        by=by.user,
        about=publication,
        at=at,
        body=approval.body,
        on=approval.approved_on,
        minute=approval.minute,
        digest=publication.digest,
        text_digest=approval.text_digest,
    )
    return publication


@transaction.atomic
def void_approval(*, cycle: ReviewCycle, reason: str, by: Membership, at: datetime) -> Approval:
    """Make the approval void with its signatures; what says that it is approved is withdrawn with the reason.

    A final version that is published is withdrawn first: what the public reads has its approval.
    """
    cycle = lock_cycle(cycle)
    demand(Permission.RELEASE, by, cycle)
    standing = released_version(cycle, DocumentKind.AGS)
    why = given(reason, "Say why the approval is void.")
    if standing.approval is None:
        raise WorkflowError(f"Version {standing.version} is not approved.")
    if standing.final is not None:
        raise WorkflowError("The final version is published. Amend it, or withdraw it first.")
    return make_void(standing.approval, reason=why, by=by, at=at)


def make_void(approval: Approval, *, reason: str, by: Membership, at: datetime) -> Approval:
    """Under the lock of the review: the approval, its signatures and the publications that speak of it.

    An approval that came from the version before, by confirmed amendments, takes that one with it.
    """
    about = {"cycle": approval.cycle, "kind": approval.kind, "version": approval.version}
    signed = list(Signature.objects.filter(**about).standing())
    before = Approval.objects.standing().filter(
        cycle=approval.cycle,
        kind=approval.kind,
        version=approval.version - 1,
        amendments__isnull=False,
    )
    for row in (approval, *signed, *before.distinct()):
        row.void_by, row.void_at, row.void_reason = by, at, reason
        row.save(update_fields=["void_by", "void_at", "void_reason"])
    given_out = Publication.objects.filter(**about, withdrawn_at=None).defer("content", "html")
    for publication in given_out.filter(state=State.APPROVED):
        publication.withdrawn_by, publication.withdrawn_at = by, at
        publication.withdrawn_reason = f"Its approval is void: {reason}"
        publication.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    newest = Publication.objects.filter(**about).select_related("cycle").order_by("-number")[0]
    audit.record(
        VOIDED,
        council=approval.council,
        by=by.user,
        about=newest,
        at=at,
        approval=str(approval),
        signatures=[str(each) for each in signed],
        reason=reason,
    )
    text = f"The approval of {newest} is void: {reason}"
    for right in (Permission.CERTIFY, Permission.RELEASE):
        tell_holders(right, approval.cycle, DocumentKind.AGS, by=by, action=VOIDED, text=text)
    return approval
