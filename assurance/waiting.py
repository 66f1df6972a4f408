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
from governance.models import Notice, Post, RoleGrant, User
from governance.permissions import Permission, roles_with

SOON_DAYS = 30  # ahead: actions to be finished and evidence to be reviewed
QUIET_DAYS = 91  # three months in which nobody said how an action goes


def may(right: Permission, *, user: User, at: date, cycle: str = "") -> Exists:
    """The person holds the right in the council of the outer row; for the review behind the path `cycle`."""
    grants = RoleGrant.objects.live(at=at).filter(
        council=OuterRef("council"),
        membership__user=user,
        membership__ended_at=None,
        role__in=roles_with(right),
    )
    if cycle:
        grants = grants.filter(Q(years=None) | Q(years__year=OuterRef(f"{cycle}__starts_on__year")))
    return Exists(grants)


def assigned_to(user: User, *, assessment: str = "pk") -> Exists:
    """The person leads or contributes to the outer row, or to the one behind the path."""
    return Exists(
        Assignment.objects.filter(
            assessment=OuterRef(assessment), ended_at=None, member__user=user, member__ended_at=None
        )
    )


def rows_of(user: User, *, at: date) -> AssessmentQuerySet:
    """The person's rows in reviews that are worked on, whatever their state."""
    return Assessment.objects.filter(
        assigned_to(user),
        may(Permission.SCORE, user=user, at=at, cycle="cycle"),
        cycle__in=ReviewCycle.objects.being_worked_on(),
    )


def rows_to_review(user: User, *, at: date) -> AssessmentQuerySet:
    """Submitted rows that the person may agree: what policies.can_agree says of each."""
    return (
        Assessment.objects.filter(
            may(Permission.AGREE, user=user, at=at, cycle="cycle"),
            cycle__in=ReviewCycle.objects.being_worked_on(),
        )
        .waiting_for_review()
        .exclude(Q(scored_by__user=user) | Q(submitted_by__user=user) | Q(confirmed_by__user=user))
    )


def posts_of(user: User, *, at: date) -> QuerySet[Post]:
    """Posts that the person holds or deputises for."""
    return Post.objects.current(at=at).filter(
        Q(holder__user=user, holder__ended_at=None) | Q(deputy__user=user, deputy__ended_at=None)
    )


def actions_for(user: User, *, at: date) -> ImprovementActionQuerySet:
    """Open actions of the person's posts that are late, due within 30 days, or quiet for three months."""
    quiet_since = at - timedelta(days=QUIET_DAYS)
    updates = ActionUpdate.objects.filter(action=OuterRef("pk"), said_on__gt=quiet_since)
    is_quiet = Q(added_at__date__lte=quiet_since) & ~Exists(updates)
    return ImprovementAction.objects.open().filter(
        Q(due_on__lte=at + timedelta(days=SOON_DAYS)) | is_quiet,
        may(Permission.VIEW_REVIEW, user=user, at=at),
        owner_post__in=posts_of(user, at=at),
    )


def evidence_for(user: User, *, at: date) -> QuerySet[Evidence]:
    """Items of the person's posts whose next review is over or comes within 30 days."""
    return Evidence.objects.in_use().filter(
        may(Permission.VIEW_REVIEW, user=user, at=at),
        owner_post__in=posts_of(user, at=at),
        next_review__lte=at + timedelta(days=SOON_DAYS),
    )


def mentions_of(user: User, *, at: date) -> QuerySet[CommentMention]:
    """Unresolved comments that name the person and that they may read (policies.can_read_comments)."""
    cycle = "comment__assessment__cycle"
    return CommentMention.objects.filter(
        may(Permission.VIEW_REVIEW, user=user, at=at, cycle=cycle),
        Q(may(Permission.VIEW_ALL_SCORES, user=user, at=at, cycle=cycle))
        | Q(assigned_to(user, assessment="comment__assessment")),
        member__user=user,
        member__ended_at=None,
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
