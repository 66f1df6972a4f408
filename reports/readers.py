"""Who reads released documents, counted by role."""

from __future__ import annotations

from dataclasses import dataclass

from governance.models import Council, Membership
from governance.permissions import Permission, roles_with
from governance.roles import Role

COUNCILLORS = (Role.COMMITTEE_MEMBER, Role.LEADER)


@dataclass(frozen=True)
class Readers:
    """How many people read a released document; `roles` counts a person under each of their roles."""

    people: int
    roles: list[tuple[str, int]]


def readers_of(council: Council, year: int) -> Readers:
    """The current members who may read the released documents of a review; three queries."""
    allowed = roles_with(Permission.VIEW_RELEASED)
    order = [*COUNCILLORS, *(role for role in allowed if role not in COUNCILLORS)]
    people = 0
    counts: dict[Role, int] = {}
    for member in Membership.objects.for_council(council).current().with_roles():
        reading = member.roles(year=year) & set(allowed)
        people += bool(reading)
        for role in reading:
            counts[role] = counts.get(role, 0) + 1
    return Readers(people, [(role.label, counts[role]) for role in order if role in counts])
