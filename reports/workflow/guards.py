"""What the steps of a document ask first: its version as it stands, locked; the rules of the gate."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from assurance.checks import Gate
from assurance.models import ReviewCycle
from assurance.readiness import Readiness
from assurance.reviewers import members_with
from assurance.workflow.notices import tell
from assurance.workflow.signing import NotReady
from governance.models import Membership
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError
from reports.models import DocumentKind
from reports.standing import Standing, standing_of


def demand(permission: Permission, by: Membership, cycle: ReviewCycle) -> None:
    """Rights may be limited to some reviews: the verb asks for the one at hand."""
    if permission not in by.permissions(year=cycle.year):
        raise WorkflowError(f"You cannot {permission.value} for the {cycle}.")


def released_version(cycle: ReviewCycle, kind: DocumentKind) -> Standing:
    """The version that takes the next step; refused when there is none, or when it is being amended."""
    standing = standing_of(cycle, kind)
    if standing is None:
        raise WorkflowError(f"Release the {kind.label} {cycle.label} to members first.")
    if standing.is_amended:
        raise WorkflowError(
            f"Version {standing.version} is being amended. Release the next version to members first."
        )
    return standing


def pass_gate(cycle: ReviewCycle, gate: Gate, *, at: datetime) -> None:
    """Refused (NotReady) while something must be put right before the step and was not passed."""
    readiness = Readiness(cycle, timezone.localdate(at), gate)
    if readiness.stopping:
        raise NotReady(readiness.stopping)


def not_after_today(day: date, what: str, *, at: datetime) -> None:
    if day > timezone.localdate(at):
        raise WorkflowError(f"{what} is in the future.")


def given(text: str, sentence: str) -> str:
    """The text without blanks around it; refused with the sentence when there is none."""
    if not text.strip():
        raise WorkflowError(sentence)
    return text.strip()


def tell_holders(
    permission: Permission, cycle: ReviewCycle, kind: DocumentKind, *, by: Membership, action: str, text: str
) -> None:
    """A notice to everybody who holds the right for the review, linked to the page of the steps."""
    tell(members_with(permission, cycle), by=by, action=action, text=text, url=steps_path(cycle, kind))


def steps_path(cycle: ReviewCycle, kind: DocumentKind) -> str:
    return reverse("reports:steps", args=[cycle.council.slug, cycle.year, kind.value])
