"""A council with an issue in any state, for the tests of significant issues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from assurance.models import Assessment, GovernanceIssue, IssueCriterion, ReviewCycle
from assurance.workflow import issues as workflow
from governance.models import Council, Membership
from governance.roles import Role
from tests.builders import NOW, make_council, make_cycle, make_member, make_post

Status = GovernanceIssue.Status
TODAY = NOW.date()
MINUTE: dict[str, Any] = {
    "committee": "Audit Committee",
    "met_on": TODAY,
    "minute": "12/2025",
    "outcome": "Put right.",
}
CRITERION = "It needs resources or a decision beyond one service"


@dataclass
class IssueDesk:
    """A council, its review of 2024/25 and one member of each role."""

    council: Council
    cycle: ReviewCycle
    members: dict[Role, Membership]

    @property
    def monitor(self) -> Membership:
        return self.members[Role.MONITORING_OFFICER]

    @property
    def coordinator(self) -> Membership:
        return self.members[Role.COORDINATOR]

    def raised(self, *refs: str, title: str = "Data we cannot trust", by: Membership | None = None):
        """A possible issue that can be confirmed: described, with a reason why it counts."""
        issue = workflow.raise_issue(
            cycle=self.cycle,
            title=title,
            description="Two systems disagree.",
            rows=Assessment.objects.filter(cycle=self.cycle, requirement__ref__in=refs),
            by=by or self.members[Role.REVIEWER],
            at=NOW,
        )
        IssueCriterion.objects.create(council=self.council, issue=issue, text=CRITERION)
        return issue

    def issue_in(self, status: str, **options: Any) -> GovernanceIssue:
        """An issue taken to the state by its verbs."""
        issue = self.raised(**options)
        if status == Status.REJECTED:
            return workflow.reject_issue(issue=issue, reason="It is small.", by=self.monitor, at=NOW)
        if status != Status.CANDIDATE:
            workflow.confirm_issue(issue=issue, reason="It is large.", by=self.monitor, at=NOW)
        if status in {Status.MONITORED, Status.CLOSED}:
            workflow.watch_issue(issue=issue, by=self.coordinator, at=NOW)
        if status == Status.CLOSED:
            workflow.close_issue(issue=issue, **MINUTE, by=self.coordinator, at=NOW)
        return again(issue)


def make_desk() -> IssueDesk:
    council = make_council()
    cycle = make_cycle(council, 2024)
    members = {role: make_member(council, role) for role in Role}
    owner = make_member(council, Role.SERVICE_OFFICER, name="Gwen Tolliver")
    make_post(council, "Waste contract manager", holder=owner)
    return IssueDesk(council, cycle, members)


def again(issue: GovernanceIssue) -> GovernanceIssue:
    return GovernanceIssue.objects.select_related("council", "owner_post").get(pk=issue.pk)


TOMORROW = TODAY + timedelta(days=1)
