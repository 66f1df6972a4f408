"""The page "My work": what waits for a person, by council and year, and what comes next when nothing does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import F, Max, QuerySet
from django.utils import timezone

from assurance import progress
from assurance.due import Due
from assurance.milestones import dates_of
from assurance.models import (
    Assessment,
    CommentMention,
    DirectorReturn,
    Evidence,
    EvidenceUse,
    ImprovementAction,
    Milestone,
    ReviewCycle,
    SentBack,
)
from assurance.reviewers import first_other, reviewers_by_review
from assurance.waiting import (
    QUIET_DAYS,
    actions_for,
    evidence_for,
    mentions_of,
    returns_for,
    reviews_to_confirm,
    rows_of,
    rows_to_review,
)
from governance.models import Council, Membership, User
from governance.templatetags.ga import govdate


@dataclass(frozen=True)
class Answering:
    """The person's rows of one review."""

    rows: list[Assessment]
    answered: int
    sent_back: list[tuple[Assessment, SentBack]]
    due: Due
    agreed_by: date | None
    reviewer: str

    @property
    def figures(self) -> progress.Figures:
        return progress.figures(self.rows)

    @property
    def ready(self) -> int:
        """Rows that are complete and wait to be submitted."""
        return self.answered - self.figures.done


@dataclass(frozen=True)
class Reviewing:
    """Rows of one review that wait for the person's decision."""

    count: int
    due: Due


@dataclass(frozen=True)
class ReviewPart:
    """One review: what the person answers in it and what they decide in it."""

    cycle: ReviewCycle
    answering: Answering | None
    reviewing: Reviewing | None


@dataclass(frozen=True)
class ActionPart:
    """An action of the person's posts; `quiet_since`: when somebody last said how it goes, if long ago."""

    action: ImprovementAction
    due: Due
    quiet_since: date | None


@dataclass
class CouncilPart:
    """What waits for the person in one council."""

    council: Council
    reviews: list[ReviewPart] = field(default_factory=list)
    actions: list[ActionPart] = field(default_factory=list)
    evidence: list[tuple[Evidence, Due]] = field(default_factory=list)
    returns: list[tuple[DirectorReturn, Due]] = field(default_factory=list)
    mentions: list[CommentMention] = field(default_factory=list)
    to_confirm: list[ReviewCycle] = field(default_factory=list)

    @property
    def open_things(self) -> int:
        """As the header counts them."""
        return (
            sum(part.answering.figures.to_do for part in self.reviews if part.answering)
            + sum(part.reviewing.count for part in self.reviews if part.reviewing)
            + len(self.returns)
            + len(self.actions)
            + len(self.evidence)
            + len(self.mentions)
            + len(self.to_confirm)
        )

    @property
    def is_empty(self) -> bool:
        return not (self.reviews or self.open_things)


def my_work(user: User, *, at: date) -> list[CouncilPart]:
    """All councils of the person, by name, each with what waits there: a fixed number of queries."""
    memberships = list(
        Membership.objects.current()
        .filter(user=user)
        .select_related("user", "council")
        .order_by("council__name")
    )
    parts = {member.council_id: CouncilPart(member.council) for member in memberships}
    members = {member.council_id: member for member in memberships}
    for review in _reviews(user, members, at=at):
        parts[review.cycle.council_id].reviews.append(review)
    for each in returns_for(user, at=at).select_related("cycle", "post", "council"):
        parts[each.council_id].returns.append((each, Due(each.due_on, at)))
    for action in _actions(user, at=at):
        parts[action.council_id].actions.append(_action_part(action, at))
    for item in evidence_for(user, at=at).order_by("next_review", "pk"):
        parts[item.council_id].evidence.append((item, Due(item.next_review, at)))
    for mention in _mentions(user, at=at):
        parts[mention.council_id].mentions.append(mention)
    for cycle in reviews_to_confirm(user, at=at).newest_first():
        parts[cycle.council_id].to_confirm.append(cycle)
    return list(parts.values())


def _reviews(user: User, members: dict[int, Membership], *, at: date) -> list[ReviewPart]:
    """Reviews in which the person has rows or decides on some, newest first."""
    mine: dict[int, list[Assessment]] = {}
    fetched = rows_of(user, at=at).select_related("requirement", "previous").in_order()
    for row in fetched.defer("private_note", "previous__narrative", "previous__private_note"):
        mine.setdefault(row.cycle_id, []).append(row)
    every = [row for rows in mine.values() for row in rows]
    waiting = Counter(rows_to_review(user, at=at).values_list("cycle", flat=True))
    used = EvidenceUse.objects.filter(assessment__in=every, removed_at=None)
    evidenced = set(used.values_list("assessment_id", flat=True))
    reasons = _reasons(every)
    found = ReviewCycle.objects.filter(pk__in={*mine, *waiting}).select_related("council").newest_first()
    cycles = list(found.prefetch_related("milestones", "council__settings"))
    reviewers = reviewers_by_review(cycles)
    parts = []
    for cycle in cycles:
        dates = dates_of(cycle.milestones.all())
        agreed_by = dates.get(Milestone.Kind.AGREEING)
        answering = reviewing = None
        if rows := mine.get(cycle.pk):
            answering = Answering(
                rows=rows,
                answered=progress.answered(
                    rows,
                    evidenced=evidenced,
                    reason_from=cycle.council.setting("change_asking_reason"),
                ),
                sent_back=[(row, reasons[row.pk]) for row in rows if row.pk in reasons],
                due=Due(dates.get(Milestone.Kind.SCORING), at),
                agreed_by=agreed_by,
                reviewer=first_other(reviewers[cycle.pk], than=members[cycle.council_id]),
            )
        if count := waiting[cycle.pk]:
            reviewing = Reviewing(count, Due(agreed_by, at))
        parts.append(ReviewPart(cycle, answering, reviewing))
    return parts


def _reasons(rows: Iterable[Assessment]) -> dict[int, SentBack]:
    """Why rows stand sent back: the newest reason of each, by the key of the row."""
    back = [row.pk for row in rows if row.status == Assessment.Status.SENT_BACK]
    said = SentBack.objects.filter(assessment__in=back).select_related("by__user").order_by("at", "pk")
    return {reason.assessment_id: reason for reason in said}


def _actions(user: User, *, at: date) -> QuerySet[ImprovementAction]:
    """Those due first on top, with the day of the last update."""
    return (
        actions_for(user, at=at)
        .with_owner()
        .annotate(last_said=Max("updates__said_on"))
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )


def _action_part(action: ImprovementAction, at: date) -> ActionPart:
    last_said: date = action.last_said or timezone.localdate(action.added_at)  # type: ignore[attr-defined]
    is_quiet = last_said <= at - timedelta(days=QUIET_DAYS)
    return ActionPart(action, Due(action.due_on, at), last_said if is_quiet else None)


def _mentions(user: User, *, at: date) -> QuerySet[CommentMention]:
    return (
        mentions_of(user, at=at)
        .select_related(
            "comment__author__user",
            "comment__assessment__requirement",
            "comment__assessment__cycle",
            "comment__assessment__council",
        )
        .order_by("-comment__at", "-pk")
    )


def headline(parts: Iterable[CouncilPart], *, first_name: str) -> str:
    """How much waits, and what is next: "9 things wait for you, Priya. The next is due Friday 23 May"."""
    listed = list(parts)
    count = sum(part.open_things for part in listed)
    if not count:
        return f"Nothing waits for you, {first_name}."
    said = f"{count} {'thing waits' if count == 1 else 'things wait'} for you, {first_name}."
    dates = [due for part in listed for due in _dues(part) if due.on is not None]
    late = sum(due.is_late for due in dates)
    if late:
        return f"{said} {'It is' if count == 1 else 'Some are'} late."
    if dates:
        soonest = min(dates, key=lambda due: due.on or date.max)
        return f"{said} The next is due {govdate(soonest.on, 'weekday')}."
    return said


def _dues(part: CouncilPart) -> list[Due]:
    """The dates of what is still open."""
    answering = [
        review.answering.due for review in part.reviews if review.answering and review.answering.figures.to_do
    ]
    reviewing = [review.reviewing.due for review in part.reviews if review.reviewing]
    items = [action.due for action in part.actions]
    items += [due for _, due in (*part.evidence, *part.returns)]
    return answering + reviewing + items
