"""What waits for a person in all councils that they belong to now, as their rights there allow.

One definition each, as a query: the page "My work" lists the rows, the header counts them. Rights are those
of governance/permissions.py, asked in the database because they differ by council and year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from assurance.models import (
    ActionUpdate,
    Assessment,
    Assignment,
    CommentMention,
    Evidence,
    ImprovementAction,
    ReviewCycle,
)
from assurance.models.actions import ImprovementActionQuerySet
from assurance.models.assessments import AssessmentQuerySet
from assurance.models.cycles import ReviewCycleQuerySet
from governance.models import Membership, Notice, Post, RoleGrant, User
from governance.permissions import Permission, roles_with

SOON_DAYS = 30  # ahead: actions to be finished and evidence to be reviewed
QUIET_DAYS = 91  # three months in which nobody said how an action goes


def memberships_of(user: User) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user, ended_at=None)


def grants_of(user: User, right: Permission, *, at: date) -> QuerySet[RoleGrant]:
    """What gives the person the right, in any council and for any year."""
    live = RoleGrant.objects.live(at=at)
    return live.filter(membership__in=memberships_of(user), role__in=roles_with(right))


def reviews_where(user: User, right: Permission, *, at: date) -> ReviewCycleQuerySet:
    """The reviews for which the person holds the right: a grant may be limited to some years."""
    grants = grants_of(user, right, at=at)
    covers = Q(years=None) | Q(years__year=OuterRef("starts_on__year"))
    return ReviewCycle.objects.filter(
        Exists(grants.filter(covers, council=OuterRef("council"))), council__in=grants.values("council")
    )


def councils_where(user: User, right: Permission, *, at: date) -> QuerySet[Any]:
    """The councils in which the person holds the right, if only for some years."""
    return grants_of(user, right, at=at).values("council")


def assigned_to(user: User) -> QuerySet[Any]:
    """Keys of the rows that the person leads or contributes to."""
    return Assignment.objects.filter(member__in=memberships_of(user), ended_at=None).values("assessment")


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


def posts_of(user: User, *, at: date) -> QuerySet[Post]:
    """Posts that the person holds or deputises for."""
    mine = memberships_of(user)
    return Post.objects.current(at=at).filter(Q(holder__in=mine) | Q(deputy__in=mine))


def actions_for(user: User, *, at: date) -> ImprovementActionQuerySet:
    """Open actions of the person's posts that are late, due within 30 days, or quiet for three months."""
    quiet_since = at - timedelta(days=QUIET_DAYS)
    updates = ActionUpdate.objects.filter(action=OuterRef("pk"), said_on__gt=quiet_since)
    is_quiet = Q(added_at__date__lte=quiet_since) & ~Exists(updates)
    return ImprovementAction.objects.open().filter(
        Q(due_on__lte=at + timedelta(days=SOON_DAYS)) | is_quiet,
        council__in=councils_where(user, Permission.VIEW_REVIEW, at=at),
        owner_post__in=posts_of(user, at=at),
    )


def evidence_for(user: User, *, at: date) -> QuerySet[Evidence]:
    """Items of the person's posts whose next review is over or comes within 30 days."""
    return Evidence.objects.in_use().filter(
        council__in=councils_where(user, Permission.VIEW_REVIEW, at=at),
        owner_post__in=posts_of(user, at=at),
        next_review__lte=at + timedelta(days=SOON_DAYS),
    )


def mentions_of(user: User, *, at: date) -> QuerySet[CommentMention]:
    """Unresolved comments that name the person and that they may read (policies.can_read_comments)."""
    all_scores = reviews_where(user, Permission.VIEW_ALL_SCORES, at=at)
    return CommentMention.objects.filter(
        Q(comment__assessment__cycle__in=all_scores) | Q(comment__assessment__in=assigned_to(user)),
        comment__assessment__cycle__in=reviews_where(user, Permission.VIEW_REVIEW, at=at),
        member__in=memberships_of(user),
        comment__resolved_at=None,
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


def header_counts(user: User, *, at: datetime) -> HeaderCounts:
    """One query."""
    today = timezone.localdate(at)
    counted = User.objects.filter(pk=user.pk).values_list(
        Tally(rows_of(user, at=today).unfinished()),
        Tally(rows_to_review(user, at=today)),
        Tally(actions_for(user, at=today)),
        Tally(evidence_for(user, at=today)),
        Tally(mentions_of(user, at=today)),
        Tally(Notice.objects.told_to(user).recent(at=at).unread()),
    )
    *waiting, unread = counted.get()
    return HeaderCounts(sum(waiting), unread)
