"""Telling members in the app what a verb did, in the same transaction as the change."""

from __future__ import annotations

from collections.abc import Iterable

from assurance.models import Assessment
from governance.models import Membership
from governance.workflow.notices import Telling, tell_members


def tell(recipients: Iterable[Membership], *, by: Membership, action: str, text: str, url: str) -> None:
    """One notice for each recipient, save whoever did it."""
    told = {member.pk: member for member in recipients if member.pk != by.pk}
    tell_members(Telling(member, action, text, url) for member in told.values())


def people_of(row: Assessment) -> list[Membership]:
    """Those who answer the row; reads `assignments` as fetched (AssessmentQuerySet.with_people)."""
    return [assignment.member for assignment in row.assignments.all() if assignment.ended_at is None]
