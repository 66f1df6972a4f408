"""Publishing: the unaudited draft, then the final statement."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assurance.checks import Gate
from assurance.models import ReviewCycle
from assurance.workflow.locking import lock_cycle
from governance import audit
from governance.models import Membership
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError
from reports.content.restated import as_final, as_unaudited, signature_lines
from reports.models import DocumentKind, Publication
from reports.standing import State
from reports.workflow.guards import demand, pass_gate, released_version, tell_holders
from reports.workflow.publications import restate

UNAUDITED = "reports.publication.published_unaudited"
FINAL = "reports.publication.published_final"


@transaction.atomic
def publish_unaudited(*, cycle: ReviewCycle, public_from: date, by: Membership, at: datetime) -> Publication:
    """Let the public read the released statement as a draft, from a day on.

    Allowed before the review is finished: its first page says so. Stopped by a missing opinion and by notes
    and leaks only (DOMAIN.md §8).
    """
    cycle = lock_cycle(cycle)
    demand(Permission.RELEASE, by, cycle)
    standing = released_version(cycle, DocumentKind.AGS)
    if standing.unaudited is not None:
        raise WorkflowError(f"The unaudited draft of version {standing.version} has been published already.")
    if standing.approval is not None:
        raise WorkflowError(f"Version {standing.version} is approved: it is a draft no more.")
    _from_today_on(public_from, at=at)
    pass_gate(cycle, Gate.DRAFT, at=at)
    publication = restate(
        standing.latest,
        state=State.UNAUDITED,
        control=lambda block: as_unaudited(block, cycle),
        public_from=public_from,
        by=by,
        at=at,
    )
    _on_record(UNAUDITED, publication, by=by, at=at)
    return publication


@transaction.atomic
def publish_final(
    *,
    cycle: ReviewCycle,
    public_from: date,
    accounts_approved_on: date | None = None,
    by: Membership,
    at: datetime,
) -> Publication:
    """Let the public read the approved and signed statement, from a day on.

    `accounts_approved_on`, where it is known, is kept in the record of changes: the statement is approved
    before the accounts (Accounts and Audit Regulations 2015, regulation 6(4)).
    """
    cycle = lock_cycle(cycle)
    demand(Permission.RELEASE, by, cycle)
    standing = released_version(cycle, DocumentKind.AGS)
    approval = standing.approval
    if standing.final is not None:
        raise WorkflowError(f"Version {standing.version} has been published already.")
    if approval is None:
        raise WorkflowError(f"Version {standing.version} is not approved yet.")
    if standing.offices_missing:
        raise WorkflowError("It is published when both have signed: the leading member, the chief executive.")
    _from_today_on(public_from, at=at)
    if accounts_approved_on and accounts_approved_on < approval.approved_on:
        raise WorkflowError("The statement has to be approved before the accounts: check both dates.")
    pass_gate(cycle, Gate.FINAL, at=at)
    signed = signature_lines(standing.signatures.values())
    publication = restate(
        standing.latest,
        state=State.FINAL,
        control=lambda block: as_final(block, signed),
        public_from=public_from,
        by=by,
        at=at,
    )
    _on_record(FINAL, publication, by=by, at=at, accounts_approved_on=accounts_approved_on)
    return publication


def _from_today_on(day: date, *, at: datetime) -> None:
    if day < timezone.localdate(at):
        raise WorkflowError("The public can read it from today on, or from a later day.")


def _on_record(
    action: str,
    publication: Publication,
    *,
    by: Membership,
    at: datetime,
    accounts_approved_on: date | None = None,
) -> None:
    audit.record(
        action,
        council=publication.council,
        by=by.user,
        about=publication,
        at=at,
        digest=publication.digest,
        text_digest=publication.text_digest,
        public_from=publication.public_from,
        accounts_approved_on=accounts_approved_on,
    )
    words = "The unaudited draft of" if action == UNAUDITED else "The final version of"
    text = f"{words} the {publication.get_kind_display()} {publication.cycle.label} is published."
    kind = DocumentKind(publication.kind)
    tell_holders(Permission.EDIT_DOCUMENTS, publication.cycle, kind, by=by, action=action, text=text)
