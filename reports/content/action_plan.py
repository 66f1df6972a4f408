"""The action plan of a review on its own: what is open, who answers for it, how it goes, what is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assurance.models import ReviewCycle
from reports.content.actions import ActionPlan, PlannedAction, action_plan, plan_sentence, read_actions
from reports.content.control import Control, Release, control
from reports.content.sentences import counted, is_are
from reports.content.standing import State
from reports.models import DocumentKind


@dataclass(frozen=True)
class ActionPlanDocument:
    """`plan` holds the open actions, as in the Annual Governance Statement; `done` the finished ones."""

    control: Control
    answer: str
    plan: ActionPlan
    done: tuple[PlannedAction, ...]


def build(cycle: ReviewCycle, *, on: date, release: Release | None = None) -> ActionPlanDocument:
    """The plan as it stands on a day."""
    actions = read_actions(cycle, on=on)
    plan = action_plan(actions, cycle)
    done = tuple(one for one in actions if one.standing.state == State.DONE)
    finished = f" {counted(len(done), 'action')} of the year {is_are(len(done))} done." if done else ""
    return ActionPlanDocument(
        control=control(DocumentKind.ACTION_PLAN, cycle, on=on, release=release),
        answer=f"{plan_sentence(plan)}{finished}",
        plan=plan,
        done=done,
    )
