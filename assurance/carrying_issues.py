"""Open significant issues when a review starts from last year: which go on, what became of the others.

Said on the page and decided in the verb (assurance/workflow/carrying_issues.py) by the same reading.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from assurance.models import (
    Assessment,
    GovernanceIssue,
    IssueAssessment,
    IssueInCycle,
    IssueUpdate,
    ReviewCycle,
)

CARRIED = IssueInCycle.Origin.CARRIED


@dataclass(frozen=True)
class OpenIssue:
    """An open issue of last year with its rows of this year; `times` it was carried already.

    `said` are the last words on it; `left` what was said when it was left behind, where it was.
    """

    issue: GovernanceIssue
    rows: list[Assessment]
    times: int
    said: str
    left: str

    @property
    def is_carried_twice(self) -> bool:
        """Carrying it would be the second time or a later one."""
        return self.times > 0


def open_issues(last: ReviewCycle, cycle: ReviewCycle, row_of: dict[int, Assessment]) -> list[OpenIssue]:
    """Open issues of last year that do not stand in this one yet; five queries.

    `row_of` gives this year's row by the key of last year's.
    """
    found = list(
        GovernanceIssue.objects.in_cycle(last)
        .open()
        .exclude(in_cycles__cycle=cycle)
        .select_related("owner_post__holder__user")
    )
    times: dict[int, int] = defaultdict(int)
    left: dict[int, str] = {}
    for part in IssueInCycle.objects.filter(issue__in=found):
        times[part.issue_id] += part.origin == CARRIED
        if part.cycle_id == last.pk:
            left[part.issue_id] = part.outcome
    said: dict[int, str] = {}
    for issue_id, text in IssueUpdate.objects.filter(issue__in=found).values_list("issue_id", "text"):
        said.setdefault(issue_id, text)  # the newest first
    rows: dict[int, list[Assessment]] = defaultdict(list)
    links = IssueAssessment.objects.filter(issue__in=found, assessment__cycle=last, ended_at=None)
    for issue_id, row_id in links.order_by("assessment__requirement__position").values_list(
        "issue_id", "assessment_id"
    ):
        if row_id in row_of:
            rows[issue_id].append(row_of[row_id])
    return [
        OpenIssue(issue, rows[issue.pk], times[issue.pk], said.get(issue.pk, ""), left.get(issue.pk, ""))
        for issue in found
    ]
