"""Carrying open significant issues into a new review, or saying what became of one that is left behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.text import Truncator

from assurance.carrying_issues import OpenIssue
from assurance.models import (
    ActionInCycle,
    ActionLink,
    GovernanceIssue,
    ImprovementAction,
    IssueAssessment,
    IssueInCycle,
    ReviewCycle,
)
from assurance.workflow.issues import newest_progress
from assurance.workflow.no_issues import take_back_when_confirmed
from governance.models import Membership

LONGEST_REASON = 500  # characters of IssueInCycle.reason


def lock_open_issues(cycle: ReviewCycle) -> None:
    """Last year's open issues, by key: nobody decides on them or closes them meanwhile."""
    issues = GovernanceIssue.objects.select_for_update(no_key=True).filter(
        council=cycle.council_id,
        pk__in=IssueInCycle.objects.filter(
            cycle__council=cycle.council_id, cycle__starts_on__year=cycle.year - 1
        ).values("issue"),
    )
    list(issues.open().order_by("pk").values_list("pk", flat=True))


def carry_issues(
    wanted: Iterable[OpenIssue],
    *,
    last: ReviewCycle,
    cycle: ReviewCycle,
    reasons: Mapping[int, str],
    by: Membership,
    at: datetime,
) -> None:
    """The same issues, on this year's rows, each with why it goes on; last year keeps how it stood then.

    The actions that answer one go on with it, also those that stand on no row. `cycle` is locked: what it
    says of having no issues is taken back.
    """
    for each in wanted:
        issue = each.issue
        take_back_when_confirmed([cycle], issue.title, by=by, at=at)
        IssueInCycle.objects.create(
            council=cycle.council,
            issue=issue,
            cycle=cycle,
            origin=IssueInCycle.Origin.CARRIED,
            reason=reasons.get(issue.pk, "") or why_it_goes_on(each, cycle),
            promised_for=issue.due_on,
        )
        IssueAssessment.objects.bulk_create(
            IssueAssessment(council=cycle.council, issue=issue, assessment=row) for row in each.rows
        )
        _end_part(each, last, outcome="")
        _take_on_actions(issue, cycle)


def why_it_goes_on(each: OpenIssue, cycle: ReviewCycle) -> str:
    """The last words on it; without any, that no committee has closed it."""
    said = Truncator(each.said).chars(LONGEST_REASON)
    return said or f"No committee had closed it when the {cycle} was started from {cycle.previous_label}"


def leave_issues(left: Iterable[OpenIssue], outcomes: Mapping[int, str], *, last: ReviewCycle) -> None:
    """How an issue's part in last year ended, in words; the issue itself stays as it is."""
    for each in left:
        _end_part(each, last, outcome=outcomes[each.issue.pk])


def _end_part(each: OpenIssue, last: ReviewCycle, *, outcome: str) -> None:
    IssueInCycle.objects.filter(issue=each.issue, cycle=last).update(
        outcome=outcome, progress_at_close=newest_progress(each.issue)
    )


def _take_on_actions(issue: GovernanceIssue, cycle: ReviewCycle) -> None:
    """Open actions that answer the issue and stand on no row: those on rows come over by themselves."""
    answering = issue.action_links.filter(ended_at=None).values("action")
    on_rows = ActionLink.objects.filter(ended_at=None).values("action")
    actions = ImprovementAction.objects.going_on().filter(pk__in=answering).exclude(pk__in=on_rows)
    rowless = actions.exclude(in_cycles__cycle=cycle)
    ActionInCycle.objects.bulk_create(
        ActionInCycle(
            council=cycle.council,
            action=action,
            cycle=cycle,
            origin=ActionInCycle.Origin.CARRIED,
            reason=f"It answers “{Truncator(issue.title).chars(100)}”",
            promised_for=action.due_on,
        )
        for action in rowless
    )
