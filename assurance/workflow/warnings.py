"""Giving a reason for what must be put right or is worth a look, and taking it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assurance.models import AcceptedWarning, ReviewCycle
from assurance.readiness import Readiness
from assurance.workflow.locking import lock_cycle
from governance import audit
from governance.models import Membership
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError

PASSED = "assurance.left.passed"
ACCEPTED = "assurance.left.accepted"
TAKEN_BACK = "assurance.left.taken_back"
REASON_LIMIT = 500  # characters


def _locked(cycle: ReviewCycle, by: Membership) -> ReviewCycle:
    cycle = lock_cycle(cycle)
    if Permission.FINISH not in by.permissions(year=cycle.year):
        raise WorkflowError("Only the monitoring officer or a deputy can give or take back a reason.")
    if cycle.is_past_record or cycle.stage == ReviewCycle.Stage.CLOSED:
        raise WorkflowError(f"The {cycle} is closed: nothing about it is checked any more.")
    return cycle


@transaction.atomic
def accept_findings(
    *, cycle: ReviewCycle, rule: str, reason: str, by: Membership, at: datetime
) -> list[AcceptedWarning]:
    """Give one reason for everything that a rule finds now: each finding keeps it until it changes."""
    cycle = _locked(cycle, by)
    reason = reason.strip()
    if not reason:
        raise WorkflowError("Say why. The reason is kept, and whoever reads this list sees it.")
    if len(reason) > REASON_LIMIT:
        raise WorkflowError(f"Shorten the reason. The limit is {REASON_LIMIT} characters.")
    group = Readiness(cycle, timezone.localdate(at)).group(rule)
    if group is None or not group.is_open:
        raise WorkflowError("There is nothing left here that asks for a reason.")
    if not group.may_have_reason:
        raise WorkflowError(f"“{group.rule.name}” cannot be passed: it has to be put right.")
    accepted = AcceptedWarning.objects.bulk_create(
        AcceptedWarning(
            council=cycle.council,
            cycle=cycle,
            rule=rule,
            assessment_id=finding.row,
            digest=finding.digest(group.rule),
            reason=reason,
            by=by,
            at=at,
        )
        for finding in group.open
    )
    audit.record(
        PASSED if group.rule.must else ACCEPTED,
        council=cycle.council,
        by=by.user,
        about=cycle,
        at=at,
        rule=group.rule.name,
        rows=sorted({finding.ref for finding in group.open if finding.ref}),
        count=len(accepted),
        reason=reason,
    )
    return accepted


@transaction.atomic
def take_back(*, cycle: ReviewCycle, rule: str, by: Membership, at: datetime) -> int:
    """Take back every reason given for a rule; how many findings had one. Reasons stay on record."""
    cycle = _locked(cycle, by)
    standing = AcceptedWarning.objects.filter(cycle=cycle, rule=rule).standing()
    if cycle.locked_at is not None and standing.filter(at__lte=cycle.locked_at).exists():
        raise WorkflowError("This reason is part of what was signed. Reopen the review to take it back.")
    count = standing.update(taken_back_at=at, taken_back_by=by)
    if count:
        group = Readiness(cycle, timezone.localdate(at)).group(rule)
        name = group.rule.name if group else rule
        audit.record(
            TAKEN_BACK, council=cycle.council, by=by.user, about=cycle, at=at, rule=name, count=count
        )
    return count
