"""The chain of offices that finish a review: who has signed, who has still to, who said no and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from assurance.models import ReviewCycle, SignedContent, SignOff
from assurance.reviewers import members_with
from governance.models import AuditEntry, Council, Membership, Post
from governance.permissions import Permission
from governance.roles import Role

MONITORING_OFFICER = Post.StatutoryOffice.MONITORING_OFFICER.value
# Offices that may stand in the chain beside the monitoring officer. Each is held by the role of its name.
OTHERS = (Post.StatutoryOffice.SECTION_151.value, Post.StatutoryOffice.HEAD_OF_PAID_SERVICE.value)
SENT_BACK = "assurance.cycle.not_confirmed"


@dataclass(frozen=True)
class Refusal:
    """An office that does not confirm: who, as what, when and why."""

    name: str
    office: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Link:
    """One office of the chain. `waits_for` are those who may sign for it, while nobody has."""

    office: str
    signature: SignOff | None
    waits_for: list[Membership]
    refusal: Refusal | None

    @property
    def title(self) -> str:
        return office_name(self.office)


def office_name(office: str) -> str:
    return Post.StatutoryOffice(office).label


def chain_of(council: Council) -> list[str]:
    """The offices that finish a review begun to be signed now: the monitoring officer always, and first."""
    chosen = council.setting("finishing_offices")
    return [MONITORING_OFFICER, *dict.fromkeys(office for office in chosen if office in OTHERS)]


def may_sign_for(member: Membership, office: str, cycle: ReviewCycle) -> bool:
    """By right, for the year of the review; whether the turn has come is asked elsewhere."""
    rights = member.permissions(year=cycle.year)
    if office == MONITORING_OFFICER:
        return Permission.FINISH in rights
    return Permission.CONFIRM in rights and Role(office) in member.roles(year=cycle.year)


def holders_of(office: str, cycle: ReviewCycle) -> list[Membership]:
    """Current members who may sign for the office, by name."""
    right = Permission.FINISH if office == MONITORING_OFFICER else Permission.CONFIRM
    return [member for member in members_with(right, cycle) if may_sign_for(member, office, cycle)]


def title_held(member: Membership, office: str, cycle: ReviewCycle) -> str:
    """The office as the member holds it: their post with its office, "Acting …" or "Deputy …";
    else the role's name.
    """
    posts = Post.objects.for_council(cycle.council).current().filter(statutory_office=office)
    post = posts.filter(Q(holder=member) | Q(deputy=member)).first()
    name = office_name(office)
    inside = name[0].lower() + name[1:]
    says_office = post is not None and name.lower() in post.title.lower()
    if post and post.holder_id == member.pk:
        title = f"Acting {post.title}" if post.is_acting else post.title
        return title if says_office else f"{title}, {inside}"
    if post:
        return f"Deputy {post.title if says_office else inside}"
    roles = member.roles(year=cycle.year)
    if office == MONITORING_OFFICER and Role.MONITORING_OFFICER not in roles:
        return Role.DEPUTY_MONITORING_OFFICER.label
    return Role(office).label


def signatures_of(content: SignedContent | None) -> list[SignOff]:
    return list(content.sign_offs.order_by("at", "pk")) if content else []


def links_of(cycle: ReviewCycle, content: SignedContent | None) -> list[Link]:
    """The chain of what is signed; before anything is, that of the council's choice."""
    chain = content.chain if content else chain_of(cycle.council)
    signatures = {_office_in(chain, each): each for each in signatures_of(content)}
    refusals = _refusals(cycle, content)
    have_signed = {each.holder_id for each in signatures.values()}
    links = []
    for office in chain:
        signature = signatures.get(office)
        waits_for = [] if signature else holders_of(office, cycle)
        free = [member for member in waits_for if member.pk not in have_signed]
        links.append(Link(office, signature, free, None if signature else refusals.get(office)))
    return links


def _office_in(chain: list[str], signature: SignOff) -> str:
    """Signatures of deputies were once kept under an office of their own."""
    return signature.office if signature.office in chain else MONITORING_OFFICER


def office_waiting_for(member: Membership, links: Iterable[Link]) -> str:
    """The office for which the member may sign now, or nothing. Nobody signs for two."""
    listed = list(links)
    if any(link.signature and link.signature.holder_id == member.pk for link in listed):
        return ""
    return next((link.office for link in listed if member in link.waits_for), "")


def _refusals(cycle: ReviewCycle, content: SignedContent | None) -> dict[str, Refusal]:
    """The last word of each office that did not confirm what is signed now, from the record of changes."""
    if content is None:
        return {}
    entries = AuditEntry.objects.filter(
        council=cycle.council, action=SENT_BACK, object_id=str(cycle.pk), data__content=content.pk
    ).select_related("actor")
    return {
        entry.data["for_office"]: Refusal(
            str(entry.actor or ""), entry.data["office"], entry.data["reason"], entry.at
        )
        for entry in entries.order_by("sequence")
    }
