"""What the rules about the statement read: the statement, once for all of them, and where to mend it."""

from __future__ import annotations

from assurance.checked_review import CheckedReview
from assurance.checks import Finding, Fix
from governance.permissions import Permission
from reports.layouts import AGS
from reports.models import GovernanceStatement

HEADINGS = {section.key: section.heading for section in AGS}


def statement_of(review: CheckedReview) -> GovernanceStatement | None:
    """The statement of the review with its sections; None when nobody has begun it."""
    found: GovernanceStatement | None = review.once(
        "statement",
        lambda: GovernanceStatement.objects.filter(cycle=review.cycle).prefetch_related("sections").first(),
    )
    return found


def texts_of(statement: GovernanceStatement | None) -> dict[str, str]:
    """What people wrote, by section; nothing of a statement that nobody has begun."""
    return {section.key: section.text for section in statement.sections.all()} if statement else {}


def heading_of(key: str) -> str:
    """The heading of a section, or of a principle's own text."""
    return HEADINGS.get(key, f"Principle {key[-1]}")


def about_statement(review: CheckedReview, what: str, label: str, subject: str) -> Finding:
    """A finding about the statement; `label` says what to do on its page."""
    return Finding(
        what=what,
        fix=Fix(label, review.address("reports:statement"), Permission.EDIT_DOCUMENTS),
        place=review.address("reports:draft", "ags"),
        title="Annual Governance Statement",
        subject=subject,
    )
