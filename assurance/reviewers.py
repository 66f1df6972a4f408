"""Who reviews, and who may agree which row."""

from __future__ import annotations

from collections.abc import Iterable

from assurance.models import Assessment, ReviewCycle
from assurance.policies import may_agree
from governance.models import Membership
from governance.permissions import Permission, roles_with
from governance.roles import Role, conflict_between


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
    return _in_order(members_with(Permission.AGREE, cycle), cycle)


def _in_order(reviewers: list[Membership], cycle: ReviewCycle) -> list[Membership]:
    return sorted(reviewers, key=lambda member: Role.MONITORING_OFFICER not in member.roles(year=cycle.year))


def reviewers_by_review(cycles: Iterable[ReviewCycle]) -> dict[int, list[Membership]]:
    """`reviewers_of` for several reviews, of any councils, by their keys: three queries for all."""
    listed = list(cycles)
    holders = (
        Membership.objects.filter(council__in={cycle.council_id for cycle in listed})
        .holding(*roles_with(Permission.AGREE))
        .with_roles()
        .order_by("user__name")
    )
    found: dict[int, list[Membership]] = {}
    for cycle in listed:
        ours = [member for member in holders if member.council_id == cycle.council_id]
        found[cycle.pk] = _in_order(
            [member for member in ours if Permission.AGREE in member.permissions(year=cycle.year)], cycle
        )
    return found


# Those who may be made named reviewers, in the order in which they are thought of: offices, then officers.
COULD_REVIEW = (Role.SECTION_151, Role.HEAD_OF_PAID_SERVICE, Role.COORDINATOR, Role.SERVICE_OFFICER)


def could_be_reviewers(cycle: ReviewCycle) -> list[Membership]:
    """Current members who agree no scores yet and whose roles allow it: offices first, then by name."""
    holders = (
        Membership.objects.for_council(cycle.council)
        .holding(*COULD_REVIEW)
        .with_roles()
        .order_by("user__name")
    )
    may = [
        member
        for member in holders
        if Permission.AGREE not in member.permissions(year=cycle.year)
        and not conflict_between(member.roles() | {Role.REVIEWER})
    ]
    return sorted(may, key=lambda member: min(COULD_REVIEW.index(role) for role in _thought_of(member)))


def _thought_of(member: Membership) -> set[Role]:
    return member.roles() & set(COULD_REVIEW)


def first_other(reviewers: Iterable[Membership], *, than: Membership) -> str:
    """The name of whoever has the rows of this person now."""
    names = [member.name for member in reviewers if member.pk != than.pk]
    return names[0] if names else "the monitoring officer"


def who_may_agree(row: Assessment, reviewers: Iterable[Membership]) -> list[Membership]:
    return [member for member in reviewers if may_agree(member, row)]
