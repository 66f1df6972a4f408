"""The steps of a review with their dates: where it stands, and how long is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from assurance.models import Milestone, ReviewCycle
from assurance.progress import Figures

# Steps whose end the review itself knows; the documents' ends are known to the documents.
OWN_STEPS = (Milestone.Kind.SCORING, Milestone.Kind.AGREEING)

DATE_NAMES = {
    Milestone.Kind.SCORING: "the scoring date",
    Milestone.Kind.AGREEING: "the date for agreeing",
}


def days(number: int) -> str:
    """ "1 day", "4 days"."""
    return f"{number} day" if number == 1 else f"{number} days"


def dates_of(milestones: Iterable[Milestone]) -> dict[str, date | None]:
    return {milestone.kind: milestone.due_on for milestone in milestones}


@dataclass(frozen=True)
class Step:
    """One step as the overview shows it; `left` says how many days, or nothing."""

    name: str
    date: date | None
    left: str = ""
    is_done: bool = False
    is_now: bool = False


def steps(
    cycle: ReviewCycle, milestones: Iterable[Milestone], figures: Figures, *, approving_body: str, at: date
) -> list[Step]:
    """Opening, then each milestone in the order of their kinds; the first not done is where we are."""
    dates = dates_of(milestones)
    done = {
        Milestone.Kind.SCORING: cycle.is_locked or (figures.total > 0 and not figures.to_do),
        Milestone.Kind.AGREEING: cycle.is_locked or figures.all_agreed,
    }
    opened = timezone.localdate(cycle.opened_at) if cycle.opened_at else None
    listed = [Step("Opened", opened, is_done=True)] if opened else [Step("To be opened", None, is_now=True)]
    for kind in Milestone.Kind:
        is_done = done.get(kind, False)
        listed.append(
            Step(
                name=approving_body if kind == Milestone.Kind.APPROVAL else kind.label,
                date=dates.get(kind),
                left="" if is_done else _left(dates.get(kind), at, ends_here=kind in OWN_STEPS),
                is_done=is_done,
                is_now=not is_done and all(step.is_done for step in listed),
            )
        )
    return listed


def _left(due_on: date | None, at: date, *, ends_here: bool) -> str:
    """Days left, or days late where the review knows that the step is not done."""
    if due_on is None:
        return ""
    number = (due_on - at).days
    if number == 0:
        return "today"
    if number > 0:
        return f"{days(number)} left"
    return f"{days(-number)} late" if ends_here else ""


def headline(
    cycle: ReviewCycle,
    figures: Figures,
    milestones: Iterable[Milestone],
    *,
    assigned: int,
    overdue: int,
    at: date,
) -> str:
    """How the review stands, as its page's title: "41 of 91 rows are agreed; 12 are overdue"."""
    if cycle.is_past_record:
        return f"{cycle.label} was signed off elsewhere"
    if cycle.is_being_signed:
        return f"The {cycle} is complete and being confirmed"
    if cycle.is_locked:
        return f"The {cycle} is finished"
    if cycle.stage == ReviewCycle.Stage.SETUP:
        return f"Being set up: {assigned} of {figures.total} rows have a lead"
    agreed = f"{figures.agreed} of {figures.total} rows {'is' if figures.agreed == 1 else 'are'} agreed"
    if figures.all_agreed:
        return f"All {figures.total} rows are agreed"
    if overdue:
        return f"{agreed}; {overdue} {'is' if overdue == 1 else 'are'} overdue"
    return agreed + _days_to_next(dates_of(milestones), figures, at)


def _days_to_next(dates: dict[str, date | None], figures: Figures, at: date) -> str:
    kind = Milestone.Kind.SCORING if figures.to_do else Milestone.Kind.AGREEING
    due_on = dates.get(kind)
    if due_on is None or due_on < at:
        return ""
    number = (due_on - at).days
    return f"; {days(number)} to {DATE_NAMES[kind]}" if number else f"; today is {DATE_NAMES[kind]}"
