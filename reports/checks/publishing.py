"""Check 11 before the final version: the Local Code, the committee's approval, the signatures (DOMAIN.md §8).

Asked from the release of the statement on: before that, nobody can have approved or signed it. That the
statement was approved before the accounts is asked when it is published (reports.workflow.publishing): no
row of the review knows when the accounts were approved.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assurance.checked_review import CheckedReview
from assurance.checks import Finding, Fix, Gate, Rule, check
from governance.permissions import Permission
from governance.templatetags.ga import govdate
from reports.models import DocumentKind, LocalCodeEdition, Signature
from reports.standing import Standing, standing_of

FINAL = frozenset({Gate.FINAL})
A_YEAR = 366  # days: twelve months, with a leap day among them

CODE_APPROVED = Rule(
    "local-code-approved",
    11,
    "The Local Code was not approved within a year",
    "The statement says that the Code is up to date. Readers look for the day on which it was approved.",
    FINAL,
    must=False,
)
COMMITTEE_APPROVAL = Rule(
    "committee-approval",
    11,
    "The committee’s approval is not on record",
    "The law asks for approval by members before publication, and the minute is the proof of it.",
    FINAL,
)
SIGNATURES = Rule(
    "signatures",
    11,
    "Signatures are missing, or out of order",
    "Both offices sign what the committee approved: after the approval, and not in the future.",
    FINAL,
)


def _standing(review: CheckedReview) -> Standing | None:
    found: Standing | None = review.once(
        "statement given out", lambda: standing_of(review.cycle, DocumentKind.AGS)
    )
    return found


def _about(review: CheckedReview, what: str, label: str, subject: str, *, kind: DocumentKind) -> Finding:
    """The Local Code is named, and the signatures stand, in a section of the statement."""
    steps = review.address("reports:steps", kind.value)
    return Finding(
        what=what,
        fix=Fix(label, steps, Permission.RELEASE),
        place=steps,
        title=kind.label,
        subject=subject,
        part="responsibility" if kind == DocumentKind.LOCAL_CODE else "certification",
    )


@check(CODE_APPROVED)
def code_approved(review: CheckedReview) -> Iterator[Finding]:
    """The newest adoption, counted to today: the statement is published on a day, not at the year end."""
    if _standing(review) is None:
        return
    adopted: date | None = (
        LocalCodeEdition.objects.for_council(review.cycle.council)
        .exclude(adopted_on=None)
        .order_by("-adopted_on")
        .values_list("adopted_on", flat=True)
        .first()
    )
    if adopted is None:
        what = "No approval of the Local Code is on record"
    elif (review.at - adopted).days > A_YEAR:
        what = f"It was last approved on {govdate(adopted)}, more than a year ago"
    else:
        return
    yield _about(review, what, "Record its approval", "code", kind=DocumentKind.LOCAL_CODE)


@check(COMMITTEE_APPROVAL)
def committee_approval(review: CheckedReview) -> Iterator[Finding]:
    standing = _standing(review)
    if standing is None:
        return
    if standing.approval is None:
        what = f"Version {standing.version} is not approved"
        yield _about(review, what, "Record the approval", "approval", kind=DocumentKind.AGS)
    elif standing.approval.approved_on > review.at:
        what = f"The approval is dated {govdate(standing.approval.approved_on)}, which is to come"
        yield _about(review, what, "Change the approval", "approval", kind=DocumentKind.AGS)


@check(SIGNATURES)
def signatures(review: CheckedReview) -> Iterator[Finding]:
    standing = _standing(review)
    if standing is None or standing.approval is None:
        return
    for office in Signature.Office:
        signature = standing.signatures.get(office)
        what = ""
        if signature is None:
            what = f"{office.label}: not signed yet"
        elif signature.signed_on < standing.approval.approved_on:
            what = f"{office.label}: signed on {govdate(signature.signed_on)}, before the approval"
        elif signature.signed_on > review.at:
            what = f"{office.label}: the signature is dated {govdate(signature.signed_on)}, which is to come"
        if what:
            yield _about(review, what, "Sign it, or record the signature", office, kind=DocumentKind.AGS)
