"""The demo councils, and who works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assurance.models import ReviewCycle
from governance.logos import checked_logo, keep
from governance.models import Council, Membership, Post, User
from governance.permissions import Permission
from governance.roles import Role
from governance.workflow.councils import change_council, create_council
from governance.workflow.invitations import current_membership
from governance.workflow.memberships import grant_role
from governance.workflow.people import create_person
from reports.demo.dates import LONG_AGO, at_noon
from reports.demo.reading import Source, read_file, starting_year

COLUMNS = ("kind", "nation", "governance_model", "colour")
CHOICES = (
    "approving_body",
    "contact_email",
    "leading_member_title",
    "chief_executive_title",
    "issue_definition",
    "finishing_offices",
)


@dataclass(frozen=True)
class Cast:
    """A council with its members and posts, each by the key that the files use."""

    council: Council
    members: dict[str, Membership]
    posts: dict[str, Post]

    def holding(self, role: Role) -> Membership:
        """The first person with the role; KeyError when there is none."""
        for member in self.members.values():
            if role in member.roles():
                return member
        raise KeyError(role)

    @property
    def coordinator(self) -> Membership:
        return self.holding(Role.COORDINATOR)

    @property
    def monitoring_officer(self) -> Membership:
        return self.holding(Role.MONITORING_OFFICER)

    def reviewers(self, cycle: ReviewCycle) -> list[Membership]:
        """Those who may agree scores, in the order of the file."""
        return [
            member
            for member in self.members.values()
            if Permission.AGREE in member.permissions(year=cycle.year)
        ]


def load_cast(source: Source, today: date) -> Cast:
    """Make the council, its settings, people, roles and posts."""
    administrator = next(each for each in source["people"] if Role.ADMINISTRATOR in each["roles"])
    began = at_noon(LONG_AGO)
    first = create_council(
        slug=source["slug"],
        name=source["name"],
        admin_email=administrator["email"],
        admin_name=administrator["name"],
        at=began,
        **{column: source[column] for column in COLUMNS},
    )
    council = first.council
    change_council(
        council=council,
        choices={key: source[key] for key in CHOICES if key in source},
        by=first,
        at=began,
        **logo_of(source),
    )
    keys = {load_person(person, council, today).pk: person["key"] for person in source["people"]}
    members = {
        keys[member.pk]: member
        for member in Membership.objects.for_council(council).with_roles().order_by("pk")
    }
    in_order = {key: members[key] for key in keys.values()}
    # Fetched anew: the council in memory has read its settings before they were chosen.
    council = Council.objects.get(pk=council.pk)
    return Cast(council, in_order, load_posts(source["posts"], council, in_order))


def logo_of(source: Source) -> dict[str, str]:
    """The columns of the council's logo, its file put into the store; none where it has none."""
    if "logo" not in source:
        return {}
    logo = checked_logo(read_file(source["logo"]))
    return {"logo": keep(logo, slug=source["slug"]), "logo_alt": source["logo_alt"]}


def load_person(person: Source, council: Council, today: date) -> Membership:
    """A member with their roles; somebody of two councils is one person."""
    user = User.objects.filter(email=person["email"]).first()
    if user is None:
        user = create_person(email=person["email"], name=person["name"])
    membership = current_membership(user, council, at=at_noon(LONG_AGO))
    held = membership.roles()
    for name in person["roles"]:
        if name not in held:
            grant_role(membership=membership, role=Role(name), by=None, **limits_of(Role(name), today))
    return membership


def limits_of(role: Role, today: date) -> dict[str, Any]:
    """Everybody is there for long and for all reviews; who audits last year's for half a year."""
    if role != Role.EXTERNAL_AUDITOR:
        return {"starts_on": LONG_AGO}
    last_year = starting_year(today) - 1
    return {
        "starts_on": today - timedelta(days=60),
        "ends_on": today + timedelta(days=180),
        "years": [last_year],
    }


def load_posts(sources: list[Source], council: Council, members: dict[str, Membership]) -> dict[str, Post]:
    deputy = next((m for m in members.values() if Role.DEPUTY_MONITORING_OFFICER in m.roles()), None)
    posts = {}
    for source in sources:
        posts[source["key"]] = Post.objects.create(
            council=council,
            title=source["title"],
            directorate=source["directorate"],
            statutory_office=source["statutory_office"],
            holder=members.get(source["holder"]),
            deputy=deputy if source["statutory_office"] == Post.StatutoryOffice.MONITORING_OFFICER else None,
        )
    return posts
