"""What changed between two monitoring reports: this one, and the last that members could read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from assurance.models import ReviewCycle
from reports.content.actions import PlannedAction
from reports.content.control import long_date
from reports.content.sentences import counted, has_have, is_are, joined
from reports.content.standing import State
from reports.models import DocumentKind, Publication


@dataclass(frozen=True)
class LastReport:
    """A released report, read back: its day (ISO), version and year, its actions by their keys."""

    as_at: str
    version: str
    year: str
    actions: dict[int, dict[str, Any]]


@dataclass(frozen=True)
class Change:
    """An action that stands differently, or was late then and is late still; `state` is today's, or empty."""

    number: str
    text: str
    then: str
    now: str
    state: str


@dataclass(frozen=True)
class Changes:
    as_at: str
    version: str
    year: str
    sentences: tuple[str, ...]
    rows: tuple[Change, ...]


def last_report(cycle: ReviewCycle, *, on: date) -> LastReport | None:
    """The newest monitoring report of this review or an earlier one that members could read; one query."""
    content = (
        Publication.objects.for_council(cycle.council)
        .visible_to_members(at=on)
        .filter(kind=DocumentKind.MONITORING_REPORT, cycle__starts_on__lte=cycle.starts_on)
        .order_by("-cycle__starts_on", "-number")
        .values_list("content", flat=True)
        .first()
    )
    if content is None:
        return None
    report = json.loads(content)
    control = report["control"]
    actions = {one["key"]: one for section in report["sections"] for one in section["actions"]}
    return LastReport(control["as_at"], control["version"], control["year"], actions)


def changes_since(before: LastReport, actions: tuple[PlannedAction, ...]) -> Changes:
    """What was late then and what became of it, what is new, what stands differently."""
    rows = []
    known = {one.key for one in actions}
    for one in actions:
        then = before.actions.get(one.key)
        if then is None:
            rows.append(
                Change(one.number, one.text, "Not in that report", standing_now(one), one.standing.state)
            )
        elif stands_differently(one, then) or then["standing"]["state"] == State.LATE:
            rows.append(
                Change(one.number, one.text, standing_then(then), standing_now(one), one.standing.state)
            )
    rows += [
        Change(then["number"], then["text"], standing_then(then), "No longer on this review", "")
        for key, then in before.actions.items()
        if key not in known
    ]
    return Changes(before.as_at, before.version, before.year, sentences(before, actions), tuple(rows))


def stands_differently(now: PlannedAction, then: dict[str, Any]) -> bool:
    """In another state, or due on another day."""
    return bool(now.standing.state != then["standing"]["state"] or now.due != then["due"])


def standing_now(one: PlannedAction) -> str:
    if one.standing.state == State.DONE and one.done_on:
        return f"Done on {long_date(one.done_on)}"
    return in_words(
        one.standing.word, one.due, is_open=one.standing.state not in {State.DONE, State.REPLACED}
    )


def standing_then(one: dict[str, Any]) -> str:
    state = one["standing"]["state"]
    return in_words(one["standing"]["word"], one["due"], is_open=state not in {State.DONE, State.REPLACED})


def in_words(word: str, due: str, *, is_open: bool) -> str:
    """ "Late, due 31 March 2025"; the date only while it matters."""
    if not is_open:
        return word
    return f"{word}, due {long_date(due)}" if due else f"{word}, no date yet"


def sentences(before: LastReport, actions: tuple[PlannedAction, ...]) -> tuple[str, ...]:
    """What was late then, what is late since, what is done since, what is new."""
    then = {key: State(one["standing"]["state"]) for key, one in before.actions.items()}
    now = {one.key: State(one.standing.state) for one in actions}
    late_now = sum(state == State.LATE and then.get(key) != State.LATE for key, state in now.items())
    done_since = sum(
        state == State.DONE and key in then and then[key] != State.DONE for key, state in now.items()
    )
    new = sum(key not in then for key in now)
    gone = sum(key not in now for key in then)
    listed = (
        late_then([now.get(key) for key, state in then.items() if state == State.LATE]),
        f"{counted(late_now, 'action')} {has_have(late_now)} become late since." if late_now else "",
        f"{counted(done_since, 'action')} {has_have(done_since)} been finished since." if done_since else "",
        f"{counted(new, 'action')} {is_are(new)} new." if new else "",
        f"{counted(gone, 'action')} {is_are(gone)} no longer on this review." if gone else "",
    )
    return tuple(sentence for sentence in listed if sentence)


def late_then(states: list[State | None]) -> str:
    """ "3 actions were late then: 2 are done now and 1 is still late."""
    if not states:
        return "No action was late then."
    done, late = states.count(State.DONE), states.count(State.LATE)
    rest = len(states) - done - late
    said = [
        f"{count} {is_are(count)} {words}"
        for count, words in ((done, "done now"), (late, "still late"), (rest, "no longer late"))
        if count
    ]
    return (
        f"{counted(len(states), 'action')} {'was' if len(states) == 1 else 'were'} late then: {joined(said)}."
    )
