"""Check 8: what is significant is defined, decided on and whole; or it is said that nothing is, and why."""

from __future__ import annotations

from collections.abc import Iterator

from assurance.checked_review import CheckedReview, quoted
from assurance.checks import Finding, Fix, Gate, Rule, check
from assurance.models import GovernanceIssue
from governance.permissions import Permission

BOTH = frozenset({Gate.REVIEW, Gate.APPROVAL})

DEFINED = Rule(
    "issue-definition",
    8,
    "No definition of a significant issue",
    "Without the Council’s own definition nobody can tell why one thing is significant and another is not.",
    BOTH,
)
DECIDED = Rule(
    "issues-decided",
    8,
    "Possible significant issues that nobody decided on",
    "Whoever reads the statement relies on somebody having looked at each of them.",
    BOTH,
    asks="Which of these are significant?",
)
WHOLE = Rule(
    "issues-whole",
    8,
    "Significant issues that lack something",
    "A committee can only watch an issue that says what is wrong, why it counts, who acts and by when.",
    BOTH,
    asks="Who is putting these issues right, and by when?",
)
SAID = Rule(
    "issues-said",
    8,
    "Nothing is said about significant issues",
    "No issues is a statement of its own, with its reasons. Silence reads as if nobody had asked.",
    BOTH,
)


def _about(review: CheckedReview, issue: GovernanceIssue, what: str, fix: Fix, question: str) -> Finding:
    return Finding(
        what=what,
        fix=fix,
        place=review.council_address("assurance:issue", issue.pk),
        title=issue.title,
        subject=f"issue {issue.pk}",
        question=question,
    )


@check(DEFINED)
def defined(review: CheckedReview) -> Iterator[Finding]:
    if not review.setting("issue_definition").strip():
        settings = review.council_address("governance:settings")
        yield Finding(
            what="The council settings hold no definition: whoever administers the council writes it there",
            fix=Fix("Write it", settings, Permission.MANAGE_PEOPLE),
            place=review.council_address("assurance:issues"),
            title="All issues",
        )


@check(DECIDED)
def decided(review: CheckedReview) -> Iterator[Finding]:
    for issue in review.issues:
        if issue.status == GovernanceIssue.Status.CANDIDATE:
            address = review.council_address("assurance:issue", issue.pk)
            what = f"Possible since it was raised: {issue.get_raised_from_display().lower()}"
            question = f"Is {quoted(issue.title)} a significant issue? Nobody has decided yet."
            yield _about(review, issue, what, Fix("Decide", address, Permission.FINISH), question)


@check(WHOLE)
def whole(review: CheckedReview) -> Iterator[Finding]:
    for issue in review.issues:
        if issue.is_open and (lacking := _lacking(issue)):
            said = ", ".join(f"no {name}" for name in lacking)
            address = review.council_address("assurance:issue-change", issue.pk)
            question = f"{quoted(issue.title)} has {said}. Who answers for it?"
            yield _about(review, issue, said, Fix("Fill in", address, Permission.EDIT_ISSUES), question)


def _lacking(issue: GovernanceIssue) -> list[str]:
    needed = {
        "criterion": issue.criteria.all(),
        "description": issue.description.strip(),
        "owner post": issue.owner_post_id,
        "due date": issue.due_on,
        "committee that watches it": issue.committee.strip(),
    }
    return [name for name, value in needed.items() if not value]


@check(SAID)
def said(review: CheckedReview) -> Iterator[Finding]:
    """One of the two: an issue open or closed in the year, or that there is none; never both."""
    standing = [issue for issue in review.issues if issue.is_open]
    known = [*standing, *(each for each in review.issues if each.status == GovernanceIssue.Status.CLOSED)]
    address = review.council_address("assurance:issues")
    if standing and review.none_because:
        what = f"It is said that there are none, and {quoted(standing[0].title)} is open"
        yield Finding(
            what=what,
            fix=Fix("Take back that there are none", address, Permission.FINISH),
            place=address,
            title="All issues",
            subject="both",
        )
    is_undecided = any(issue.status == GovernanceIssue.Status.CANDIDATE for issue in review.issues)
    if not (known or review.none_because or is_undecided):
        yield Finding(
            what="No issue of this year, and nobody said that there is none",
            fix=Fix("Say that there are none, or raise one", address, Permission.FINISH),
            place=address,
            title="All issues",
            subject="neither",
        )
