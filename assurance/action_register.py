"""Reads of the council's actions, of all reviews: which ones, whose, how they go, on which rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)

from assurance.milestones import days
from assurance.models import ActionInCycle, ActionLink, ActionUpdate, Assessment, ImprovementAction
from assurance.models.actions import ImprovementActionQuerySet, Progress, is_going_on
from governance.models import Council, Membership, Post
from governance.models.posts import PostQuerySet

Status = ImprovementAction.Status

SOON = timedelta(days=30)
TWICE = 2  # reviews into which an action was taken from the year before
LIVE_LINKS = ActionLink.objects.filter(ended_at=None).select_related(
    "assessment__requirement", "assessment__cycle"
)
OPEN = is_going_on()
DONE = Q(status__in=[Status.COMPLETE, Status.VERIFIED])


def council_actions(council: Council) -> ImprovementActionQuerySet:
    """The council's actions with owner, rows and newest update; due first on top, without a date last.

    `has_ended` says that its part in a year has: done, or left behind while it was open.
    """
    ended = ActionInCycle.objects.filter(action=OuterRef("pk")).exclude(outcome="")
    links = LIVE_LINKS.order_by("-assessment__cycle__starts_on", "assessment__requirement__position")
    return with_newest_update(
        ImprovementAction.objects.for_council(council)
        .with_owner()
        .prefetch_related(Prefetch("links", queryset=links))
        .annotate(has_ended=Exists(ended))
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )


def with_newest_update(actions: ImprovementActionQuerySet) -> ImprovementActionQuerySet:
    """Adds `said` (a Progress or None) and `said_on`: what the owner said last, and when."""
    newest = ActionUpdate.objects.filter(action=OuterRef("pk")).order_by("-said_on", "-pk")
    return actions.annotate(
        said=Subquery(newest.values("progress")[:1]), said_on=Subquery(newest.values("said_on")[:1])
    )


def in_principle(actions: ImprovementActionQuerySet, letter: str) -> ImprovementActionQuerySet:
    """Actions promised on a row of the principle, in any review."""
    links = ActionLink.objects.filter(
        action=OuterRef("pk"), ended_at=None, assessment__requirement__sub_principle__principle__letter=letter
    )
    return actions.filter(Exists(links))


def in_year(actions: ImprovementActionQuerySet, year: int) -> ImprovementActionQuerySet:
    """Actions that stand on a row of the review that starts in the year."""
    links = ActionLink.objects.filter(
        action=OuterRef("pk"), ended_at=None, assessment__cycle__starts_on__year=year
    )
    return actions.filter(Exists(links))


def is_overdue(at: date) -> Q:
    return OPEN & Q(due_on__lt=at)


def is_due_soon(at: date) -> Q:
    """Due from today to thirty days from now."""
    return OPEN & Q(due_on__range=(at, at + SOON))


def is_carried_twice() -> Q:
    """Taken on from the year before in two reviews or more: promised three times."""
    carried = ActionInCycle.objects.filter(origin=ActionInCycle.Origin.CARRIED).order_by()
    often = carried.values("action").annotate(times=Count("pk")).filter(times__gte=TWICE)
    return Q(pk__in=often.values("action"))


LACKS = {
    "owner": Q(owner_post=None),
    "date": Q(due_on=None),
    "outcome": Q(expected_outcome=""),
}


def posts_of(member: Membership) -> PostQuerySet:
    """The posts that the member holds or deputises now."""
    return Post.objects.for_council(member.council).current().filter(Q(holder=member) | Q(deputy=member))


def owns(member: Membership, action: ImprovementAction) -> bool:
    """The action is of a post that the member holds or deputises."""
    post = action.owner_post
    return post is not None and member.pk in {post.holder_id, post.deputy_id}


def nobody_holds(at: date, prefix: str = "owner_post__") -> Q:
    """Actions of posts that have ended, or whose holder and deputy are gone; with prefix "" the posts."""
    gone = Q(**{f"{prefix}ends_on__lt": at})
    vacant = {
        role: Q(**{f"{prefix}{role}": None}) | Q(**{f"{prefix}{role}__ended_at__isnull": False})
        for role in ("holder", "deputy")
    }
    named = Q(**{f"{prefix}pk__isnull": False})
    return named & (gone | (vacant["holder"] & vacant["deputy"]))


def acts_for(post: Post) -> Membership | None:
    """Who acts for the post at present: its holder, else its deputy; those who left do not."""
    return next((one for one in (post.holder, post.deputy) if one and one.ended_at is None), None)


LATENESS = Case(  # late first, then at risk, on track, nothing said; what is closed last
    When(~OPEN, then=Value(9)),
    When(said=Progress.LATE, then=Value(1)),
    When(said=Progress.AT_RISK, then=Value(2)),
    When(said=Progress.ON_TRACK, then=Value(3)),
    default=Value(4),
    output_field=IntegerField(),
)


def in_order(actions: ImprovementActionQuerySet, sort: str, *, at: date) -> ImprovementActionQuerySet:
    """Sorted by "due" (the default), "latest" due, "goes", "owner", "priority" or "row"."""
    due = F("due_on").asc(nulls_last=True)
    if sort == "latest":
        return actions.order_by(F("due_on").desc(nulls_last=True), "pk")
    if sort == "goes":
        overdue = Case(When(is_overdue(at), then=Value(0)), default=LATENESS, output_field=IntegerField())
        return actions.annotate(order=overdue).order_by("order", due, "pk")
    if sort == "owner":
        return actions.order_by(F("owner_post__title").asc(nulls_last=True), due, "pk")
    if sort == "priority":
        ranks = [When(priority=value, then=Value(n)) for n, value in enumerate(ImprovementAction.Priority)]
        rank = Case(*ranks, default=Value(9), output_field=IntegerField())
        return actions.annotate(order=rank).order_by("order", due, "pk")
    if sort == "row":
        newest = LIVE_LINKS.filter(action=OuterRef("pk")).order_by(
            "-assessment__cycle__starts_on", "assessment__requirement__position"
        )
        place = Subquery(newest.values("assessment__requirement__position")[:1])
        return actions.annotate(order=place).order_by(F("order").asc(nulls_last=True), "pk")
    return actions.order_by(due, "pk")


@dataclass(frozen=True)
class ListedAction:
    """An action as lists show it. `late`: by how much, or nothing; `said`: what the owner said last.

    `is_left`: it is open, and was left behind when a review was started from the year before.
    """

    action: ImprovementAction
    rows: list[Assessment]
    late: str
    said: str = ""
    said_on: date | None = None
    is_left: bool = False

    @property
    def progress(self) -> str:
        """The key of its shape: overdue is late, whatever was said."""
        if self.late:
            return "late"
        if self.action.is_open:
            return "" if self.is_left else self.said
        return "" if self.action.status == Status.SUPERSEDED else "done"

    @property
    def goes(self) -> str:
        """How it goes, in words."""
        if self.late:
            return self.late
        if self.is_left:
            return "Not carried on"
        if self.action.is_open and self.said:
            return str(Progress(self.said).label)
        return str(self.action.get_status_display())

    @property
    def status_beside(self) -> str:
        """The status, where `goes` says something else."""
        status = str(self.action.get_status_display())
        return "" if self.goes == status else status


def listed(actions: Iterable[ImprovementAction], *, at: date) -> list[ListedAction]:
    """Actions of `council_actions` with the rows of the newest review they stand on; no query more."""
    return [_listed(action, at) for action in actions]


def _listed(action: ImprovementAction, at: date) -> ListedAction:
    is_left = action.is_open and getattr(action, "has_ended", False)
    return ListedAction(
        action,
        _newest_rows(action),
        "" if is_left else days_late(action, at),
        getattr(action, "said", None) or "",
        getattr(action, "said_on", None),
        is_left,
    )


def _newest_rows(action: ImprovementAction) -> list[Assessment]:
    rows = [link.assessment for link in action.links.all()]
    return [row for row in rows if row.cycle_id == rows[0].cycle_id]


def days_late(action: ImprovementAction, at: date) -> str:
    """ "46 days late" of an overdue action, else nothing."""
    if action.due_on is None or not action.is_overdue(at):
        return ""
    return f"{days((at - action.due_on).days)} late"
