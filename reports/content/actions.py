"""Actions as documents print them: what is promised, who answers for it, by when, what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assurance.models import ActionInCycle, ActionLink, ImprovementAction, ReviewCycle
from governance.models.memberships import year_label
from reports.content.reading import read_action_links


@dataclass(frozen=True)
class PlannedAction:
    """A promise. Empty `owner` and `due` print as "no owner yet" and "no date yet"."""

    number: str
    text: str
    outcome: str
    owner: str
    due: str
    priority: str
    requirements: tuple[str, ...]


@dataclass(frozen=True)
class KeptPromise:
    """What became of an action of last year: `result` in words; `mark` is done, late or open."""

    number: str
    text: str
    owner: str
    due: str
    mark: str
    result: str
    explanation: str


@dataclass(frozen=True)
class ActionPlan:
    year: str
    actions: tuple[PlannedAction, ...]


@dataclass(frozen=True)
class Promises:
    """Last year's actions; `year` is the year that promised them, empty when no earlier year is on record."""

    year: str
    actions: tuple[KeptPromise, ...]


def action_plan(links: list[ActionLink], cycle: ReviewCycle) -> ActionPlan:
    """The open actions on the review's rows, each once, numbered in the order of the rows."""
    refs: dict[int, list[str]] = {}
    actions: dict[int, ImprovementAction] = {}
    for link in links:
        if link.action.is_open:
            actions[link.action_id] = link.action
            refs.setdefault(link.action_id, []).append(str(link.assessment.requirement))
    label = short_label(cycle.label)
    planned = (
        planned_action(f"{label}-{number}", action, refs[action.pk])
        for number, action in enumerate(actions.values(), start=1)
    )
    return ActionPlan(year_label(cycle.year + 1), tuple(planned))


def planned_action(number: str, action: ImprovementAction, refs: list[str]) -> PlannedAction:
    return PlannedAction(
        number=number,
        text=action.text,
        outcome=action.expected_outcome,
        owner=action.owner_post.title if action.owner_post else "",
        due=action.due_on.isoformat() if action.due_on else "",
        priority=action.get_priority_display(),
        requirements=tuple(refs),
    )


def promises(cycle: ReviewCycle, *, on: date) -> Promises:
    """The actions on last year's rows and how they stand; three queries, one without an earlier year."""
    council = cycle.council_id
    last_year = ReviewCycle.objects.filter(council=council).in_year(cycle.year - 1).first()
    if last_year is None:
        return Promises("", ())
    stood = {
        (part.action_id, part.cycle_id): part
        for part in ActionInCycle.objects.filter(council=council, cycle__in=[last_year, cycle])
    }
    links = read_action_links(last_year)
    actions = {
        link.action_id: link.action
        for link in links
        if link.action.status != ImprovementAction.Status.SUPERSEDED
    }
    label = short_label(last_year.label)
    kept = (
        kept_promise(
            f"{label}-{number}",
            action,
            stood.get((action.pk, last_year.pk)),
            stood.get((action.pk, cycle.pk)),
            on=on,
        )
        for number, action in enumerate(actions.values(), start=1)
    )
    return Promises(last_year.label, tuple(kept))


def kept_promise(
    number: str,
    action: ImprovementAction,
    then: ActionInCycle | None,
    now: ActionInCycle | None,
    *,
    on: date,
) -> KeptPromise:
    """`then` and `now` are the action's parts in last year's and this year's review, if recorded."""
    due = then.promised_for if then and then.promised_for else action.due_on
    mark, result = outcome(action, due, carried=now is not None, on=on)
    said = [part.outcome or part.reason for part in (now, then) if part]
    return KeptPromise(
        number=number,
        text=action.text,
        owner=action.owner_post.title if action.owner_post else "",
        due=due.isoformat() if due else "",
        mark=mark,
        result=result,
        explanation=next((text for text in said if text), ""),
    )


def outcome(action: ImprovementAction, due: date | None, *, carried: bool, on: date) -> tuple[str, str]:
    """The mark and the words: Kept, Kept late, Not kept, Carried on, Not due yet."""
    if not action.is_open:
        late = bool(due and action.completed_on and action.completed_on > due)
        return ("late", "Kept, late") if late else ("done", "Kept")
    if due and due < on:
        return "open", "Not kept, carried on" if carried else "Not kept"
    if carried:
        return "open", "Carried on"
    return "open", "Not due yet" if due else "Still open"


def short_label(label: str) -> str:
    """ "2024/25" as "24/25", for numbering."""
    return label[2:]
