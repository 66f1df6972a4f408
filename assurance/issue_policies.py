"""Who may do what with a significant issue now. Roles stand in governance/permissions.py.

An issue lives through several reviews: rights are those that the member has in the newest one it stands in.
"""

from __future__ import annotations

from dataclasses import dataclass

from assurance.models import GovernanceIssue, ReviewCycle
from assurance.policies import Rights
from governance.models import Membership, Post
from governance.permissions import Permission

Status = GovernanceIssue.Status

# What any officer reads; possible and rejected ones speak of officers' scores and of what may not be so.
DECIDED = (Status.CONFIRMED, Status.MONITORED, Status.CLOSED)
EARLY = frozenset({Permission.VIEW_ALL_SCORES, Permission.RAISE_ISSUES})


@dataclass(frozen=True)
class IssueRights:
    """What one member may do with one issue as it stands."""

    read: bool
    edit: bool
    decide: bool
    reopen_decision: bool
    watch: bool
    report: bool
    close: bool
    reopen: bool


def rights_in(member: Membership, issue: GovernanceIssue) -> Rights:
    """The member's rights in the newest review that the issue stands in; one query."""
    years = [part.cycle.year for part in issue.in_cycles.select_related("cycle")]
    return member.permissions(year=max(years)) if years else member.permissions()


def rights_on(member: Membership, rights: Rights, issue: GovernanceIssue) -> IssueRights:
    """`rights` as of `rights_in`. Reads `owner_post` as fetched."""
    edits, finishes = Permission.EDIT_ISSUES in rights, Permission.FINISH in rights
    status = issue.status
    return IssueRights(
        read=may_read(rights, status),
        edit=edits and status not in {Status.REJECTED, Status.CLOSED},
        decide=finishes and status == Status.CANDIDATE,
        reopen_decision=finishes and status in {Status.CONFIRMED, Status.REJECTED},
        watch=edits and status == Status.CONFIRMED,
        report=issue.is_open and (edits or acts_for_owner(member, issue.owner_post)),
        close=edits and issue.is_open,
        reopen=finishes and status == Status.CLOSED,
    )


def may_read(rights: Rights, status: str) -> bool:
    """Possible and rejected ones are for those who see officers' scores or raise issues themselves."""
    return Permission.VIEW_REVIEW in rights and (status in DECIDED or may_read_early(rights))


def may_read_early(rights: Rights) -> bool:
    return bool(EARLY & rights)


def acts_for_owner(member: Membership, post: Post | None) -> bool:
    """Holds, or deputises or acts for, the post that answers for the issue."""
    return post is not None and member.pk in {post.holder_id, post.deputy_id}


def can_raise(rights: Rights, cycle: ReviewCycle) -> bool:
    is_over = cycle.is_past_record or cycle.stage == ReviewCycle.Stage.CLOSED
    return Permission.RAISE_ISSUES in rights and not is_over


def can_say_none(rights: Rights, cycle: ReviewCycle) -> bool:
    return Permission.FINISH in rights and not cycle.is_locked
