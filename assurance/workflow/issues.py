"""Significant governance issues: raised, decided on, watched, carried to the next year, closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from assurance.models import (
    Assessment,
    AssuranceSource,
    GovernanceIssue,
    IssueAssessment,
    IssueInCycle,
    IssueSource,
    ReviewCycle,
)
from governance import audit
from governance.models import Membership
from governance.workflow.errors import WorkflowError

RAISED = "assurance.issue.raised"
TITLE_LIMIT = 150  # characters


@transaction.atomic
def raise_issue(
    *,
    cycle: ReviewCycle,
    title: str,
    description: str = "",
    raised_from: str = GovernanceIssue.RaisedFrom.BY_HAND,
    rows: Iterable[Assessment] = (),
    source: AssuranceSource | None = None,
    by: Membership,
    at: datetime,
) -> GovernanceIssue:
    """A possible significant issue of a review, with the rows it stands on and the source that tells of it.

    Whoever may raise one is asked by the caller: a reviewer by right, a director by their return.
    """
    title = " ".join(title.split())
    if not title:
        raise WorkflowError("Give the issue a short title.")
    if len(title) > TITLE_LIMIT:
        raise WorkflowError(f"Shorten the title to {TITLE_LIMIT} characters. The description may be longer.")
    if cycle.is_past_record or cycle.stage == ReviewCycle.Stage.CLOSED:
        raise WorkflowError(f"The {cycle} is closed: an issue belongs to a later review.")
    issue = GovernanceIssue.objects.create(
        council=cycle.council,
        title=title,
        description=description.strip(),
        raised_from=raised_from,
        raised_by=by,
        raised_at=at,
    )
    IssueInCycle.objects.create(council=cycle.council, issue=issue, cycle=cycle)
    IssueAssessment.objects.bulk_create(
        IssueAssessment(council=cycle.council, issue=issue, assessment=row) for row in rows
    )
    if source is not None:
        IssueSource.objects.create(council=cycle.council, issue=issue, source=source)
    audit.record(RAISED, council=cycle.council, by=by.user, about=issue, at=at, review=str(cycle))
    return issue
