"""How an action goes on a day: one definition for every document that prints it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from assurance.models import ActionUpdate, ImprovementAction
from assurance.models.actions import Progress

# Committees expect to hear of each action twice a year.
SIX_MONTHS = timedelta(days=183)


class State(StrEnum):
    LATE = "late"
    AT_RISK = "at_risk"
    UNREPORTED = "unreported"
    ON_TRACK = "on_track"
    DONE = "done"
    REPLACED = "replaced"


WORDS = {
    State.LATE: "Late",
    State.AT_RISK: "At risk",
    State.UNREPORTED: "No update yet",
    State.ON_TRACK: "On track",
    State.DONE: "Done",
    State.REPLACED: "Replaced",
}
SAID = {
    Progress.LATE: State.LATE,
    Progress.AT_RISK: State.AT_RISK,
    Progress.ON_TRACK: State.ON_TRACK,
}


@dataclass(frozen=True)
class Standing:
    """`state` is a State, `word` its word; `said_on` (ISO) and `said` are the newest update's, or empty.

    `days_late` counts from the date due to the day of the document, or to the day it was done; 0 when not
    late, or late in the owner's words only. `silent`: open, and the newest update is over six months old.
    """

    state: str
    word: str
    said_on: str
    said: str
    days_late: int
    silent: bool


def standing(action: ImprovementAction, update: ActionUpdate | None, *, on: date) -> Standing:
    """How the action stands on a day; `update` is its newest by then, if there is one."""
    state = state_of(action, update, on=on)
    return Standing(
        state=state.value,
        word=WORDS[state],
        said_on=update.said_on.isoformat() if update else "",
        said=update.text if update else "",
        days_late=days_late(action, on=on),
        silent=bool(action.is_open and update and update.said_on < on - SIX_MONTHS),
    )


def state_of(action: ImprovementAction, update: ActionUpdate | None, *, on: date) -> State:
    """Done and replaced come from the action; open and past its date is late, whatever was said."""
    if action.status == ImprovementAction.Status.SUPERSEDED:
        return State.REPLACED
    if not action.is_open:
        return State.DONE
    if action.is_overdue(on):
        return State.LATE
    return SAID[Progress(update.progress)] if update else State.UNREPORTED


def days_late(action: ImprovementAction, *, on: date) -> int:
    until = on if action.is_open else action.completed_on
    if action.due_on is None or until is None or action.status == ImprovementAction.Status.SUPERSEDED:
        return 0
    return max(0, (until - action.due_on).days)


def newest_updates(actions: list[ImprovementAction], *, on: date) -> dict[int, ActionUpdate]:
    """The newest update of each action by a day, by the action's key; one query."""
    said = ActionUpdate.objects.filter(action__in=actions, said_on__lte=on).order_by("said_on", "pk")
    return {update.action_id: update for update in said}
