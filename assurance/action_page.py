"""One action in full: its rows and part in each year, what was said, how owner and date have changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from assurance.action_register import LIVE_LINKS, acts_for, days_late
from assurance.models import (
    ActionInCycle,
    ActionLink,
    ActionUpdate,
    Assessment,
    ImprovementAction,
    ReviewCycle,
)
from assurance.reach import EVERYTHING, Reach
from assurance.saving import NOT_KEPT
from governance.models import AuditEntry, Membership, Post
from governance.templatetags.ga import govdate

Status = ImprovementAction.Status


@dataclass(frozen=True)
class Change:
    """One change in a sentence, with who made it, when, and the reason if one was asked for."""

    sentence: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class YearPart:
    """The action in one review: its rows there, and its part in that year, if one is on record."""

    cycle: ReviewCycle
    rows: list[Assessment]
    part: ActionInCycle | None
    ended: str

    @property
    def came(self) -> str:
        if self.part is None:
            return ""
        carried = self.part.origin == ActionInCycle.Origin.CARRIED
        return "Taken on from the year before" if carried else "New"


@dataclass(frozen=True)
class ActionPage:
    """What the page of an action shows, on a day."""

    action: ImprovementAction
    updates: list[ActionUpdate]
    years: list[YearPart]
    changes: list[Change]
    replaced_by: ImprovementAction | None
    at: date

    @property
    def holder(self) -> Membership | None:
        return acts_for(self.action.owner_post) if self.action.owner_post else None

    @property
    def left(self) -> YearPart | None:
        """The year that left the open action behind, with the reason."""
        ended = (year for year in self.years if self.action.is_open and year.part and year.part.outcome)
        return next(ended, None)

    @property
    def late(self) -> str:
        return "" if self.left else days_late(self.action, self.at)

    @property
    def times_carried(self) -> int:
        carried = ActionInCycle.Origin.CARRIED
        return sum(year.part is not None and year.part.origin == carried for year in self.years)


def read_page(action: ImprovementAction, *, at: date, reach: Reach = EVERYTHING) -> ActionPage:
    """Six queries, whatever the action's age; of reviews that the reader may not read nothing is said."""
    links = LIVE_LINKS.filter(action=action).order_by("assessment__requirement__position")
    parts = action.in_cycles.select_related("cycle")
    return ActionPage(
        action=action,
        updates=list(action.updates.select_related("by__user")),
        years=[year for year in by_year(action, list(links), list(parts)) if reach.holds(year.cycle.pk)],
        changes=changes_of(action),
        replaced_by=action.joined_into,
        at=at,
    )


def by_year(action: ImprovementAction, links: list[ActionLink], parts: list[ActionInCycle]) -> list[YearPart]:
    """Rows and parts by review, the newest first."""
    cycles = {part.cycle_id: part.cycle for part in parts}
    cycles |= {link.assessment.cycle_id: link.assessment.cycle for link in links}
    part_of = {part.cycle_id: part for part in parts}
    return [
        YearPart(
            cycle=cycle,
            rows=[link.assessment for link in links if link.assessment.cycle_id == cycle.pk],
            part=part_of.get(cycle.pk),
            ended=_ended(action, cycle, parts),
        )
        for cycle in sorted(cycles.values(), key=lambda cycle: cycle.starts_on, reverse=True)
    ]


def _ended(action: ImprovementAction, cycle: ReviewCycle, parts: list[ActionInCycle]) -> str:
    """How the year's part ended: in the owner's words, else by what became of the action."""
    part = next((one for one in parts if one.cycle_id == cycle.pk), None)
    at_close = f"{part.get_progress_at_close_display()}. " if part and part.progress_at_close else ""
    if part and part.outcome:
        return at_close + part.outcome
    later = [one.cycle for one in parts if one.cycle.starts_on > cycle.starts_on]
    if later:
        return f"{at_close}Taken on into {min(later, key=lambda each: each.starts_on).label}"
    return at_close + ("Still open" if action.is_open else str(action.get_status_display()))


def changes_of(action: ImprovementAction) -> list[Change]:
    """How owner, due date, priority and status have changed since the action was promised, newest first."""
    records = list(
        action.history.exclude(history_change_reason=NOT_KEPT)
        .select_related("history_user")
        .order_by("history_id")
    )
    posts = {post.pk: post.title for post in Post.objects.filter(council=action.council_id)}
    entries = AuditEntry.objects.filter(
        council=action.council_id, object_type=action._meta.label_lower, object_id=str(action.pk)
    )
    reasons = {entry.data.get("version"): str(entry.data.get("reason", "")) for entry in entries}
    return [
        Change(sentence, str(now.history_user or ""), now.history_date, reasons.get(now.version, ""))
        for before, now in reversed(list(pairwise(records)))
        for sentence in sentences(before, now, posts)
    ]


def sentences(before: Any, now: Any, posts: dict[int, str]) -> Iterator[str]:
    """What two neighbouring records of an action differ in; `posts` are titles by key."""
    if before.owner_post_id != now.owner_post_id:
        yield _moved("Owner", posts.get(before.owner_post_id, ""), posts.get(now.owner_post_id, ""))
    if before.due_on != now.due_on:
        yield _moved("Due date", govdate(before.due_on), govdate(now.due_on), verb="moved")
    if before.priority != now.priority:
        yield _moved("Priority", before.get_priority_display(), now.get_priority_display())
    if before.status != now.status:
        yield _moved("Status", before.get_status_display(), now.get_status_display())
    if before.text != now.text:
        yield f"Reworded; it said before: “{before.text}”"
    if before.expected_outcome != now.expected_outcome:
        was = f"; it said before: “{before.expected_outcome}”" if before.expected_outcome else ""
        yield f"Expected outcome {'changed' if was else 'written'}{was}"


def _moved(name: str, before: str, now: str, *, verb: str = "changed") -> str:
    if not before:
        return f"{name} set to {now}"
    return f"{name} {verb} from {before} to {now}" if now else f"{name} taken away; it was {before}"
