"""What the rules about the statement read: the statement, once for all of them, and where to mend it."""

from __future__ import annotations

from assurance.checked_review import CheckedReview
from assurance.checks import Finding, Fix
from governance.permissions import Permission
from reports.arrangement import Arrangement, arrangement_of
from reports.models import GovernanceStatement

OPINION_PART = "opinion"  # the part of the statement that holds the opinion and the date of its facts


def statement_of(review: CheckedReview) -> GovernanceStatement | None:
    """The statement of the review with its sections; None when nobody has begun it."""
    found: GovernanceStatement | None = review.once(
        "statement",
        lambda: GovernanceStatement.objects.filter(cycle=review.cycle).prefetch_related("sections").first(),
    )
    return found


def sections_of(review: CheckedReview) -> Arrangement:
    """The sections of the statement, those of its layout before anybody has begun it."""
    found: Arrangement = review.once(
        "statement sections", lambda: arrangement_of(review.cycle, statement_of(review))
    )
    return found


def texts_of(review: CheckedReview) -> dict[str, str]:
    """What people wrote that is printed, by section; nothing of a statement that nobody has begun."""
    statement = statement_of(review)
    if statement is None:
        return {}
    shown = sections_of(review).shown_keys
    return {section.key: section.text for section in statement.sections.all() if section.key in shown}


def about_statement(
    review: CheckedReview,
    what: str,
    label: str,
    subject: str,
    *,
    part: str = "",
    page: str = "reports:statement",
) -> Finding:
    """A finding about the statement; `label` says what to do on its page, or on another of its pages.

    `part` is the text that it concerns, or the opinion.
    """
    place = f"#section-{part}" if part else ""
    return Finding(
        what=what,
        fix=Fix(label, review.address(page) + place, Permission.EDIT_DOCUMENTS),
        place=review.address("reports:draft", "ags"),
        title="Annual Governance Statement",
        subject=subject,
        part=part,
    )
