"""Check 6 for significant issues: what became of those that last year's statement named."""

from __future__ import annotations

from collections.abc import Iterator

from assurance.action_register import TWICE
from assurance.checked_review import CheckedReview, quoted
from assurance.checks import Finding, Fix, Gate, Rule, check
from assurance.models import GovernanceIssue, IssueInCycle

BOTH = frozenset({Gate.REVIEW, Gate.APPROVAL})

FOLLOWED_UP = Rule(
    "issues-followed-up",
    6,
    "Last year’s issues without an outcome",
    "The statement reports on each significant issue of last year’s, until a committee has closed it.",
    BOTH,
    asks="What became of last year’s significant issues?",
)
STANDING_AGAIN = Rule(
    "issue-again",
    6,
    "A significant issue for the third year",
    "An issue carried over twice makes a reader doubt that it is being put right.",
    BOTH,
    must=False,
    asks="Why are these issues still there?",
)


@check(FOLLOWED_UP)
def followed_up(review: CheckedReview) -> Iterator[Finding]:
    for part in review.last_issues:
        if lacking := _lacking(review, part):
            question = f"What became of {quoted(part.issue.title)}, reported last year? Here: {lacking}."
            yield _about(review, part.issue, lacking, question)


def _lacking(review: CheckedReview, part: IssueInCycle) -> str:
    """What is not known of an issue of last year's; empty when it was closed, rejected or carried over."""
    issue = part.issue
    now = next((each for each in issue.in_cycles.all() if each.cycle_id == review.cycle.pk), None)
    if issue.status == GovernanceIssue.Status.CANDIDATE:
        return "" if now else "possible last year, and nobody decided on it"
    if not issue.is_open or (now and now.reason.strip()):
        return ""
    if now:
        return "carried over without a reason"
    if not part.outcome.strip():
        return "neither closed, nor carried over with a reason"
    return "" if part.progress_at_close else "nobody said how it went"


@check(STANDING_AGAIN)
def standing_again(review: CheckedReview) -> Iterator[Finding]:
    for issue in review.issues:
        times = sum(
            each.issue_id == issue.pk and each.origin == IssueInCycle.Origin.CARRIED
            for part in review.last_issues
            for each in part.issue.in_cycles.all()
        )
        if issue.is_open and times >= TWICE:
            question = f"Why is {quoted(issue.title)} still open after two years?"
            yield _about(review, issue, "carried over twice", question)


def _about(review: CheckedReview, issue: GovernanceIssue, what: str, question: str) -> Finding:
    address = review.council_address("assurance:issue", issue.pk)
    return Finding(
        what=what,
        fix=Fix("Open the issue", address),
        place=address,
        title=issue.title,
        subject=f"issue {issue.pk}",
        question=question,
    )
