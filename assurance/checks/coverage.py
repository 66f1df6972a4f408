"""Check 1: every requirement answered, with something behind it, and agreed by somebody else."""

from __future__ import annotations

from collections.abc import Iterator

from assurance.checked_review import CheckedReview
from assurance.checks import Finding, Fix, Gate, Rule, check
from assurance.models import Assessment
from assurance.policies import may_agree
from assurance.reviewers import who_may_agree
from assurance.row_sources import uses_of
from governance.models import Membership
from governance.permissions import Permission
from governance.templatetags.ga import govdate

REVIEW = frozenset({Gate.REVIEW})

SECOND_EYES = Rule(
    "second-pair-of-eyes",
    1,
    "Scored by the person who would agree it",
    "Councillors and auditors rely on a second pair of eyes, so this cannot be passed.",
    REVIEW,
    can_be_passed=False,
)
ANSWERED = Rule(
    "answered",
    1,
    "Not answered",
    "The review is of all requirements. Each needs a score, or “not applicable” with a reason.",
    REVIEW,
    can_be_passed=False,
    asks="Why do these have no answer?",
)
AGREED = Rule(
    "agreed",
    1,
    "Not yet agreed",
    "Each answer needs somebody else’s agreement: you declare it when you finish, so it cannot be passed.",
    REVIEW,
    can_be_passed=False,
)
EVIDENCE = Rule(
    "evidence",
    1,
    "A score with nothing behind it",
    "A score without words or evidence asks councillors to take it on trust.",
    REVIEW,
    asks="What are these scores based on?",
)


def is_answered(row: Assessment) -> bool:
    if row.not_applicable:
        return bool(row.not_applicable_reason.strip())
    return row.score is not None


@check(SECOND_EYES)
def second_eyes(review: CheckedReview) -> Iterator[Finding]:
    """Rows that wait for somebody who scored, confirmed or submitted them."""
    for row in review.rows:
        if row.status == Assessment.Status.SUBMITTED and (barred := _barred(review, row)):
            yield _ask_another(review, row, barred[0].name)


def _barred(review: CheckedReview, row: Assessment) -> list[Membership]:
    """Reviewers who had a hand in the score."""
    return [member for member in review.reviewers if not may_agree(member, row)]


def _ask_another(review: CheckedReview, row: Assessment, name: str) -> Finding:
    others = who_may_agree(row, review.reviewers)
    label = f"Ask {others[0].name}" if others else "Name another reviewer"
    fix = Fix(label, review.address("assurance:review-row", row.ref), Permission.AGREE)
    if not others:
        fix = Fix(label, review.council_address("governance:people"), Permission.MANAGE_PEOPLE)
    return review.about(row, f"Scored by {name}, who may not agree it", fix=fix)


@check(ANSWERED)
def answered(review: CheckedReview) -> Iterator[Finding]:
    for row in review.rows:
        if not is_answered(row):
            said = "not applicable, without a reason" if row.not_applicable else "no score"
            who = ", ".join(assignment.member.name for assignment in row.assignments.all())
            what = f"{row.get_status_display()}, {said}, {who or 'nobody assigned'}"
            question = f"Why is there no answer to {row.ref}? Here: {said}."
            yield review.about(row, what, fix=review.chase(row), question=question)


@check(AGREED)
def agreed(review: CheckedReview) -> Iterator[Finding]:
    for row in review.rows:
        if not is_answered(row) or (row.status == Assessment.Status.AGREED and row.agreed_by_id):
            continue
        if row.status == Assessment.Status.AGREED:
            place = review.address("assurance:assessment", row.ref)
            fix = Fix("Reopen the row", place, Permission.FINISH)
            yield review.about(row, "Agreed, and nobody is on record as having agreed it", fix=fix)
        elif row.status != Assessment.Status.SUBMITTED:
            yield review.about(row, f"{row.get_status_display()}, not submitted", fix=review.chase(row))
        elif not _barred(review, row):  # such a row is named under the rule of the second pair of eyes
            sent = f" {govdate(row.submitted_at)}" if row.submitted_at else ""
            yield review.about(row, f"Submitted{sent}, waits for a reviewer", fix=review.chase(row))


@check(EVIDENCE)
def evidence(review: CheckedReview) -> Iterator[Finding]:
    for row in review.rows:
        if row.score is not None and not row.narrative.strip() and not uses_of(row):
            question = f"What is the {row.score} for {row.ref} based on? It has no words and no evidence."
            what = f"{row.score}, without words and without evidence"
            yield review.about(row, what, question=question, tells_score=True)
