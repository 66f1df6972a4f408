"""Who reviews, and who may agree which row."""

from __future__ import annotations

from collections.abc import Iterable

from assurance.models import Assessment, ReviewCycle
from assurance.policies import may_agree
from governance.models import Membership
from governance.permissions import Permission, roles_with
from governance.roles import Role


def members_with(permission: Permission, cycle: ReviewCycle) -> list[Membership]:
    """Current members who hold the right for this review, by name."""
    holders = (
        Membership.objects.for_council(cycle.council)
        .holding(*roles_with(permission))
        .with_roles()
        .order_by("user__name")
    )
    return [member for member in holders if permission in member.permissions(year=cycle.year)]


def reviewers_of(cycle: ReviewCycle) -> list[Membership]:
    """Those who may agree scores, the monitoring officer first."""
    members = members_with(Permission.AGREE, cycle)
    return sorted(members, key=lambda member: Role.MONITORING_OFFICER not in member.roles(year=cycle.year))


def who_may_agree(row: Assessment, reviewers: Iterable[Membership]) -> list[Membership]:
    return [member for member in reviewers if may_agree(member, row)]
