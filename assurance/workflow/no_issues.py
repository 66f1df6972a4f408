""" "No significant issues, because…": said of a review, and taken back when it is no longer true."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from assurance.models import GovernanceIssue, NoIssuesStatement, ReviewCycle
from assurance.workflow.issue_guards import require_finisher
from assurance.workflow.locking import lock_cycle
from governance import audit
from governance.models import Membership
from governance.workflow.errors import WorkflowError

SAID = "assurance.no_issues.said"
TAKEN_BACK = "assurance.no_issues.taken_back"


def standing_none(cycle: ReviewCycle) -> NoIssuesStatement | None:
    """What is said of the review now, with who said it; one query."""
    said = NoIssuesStatement.objects.filter(cycle=cycle, taken_back_at=None)
    return said.select_related("by__user").first()


@transaction.atomic
def say_no_issues(*, cycle: ReviewCycle, reason: str, by: Membership, at: datetime) -> NoIssuesStatement:
    """Say of a review that nothing in it is significant, and on what basis."""
    locked = lock_cycle(cycle)
    require_finisher(locked, by)
    _require_unfinished(locked)
    if not reason.strip():
        raise WorkflowError("Say on what basis: what was looked at, and who found nothing.")
    if standing_none(locked) is not None:
        raise WorkflowError(f"It is said already that the {locked} has no significant issues.")
    here = GovernanceIssue.objects.in_cycle(locked)
    if issue := here.open().first():
        raise WorkflowError(f"“{issue.title}” is a significant issue of the {locked} and still open.")
    if issue := here.possible().first():
        raise WorkflowError(f"Decide on “{issue.title}” first: it may be a significant issue.")
    said = NoIssuesStatement.objects.create(
        council=locked.council, cycle=locked, reason=reason.strip(), by=by, at=at
    )
    audit.record(SAID, council=locked.council, by=by.user, about=locked, at=at, reason=said.reason)
    return said


@transaction.atomic
def take_back_no_issues(*, cycle: ReviewCycle, by: Membership, at: datetime) -> None:
    """It is no longer said that the review has no significant issues."""
    locked = lock_cycle(cycle)
    require_finisher(locked, by)
    _require_unfinished(locked)
    said = standing_none(locked)
    if said is None:
        raise WorkflowError(
            f"Nothing is said about the issues of the {locked}: there is nothing to take back."
        )
    _take_back(said, locked, why="", by=by, at=at)


def take_back_when_confirmed(
    cycles: Iterable[ReviewCycle], title: str, *, by: Membership, at: datetime
) -> None:
    """An issue of these reviews, which are locked, is significant: nothing says the opposite any more.

    A finished review was signed with what it says: it is reopened first.
    """
    for cycle in cycles:
        said = standing_none(cycle)
        if said is None:
            continue
        if cycle.is_locked:
            raise WorkflowError(
                f"The {cycle} was finished saying that there are no significant issues. Reopen it first."
            )
        _take_back(said, cycle, why=f"“{title}” is one", by=by, at=at)


def _take_back(
    said: NoIssuesStatement, cycle: ReviewCycle, *, why: str, by: Membership, at: datetime
) -> None:
    said.taken_back_by, said.taken_back_at = by, at
    said.save(update_fields=["taken_back_by", "taken_back_at"])
    audit.record(TAKEN_BACK, council=cycle.council, by=by.user, about=cycle, at=at, why=why)


def _require_unfinished(cycle: ReviewCycle) -> None:
    if cycle.is_locked:
        raise WorkflowError(f"The {cycle} is finished: what it says about issues stays as it was signed.")
