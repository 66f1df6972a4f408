"""The officer's one reply to a score that was agreed otherwise (DOMAIN.md §5). Kept for good."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from assurance import policies
from assurance.models import Assessment, OfficerReply, ReviewCycle
from assurance.row_changes import what_changed
from assurance.workflow.locking import lock_cycle, lock_rows
from assurance.workflow.notices import tell
from governance import audit
from governance.models import Membership
from governance.workflow.errors import WorkflowError

REPLIED = "assurance.assessment.replied"
LONGEST_REPLY = 1_000  # characters


@transaction.atomic
def reply_to_agreement(
    *, row: Assessment, text: str, by: Membership, at: datetime, version: int
) -> OfficerReply:
    """Keep what the officer answers to the agreed score; whoever agreed it is told.

    `version` is the row's as the officer read it. A row that is reopened and agreed again may have another
    reply: each agreement has one.
    """
    cycle = lock_cycle(row.cycle)
    [row] = lock_rows([row])
    text = text.strip()
    _refuse(row, cycle=cycle, by=by, version=version)
    _refuse_text(row, text)
    reply = _keep(row, text, by=by, at=at)
    audit.record(REPLIED, council=cycle.council, by=by.user, about=row, at=at)
    tell(
        [row.agreed_by] if row.agreed_by else [],
        by=by,
        action=REPLIED,
        text=f"{by.name} replied to the agreed score of {row.ref} {row.title}: {text}",
        url=reverse("assurance:review-row", args=[cycle.council.slug, cycle.year, row.ref]),
    )
    return reply


def _refuse(row: Assessment, *, cycle: ReviewCycle, by: Membership, version: int) -> None:
    if not cycle.is_being_scored:
        raise WorkflowError(f"The {cycle} is not open: a reply is taken only while rows are being scored.")
    if row.version != version:
        changes = "; ".join(what_changed(row, since=version))
        raise WorkflowError(f"{row.ref} changed since you opened it: {changes}. Read it again, then reply.")
    if row.status != Assessment.Status.AGREED:
        raise WorkflowError(f"{row.ref} is not agreed, so there is nothing to reply to.")
    if not policies.was_agreed_otherwise(row):
        raise WorkflowError(f"{row.ref} was agreed as its officer scored it: there is nothing to reply to.")
    if not policies.can_reply(by, by.permissions(year=cycle.year), row):
        raise WorkflowError(f"{row.ref} is not yours to reply for: ask its lead.")


def _refuse_text(row: Assessment, text: str) -> None:
    if not text:
        raise WorkflowError(f"{row.ref}: write your reply.")
    if len(text) > LONGEST_REPLY:
        raise WorkflowError(f"{row.ref}: the reply must be {LONGEST_REPLY} characters or fewer.")


def _keep(row: Assessment, text: str, *, by: Membership, at: datetime) -> OfficerReply:
    agreed_at = row.agreed_at or at  # an agreed row has its own
    kept = OfficerReply.objects.filter(assessment=row, agreed_at=agreed_at).select_related("by__user")
    if (earlier := kept.first()) is not None:
        raise WorkflowError(_answered(row, earlier))
    try:
        with transaction.atomic():
            return OfficerReply.objects.create(
                council=row.council, assessment=row, agreed_at=agreed_at, text=text, by=by, at=at
            )
    except IntegrityError:
        # Sent twice in the same moment, where the row cannot be locked.
        raise WorkflowError(_answered(row, kept.get())) from None


def _answered(row: Assessment, reply: OfficerReply) -> str:
    return f"{row.ref} has its reply, from {reply.by.name}. It is kept and cannot be changed."
