"""Who may take a step with a significant issue: asked by its verbs, whatever page or command calls them."""

from __future__ import annotations

from assurance.issue_policies import acts_for_owner, rights_in
from assurance.models import GovernanceIssue, ReviewCycle
from governance.models import Membership
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError


def require_decider(issue: GovernanceIssue, by: Membership) -> None:
    if Permission.FINISH not in rights_in(by, issue):
        raise WorkflowError("Only the monitoring officer or a deputy decides on significant issues.")


def require_writer(issue: GovernanceIssue, by: Membership) -> None:
    if Permission.EDIT_ISSUES not in rights_in(by, issue):
        raise WorkflowError(f"You cannot {Permission.EDIT_ISSUES.value}.")


def require_reporter(issue: GovernanceIssue, by: Membership) -> None:
    """Whoever writes issues, and whoever holds or deputises the post that answers for this one."""
    if not acts_for_owner(by, issue.owner_post):
        require_writer(issue, by)


def require_finisher(cycle: ReviewCycle, by: Membership) -> None:
    if Permission.FINISH not in by.permissions(year=cycle.year):
        raise WorkflowError("Only the monitoring officer or a deputy says that there are no issues.")
