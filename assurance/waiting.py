"""What waits for a person in all councils that they belong to now, as their rights there allow.

One definition each, as a query: the page "My work" lists the rows, the header counts them. Rights are those
of governance/permissions.py, asked in the database because they differ by council and year.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery

from assurance.action_register import is_due_soon, is_overdue
from assurance.evidence_dates import DUE_SOON_DAYS
from assurance.finishing import OTHERS
from assurance.models import (
    ActionUpdate,
    Assessment,
    Assignment,
    CommentMention,
    DirectorReturn,
    Evidence,
    ImprovementAction,
    ReviewCycle,
    SignedContent,
    SignOff,
)
from assurance.models.actions import ImprovementActionQuerySet
from assurance.models.assessments import AssessmentQuerySet
from assurance.models.cycles import ReviewCycleQuerySet
from assurance.models.returns import DirectorReturnQuerySet
from governance.models import Membership, Notice, Post, RoleGrant, User
from governance.permissions import Permission, roles_with
from governance.roles import INDEPENDENT_ROLES, Role

QUIET_DAYS = 91  # three months in which nobody said how an action goes
ANYBODY = -1  # in place of a person's key


def memberships_of(user: User) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user, ended_at=None)


def grants_of(user: User, right: Permission, *, at: date) -> QuerySet[RoleGrant]:
    """What gives the person the right, in any council and for any year."""
    return grants_as(user, roles_with(right), at=at)


def grants_as(user: User, roles: Iterable[Role], *, at: date) -> QuerySet[RoleGrant]:
    live = RoleGrant.objects.live(at=at)
    return live.filter(membership__user=user, membership__ended_at=None, role__in=list(roles))


def reviews_where(user: User, right: Permission, *, at: date) -> ReviewCycleQuerySet:
    """The reviews for which the person holds the right; as an external auditor, once they are finished."""
    grants = grants_of(user, right, at=at)
    if Role.EXTERNAL_AUDITOR not in roles_with(right):
        return reviews_held(grants)
    waits = Q(role=Role.EXTERNAL_AUDITOR, before_finished=False)
    return reviews_held(grants.exclude(waits)) | reviews_held(grants).finished()


def reviews_held(grants: QuerySet[RoleGrant]) -> ReviewCycleQuerySet:
    """The reviews that the grants are for: a grant may be limited to some years."""
    covers = Q(years=None) | Q(years__year=OuterRef("starts_on__year"))
    return ReviewCycle.objects.filter(
        Exists(grants.filter(covers, council=OuterRef("council"))), council__in=grants.values("council")
    )


def councils_where(user: User, right: Permission, *, at: date) -> QuerySet[Any]:
    """The councils in which the person holds the right, if only for some years."""
    return grants_of(user, right, at=at).values("council")


def assigned_to(user: User) -> QuerySet[Any]:
    """Keys of the rows that the person leads or contributes to."""
    return Assignment.objects.filter(member__user=user, member__ended_at=None, ended_at=None).values(
        "assessment"
    )


def rows_of(user: User, *, at: date) -> AssessmentQuerySet:
    """The person's rows in reviews that are worked on, whatever their state."""
    reviews = reviews_where(user, Permission.SCORE, at=at).being_worked_on()
    return Assessment.objects.filter(pk__in=assigned_to(user), cycle__in=reviews)


def rows_to_review(user: User, *, at: date) -> AssessmentQuerySet:
    """Submitted rows that the person may agree: what policies.can_agree says of each."""
    reviews = reviews_where(user, Permission.AGREE, at=at).being_worked_on()
    mine = memberships_of(user)
    return (
        Assessment.objects.filter(cycle__in=reviews)
        .waiting_for_review()
        .exclude(Q(scored_by__in=mine) | Q(submitted_by__in=mine) | Q(confirmed_by__in=mine))
    )


def reviews_to_confirm(user: User, *, at: date) -> ReviewCycleQuerySet:
    """Reviews that wait for an office of the person: what finishing.office_waiting_for says of each."""
    mine = memberships_of(user)
    signed = SignOff.objects.filter(signed_content=OuterRef("pk"))
    standing = SignedContent.objects.filter(~Exists(signed.filter(holder__in=mine)), void=None)
    waits = Q()
    for office in OTHERS:
        unsigned = standing.filter(~Exists(signed.filter(office=office)), offices__contains=office)
        held = reviews_held(grants_as(user, [Role(office)], at=at)).values("pk")
        waits |= Q(Exists(unsigned.filter(cycle=OuterRef("pk"))), pk__in=held)
    return ReviewCycle.objects.being_signed().filter(waits)


def posts_of(user: User, *, at: date) -> QuerySet[Post]:
    """Posts that the person holds or deputises for."""
    mine = memberships_of(user)
    return Post.objects.current(at=at).filter(Q(holder__in=mine) | Q(deputy__in=mine))


def actions_for(user: User, *, at: date) -> ImprovementActionQuerySet:
    """Open actions of the person's posts that are late, due within 30 days, or quiet for three months."""
    quiet_since = at - timedelta(days=QUIET_DAYS)
    updates = ActionUpdate.objects.filter(action=OuterRef("pk"), said_on__gt=quiet_since)
    is_quiet = Q(added_at__date__lte=quiet_since) & ~Exists(updates)
    return ImprovementAction.objects.going_on().filter(
        is_overdue(at) | is_due_soon(at) | is_quiet,
        council__in=councils_where(user, Permission.VIEW_REVIEW, at=at),
        owner_post__in=posts_of(user, at=at),
    )


def evidence_for(user: User, *, at: date) -> QuerySet[Evidence]:
    """Items of the person's posts whose next review is over or comes within 60 days."""
    return Evidence.objects.in_use().filter(
        council__in=councils_where(user, Permission.VIEW_REVIEW, at=at),
        owner_post__in=posts_of(user, at=at),
        next_review__lte=at + timedelta(days=DUE_SOON_DAYS),
    )


def mentions_of(user: User, *, at: date) -> QuerySet[CommentMention]:
    """Unresolved comments that name the person and that they may read (policies.can_read_comments)."""
    all_scores = reviews_where(user, Permission.VIEW_ALL_SCORES, at=at)
    return CommentMention.objects.filter(
        Q(comment__assessment__cycle__in=all_scores) | Q(comment__assessment__in=assigned_to(user)),
        comment__assessment__cycle__in=reviews_where(user, Permission.VIEW_REVIEW, at=at),
        member__user=user,
        member__ended_at=None,
        comment__resolved_at=None,
    )


def returns_for(user: User, *, at: date) -> DirectorReturnQuerySet:
    """Returns of the person's posts that are not sent: what return_policies.can_answer says of each."""
    finished = [ReviewCycle.Stage.SIGNED_OFF, ReviewCycle.Stage.CLOSED]
    return (
        DirectorReturn.objects.missing()
        .filter(post__in=posts_of(user, at=at), cycle__is_past_record=False, cycle__locked_at=None)
        .exclude(cycle__stage__in=finished)
        .exclude(post__statutory_office=Post.StatutoryOffice.HEAD_OF_INTERNAL_AUDIT)
        .exclude(council__in=grants_as(user, INDEPENDENT_ROLES, at=at).values("council"))
    )


class Tally(Subquery):
    """How many rows a query finds, as a column of another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"

    def __init__(self, found: QuerySet[Any]) -> None:
        super().__init__(found.order_by().values("pk"), output_field=IntegerField())


@dataclass(frozen=True)
class HeaderCounts:
    """Beside the person's name on each page: things that wait, notices not read."""

    open_things: int
    unread: int


def header_counts(user: User, *, at: date) -> HeaderCounts:
    """One query."""
    sql, params = _counting(at)
    with connection.cursor() as cursor:
        cursor.execute(sql, [user.pk if value == ANYBODY else value for value in params])
        *waiting, unread = cursor.fetchone()
    return HeaderCounts(sum(waiting), unread)


@lru_cache(maxsize=2)
def _counting(at: date) -> tuple[str, tuple[Any, ...]]:
    """The query of the header and its parameters, with ANYBODY for the person.

    Kept for the day: each page asks it, and Django writes it a hundred times slower than databases answer.
    """
    anybody = User(pk=ANYBODY)
    counted = User.objects.filter(pk=ANYBODY).values_list(
        Tally(rows_of(anybody, at=at).unfinished()),
        Tally(rows_to_review(anybody, at=at)),
        Tally(reviews_to_confirm(anybody, at=at)),
        Tally(returns_for(anybody, at=at)),
        Tally(actions_for(anybody, at=at)),
        Tally(evidence_for(anybody, at=at)),
        Tally(mentions_of(anybody, at=at)),
        Tally(Notice.objects.told_to(anybody).recent(at=at).unread()),
    )
    return counted.query.sql_with_params()
