"""Checks 7, 10 and 12 on the Annual Governance Statement: its opinion, its dates, notes in its texts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from assurance.checked_review import CheckedReview, quoted
from assurance.checks import Finding, Fix, Gate, Rule, check
from assurance.drafting_notes import find_notes
from assurance.models import Milestone
from governance.permissions import Permission
from governance.templatetags.ga import govdate
from reports.layouts import AGS
from reports.models import GovernanceStatement

MOST_DAYS = 30  # between the date of the facts and approval
HEADINGS = {section.key: section.heading for section in AGS}

OPINION = Rule(
    "opinion",
    7,
    "No opinion chosen",
    "The statement has to say how good the arrangements were. Without it there is nothing to approve.",
    frozenset({Gate.DRAFT, Gate.APPROVAL}),
)
UP_TO_DATE = Rule(
    "up-to-date",
    10,
    "The statement is not up to date",
    "It has to hold when the committee approves it: facts at most 30 days old, and events since 31 March.",
    frozenset({Gate.APPROVAL, Gate.FINAL}),
)
STATEMENT_NOTES = Rule(
    "statement-notes",
    12,
    "Notes to oneself in the statement",
    "“Speak to”, “TBC” or “xx” in print tells every reader that nobody read it.",
    frozenset({Gate.DRAFT, Gate.APPROVAL, Gate.FINAL}),
)


def _statement_of(review: CheckedReview) -> GovernanceStatement | None:
    found = GovernanceStatement.objects.filter(cycle=review.cycle).prefetch_related("sections")
    return found.first()


def _finding(review: CheckedReview, what: str, label: str, subject: str) -> Finding:
    address = review.address("reports:statement")
    return Finding(
        what=what,
        fix=Fix(label, address, Permission.EDIT_DOCUMENTS),
        place=review.address("reports:draft", "ags"),
        title="Annual Governance Statement",
        subject=subject,
    )


@check(OPINION)
def opinion(review: CheckedReview) -> Iterator[Finding]:
    statement = _statement_of(review)
    if statement is None or not statement.opinion:
        yield _finding(review, "No opinion is chosen yet", "Choose the opinion", "opinion")


@check(UP_TO_DATE)
def up_to_date(review: CheckedReview) -> Iterator[Finding]:
    statement = _statement_of(review)
    as_at = statement.as_at if statement else None
    approval = review.dates.get(Milestone.Kind.APPROVAL)
    if as_at is None:
        yield _finding(review, "The date of its facts is not given", "Give the date", "as at")
    elif approval and as_at < approval - timedelta(days=MOST_DAYS):
        what = f"Its facts are of {govdate(as_at)}, more than 30 days before approval on {govdate(approval)}"
        yield _finding(review, what, "Change the date", "as at")
    texts = {section.key: section.text for section in statement.sections.all()} if statement else {}
    if not texts.get("events", "").strip():
        what = "It does not say what happened since the year end, or “None”"
        yield _finding(review, what, "Write it", "events")


@check(STATEMENT_NOTES)
def statement_notes(review: CheckedReview) -> Iterator[Finding]:
    statement = _statement_of(review)
    for section in statement.sections.all() if statement else []:
        if notes := find_notes(section.text):
            heading = HEADINGS.get(section.key, f"Principle {section.key[-1]}")
            words = "; ".join(quoted(note.words) for note in notes)
            yield _finding(review, f"{heading}: {words}", "Change the text", section.key)
