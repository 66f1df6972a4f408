"""Actions as documents print them: what is promised, who answers for it, by when, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assurance.models import (
    ActionInCycle,
    ActionLink,
    ActionUpdate,
    ImprovementAction,
    IssueAction,
    ReviewCycle,
)
from governance.models.memberships import year_label
from reports.content.lengths import LONGEST_WHOLE_ROW, lines_of
from reports.content.reading import read_action_links, read_issue_actions
from reports.content.standing import Standing, State, newest_updates, standing

CLOSED = (State.DONE, State.REPLACED)
# Characters to a line in the columns of the portrait page at 12 points, the narrowest there are.
PROMISE_LINE, STANDING_LINE = 34, 24


@dataclass(frozen=True)
class PlannedAction:
    """A promise. Empty `owner` and `due` print as "no owner yet" and "no date yet".

    `key` is the action's own, the same in every document; `number` the one printed. `first_due` is the date
    first promised, empty while it stands. `carried` counts the reviews that took the action on, `reason` says
    why the newest did. `done_on` and `done` tell when it was done and what. `long`: may cross a page.
    """

    key: int
    number: str
    text: str
    outcome: str
    owner: str
    due: str
    first_due: str
    priority: str
    requirements: tuple[str, ...]
    standing: Standing
    carried: int
    reason: str
    done_on: str
    done: str
    long: bool


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
    """The open actions; `year` is the one they are for, `route` who is told how they go."""

    year: str
    route: str
    actions: tuple[PlannedAction, ...]


@dataclass(frozen=True)
class Promises:
    """Last year's actions; `year` is the year that promised them, empty when no earlier year is on record."""

    year: str
    actions: tuple[KeptPromise, ...]


def read_actions(cycle: ReviewCycle, *, on: date) -> tuple[PlannedAction, ...]:
    """The actions on the review's rows, then those that only answer a significant issue, each once.

    Open or not, as they stand on a day; four queries.
    """
    links, answers = read_action_links(cycle), read_issue_actions(cycle)
    actions = distinct([*links, *answers])
    refs: dict[int, list[str]] = {}
    for link in links:
        refs.setdefault(link.action_id, []).append(str(link.assessment.requirement))
    for answer in answers:
        refs.setdefault(answer.action_id, [f"the significant issue “{answer.issue.title}”"])
    parts: dict[int, list[ActionInCycle]] = {}
    for part in ActionInCycle.objects.filter(
        action__in=actions, cycle__starts_on__lte=cycle.starts_on
    ).order_by("cycle__starts_on"):
        parts.setdefault(part.action_id, []).append(part)
    said = newest_updates(actions, on=on)
    return tuple(
        planned_action(number, action, refs[action.pk], parts.get(action.pk, []), said.get(action.pk), on=on)
        for number, action in numbered(actions, cycle)
    )


def distinct(links: Sequence[ActionLink | IssueAction]) -> list[ImprovementAction]:
    """The actions of the links, each once, in their order."""
    return list({link.action_id: link.action for link in links}.values())


def numbered(actions: list[ImprovementAction], cycle: ReviewCycle) -> list[tuple[str, ImprovementAction]]:
    """A year's actions with the numbers they have in every document: "24/25-1" for the first.

    Those that are done or replaced keep theirs, so that the others do too.
    """
    label = short_label(cycle.label)
    return [(f"{label}-{number}", action) for number, action in enumerate(actions, start=1)]


def planned_action(
    number: str,
    action: ImprovementAction,
    refs: list[str],
    parts: list[ActionInCycle],
    update: ActionUpdate | None,
    *,
    on: date,
) -> PlannedAction:
    """`parts` are the action's in each review up to this one, oldest first; `update` its newest."""
    found = standing(action, update, on=on)
    carried = [part for part in parts if part.origin == ActionInCycle.Origin.CARRIED]
    first = next((part.promised_for for part in parts if part.promised_for), None)
    outcomes = [part.outcome for part in reversed(parts) if part.outcome]
    is_done = found.state == State.DONE
    done = next(iter([*outcomes, found.said]), "") if is_done else ""
    lines = max(
        lines_of([action.text, action.expected_outcome, "; ".join(refs)], PROMISE_LINE),
        lines_of([done, found.said, carried[-1].reason if carried else ""], STANDING_LINE),
    )
    return PlannedAction(
        key=action.pk,
        number=number,
        text=action.text,
        outcome=action.expected_outcome,
        owner=action.owner_post.title if action.owner_post else "",
        due=action.due_on.isoformat() if action.due_on else "",
        first_due=first.isoformat() if first and first != action.due_on else "",
        priority=action.get_priority_display(),
        requirements=tuple(refs),
        standing=found,
        carried=len(carried),
        reason=carried[-1].reason if carried else "",
        done_on=action.completed_on.isoformat() if is_done and action.completed_on else "",
        done=done,
        long=lines > LONGEST_WHOLE_ROW,
    )


def action_plan(actions: tuple[PlannedAction, ...], cycle: ReviewCycle) -> ActionPlan:
    """The open ones among a year's actions."""
    return ActionPlan(
        year=year_label(cycle.year + 1),
        route=f"Monitoring report to the {cycle.council.setting('approving_body')}",
        actions=tuple(one for one in actions if one.standing.state not in CLOSED),
    )


def plan_sentence(plan: ActionPlan) -> str:
    total = len(plan.actions)
    if not total:
        return f"There are no open actions for {plan.year}."
    owned = sum(1 for one in plan.actions if one.owner and one.due)
    opening = f"There {'is 1 action' if total == 1 else f'are {total} actions'} for {plan.year}"
    if owned == total:
        return f"{opening}, each with an owner and a date."
    if not owned:
        return f"{opening}, none with both an owner and a date yet."
    return (
        f"{opening}; {total - owned} of them {'lacks' if total - owned == 1 else 'lack'} an owner or a date."
    )


def promises(cycle: ReviewCycle, *, on: date) -> Promises:
    """Last year's actions and how they stand; four queries, one without an earlier year."""
    council = cycle.council_id
    last_year = ReviewCycle.objects.filter(council=council).in_year(cycle.year - 1).first()
    if last_year is None:
        return Promises("", ())
    stood = {
        (part.action_id, part.cycle_id): part
        for part in ActionInCycle.objects.filter(council=council, cycle__in=[last_year, cycle])
    }
    promised = distinct([*read_action_links(last_year), *read_issue_actions(last_year)])
    kept = (
        kept_promise(
            number,
            action,
            stood.get((action.pk, last_year.pk)),
            stood.get((action.pk, cycle.pk)),
            on=on,
        )
        for number, action in numbered(promised, last_year)
        if action.status != ImprovementAction.Status.SUPERSEDED
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
    is_left = now is None and then is not None and bool(then.outcome)
    mark, result = outcome(action, due, carried=now is not None, left=is_left, on=on)
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


def outcome(
    action: ImprovementAction, due: date | None, *, carried: bool, left: bool, on: date
) -> tuple[str, str]:
    """The mark and the words: Kept, Kept late, Not kept, Carried on, Not carried on, Not due yet.

    `left`: it was left behind when this year was started from last year, with the reason.
    """
    if not action.is_open:
        late = bool(due and action.completed_on and action.completed_on > due)
        return ("late", "Kept, late") if late else ("done", "Kept")
    if due and due < on:
        return "open", f"Not kept{', carried on' if carried else ', not carried on' if left else ''}"
    if carried or left:
        return "open", "Carried on" if carried else "Not carried on"
    return "open", "Not due yet" if due else "Still open"


def short_label(label: str) -> str:
    """ "2024/25" as "24/25", for numbering."""
    return label[2:]
