"""Significant issues beside the row that they stand on, and beside the action that answers them."""

from __future__ import annotations

from django import template

from assurance.issue_policies import may_read
from assurance.issue_register import issues_on_rows
from assurance.models import Assessment, GovernanceIssue, ImprovementAction
from governance.http import CouncilRequest

register = template.Library()


@register.simple_tag
def issues_on(row: Assessment, request: CouncilRequest) -> list[GovernanceIssue]:
    """Issues on the row that the reader may read, rejected ones left out; one query for a page of rows."""
    read: dict[int, dict[int, list[GovernanceIssue]]] = request.__dict__.setdefault("issues_on_rows", {})
    if row.cycle_id not in read:
        read[row.cycle_id] = issues_on_rows(row.cycle_id, request.permissions)
    return read[row.cycle_id].get(row.pk, [])


@register.simple_tag
def issues_answered_by(action: ImprovementAction, request: CouncilRequest) -> list[GovernanceIssue]:
    """Issues that the action answers and that the reader may read; one query."""
    issues = GovernanceIssue.objects.filter(action_links__action=action, action_links__ended_at=None)
    return [issue for issue in issues if may_read(request.permissions, issue.status)]
