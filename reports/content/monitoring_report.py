"""The in-year report on the actions of a review: what is late, at risk, on track and done on a day.

It tells of actions only, never of scores, and names posts, never people.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from assurance.action_register import TWICE
from assurance.models import ReviewCycle
from reports.content.actions import PlannedAction, read_actions
from reports.content.control import Control, Release, control
from reports.content.report_changes import Changes, changes_since, last_report
from reports.content.sentences import counted, has_have, is_are, joined
from reports.content.standing import WORDS, State
from reports.models import DocumentKind

# Heading, what the section holds, and what it says when it holds nothing; no words, no empty section.
SECTIONS = {
    State.LATE: ("Late", "Open and past the date, or late in the owner’s own words.", "No action is late."),
    State.AT_RISK: (
        "At risk",
        "Not past the date, but the owner says that it may not be kept.",
        "No action is at risk.",
    ),
    State.UNREPORTED: ("No update yet", "Not past the date; the owner has not said how it goes.", ""),
    State.ON_TRACK: ("On track", "Not past the date; the owner expects to keep it.", ""),
    State.DONE: ("Done", "Finished, with what was done.", ""),
    State.REPLACED: ("Replaced", "Other actions stand in the place of these.", ""),
}
IN_SUMMARY = {
    State.DONE: "done",
    State.ON_TRACK: "on track",
    State.AT_RISK: "at risk",
    State.LATE: "late",
    State.UNREPORTED: "without an update yet",
    State.REPLACED: "replaced by others",
}


@dataclass(frozen=True)
class Tile:
    """A count with the state that gives its shape, its words, and a line below them, or nothing."""

    state: str
    count: int
    words: str
    note: str


@dataclass(frozen=True)
class ReportSection:
    """The actions in one state; without any, `lead` says so."""

    state: str
    heading: str
    lead: str
    actions: tuple[PlannedAction, ...]


@dataclass(frozen=True)
class MonitoringReport:
    """`summary` begins with the sentence that counts; `twice` are the actions carried on more than once,
    which stand in full in a section too; `changes` is None when no report was released before.
    """

    control: Control
    summary: tuple[str, ...]
    tiles: tuple[Tile, ...]
    sections: tuple[ReportSection, ...]
    twice: tuple[PlannedAction, ...]
    changes: Changes | None
    route: str


def build(cycle: ReviewCycle, *, on: date, release: Release | None = None) -> MonitoringReport:
    """The report as things stand on a day."""
    actions = read_actions(cycle, on=on)
    counts = Counter(State(one.standing.state) for one in actions)
    twice = tuple(one for one in actions if one.carried >= TWICE)
    before = last_report(cycle, on=on)
    body: str = cycle.council.setting("approving_body")
    return MonitoringReport(
        control=control(DocumentKind.MONITORING_REPORT, cycle, on=on, release=release),
        summary=summary(actions, counts, twice, year=cycle.label),
        tiles=tiles(actions, counts, twice),
        sections=sections(actions),
        twice=twice,
        changes=changes_since(before, actions) if before else None,
        route=f"Monitoring report to the {body}",
    )


def summary(
    actions: tuple[PlannedAction, ...],
    counts: Counter[State],
    twice: tuple[PlannedAction, ...],
    *,
    year: str,
) -> tuple[str, ...]:
    """The year in a paragraph; sentences that would be empty are left out."""
    if not actions:
        return (f"No action is recorded in the {year} review.",)
    still_open = [one for one in actions if one.standing.state not in {State.DONE, State.REPLACED}]
    silent = sum(one.standing.silent for one in still_open)
    found = (
        f"Of {counted(len(actions), 'action')} {counts_in_words(counts)}{carried_in_words(twice)}.",
        lacking_in_words(still_open),
        f"{counted(silent, 'open action')} {has_have(silent)} had no update for more than six months."
        if silent
        else "",
    )
    return tuple(sentence for sentence in found if sentence)


def counts_in_words(counts: Counter[State]) -> str:
    """ "9 are done, 12 on track, 2 at risk and 2 late"; what there is none of is left out."""
    (first, words), *others = [(counts[state], said) for state, said in IN_SUMMARY.items() if counts[state]]
    return joined([f"{first} {is_are(first)} {words}", *(f"{count} {said}" for count, said in others)])


def carried_in_words(twice: tuple[PlannedAction, ...]) -> str:
    if not twice:
        return ""
    more = " or more" if any(one.carried > TWICE for one in twice) else ""
    return f"; {len(twice)} {'was' if len(twice) == 1 else 'were'} carried on for a second time{more}"


def lacking_in_words(still_open: list[PlannedAction]) -> str:
    """ "2 open actions have no owner and 1 has no date."""
    lacking = [
        (sum(not one.owner for one in still_open), "owner"),
        (sum(not one.due for one in still_open), "date"),
    ]
    said = [(count, f"{has_have(count)} no {what}") for count, what in lacking if count]
    if not said:
        return ""
    (first, words), *others = said
    listed = [f"{counted(first, 'open action')} {words}", *(f"{count} {what}" for count, what in others)]
    return f"{joined(listed)}."


def tiles(
    actions: tuple[PlannedAction, ...], counts: Counter[State], twice: tuple[PlannedAction, ...]
) -> tuple[Tile, ...]:
    """The four states that committees know, always; the others when there are any."""
    finished_late = sum(one.standing.days_late > 0 for one in actions if one.standing.state == State.DONE)
    longest = max((one.standing.days_late for one in actions if one.standing.state == State.LATE), default=0)
    notes = {
        State.DONE: f"{finished_late} after {'its' if finished_late == 1 else 'their'} date"
        if finished_late
        else "",
        State.LATE: f"The longest for {counted(longest, 'day')}" if longest else "",
    }
    always = (State.LATE, State.AT_RISK, State.ON_TRACK, State.DONE)
    shown = [*always, *(state for state in (State.UNREPORTED, State.REPLACED) if counts[state])]
    found = [Tile(state.value, counts[state], WORDS[state], notes.get(state, "")) for state in shown]
    if twice:
        found.append(Tile("", len(twice), "Carried twice", "Counted above too"))
    return tuple(found)


def sections(actions: tuple[PlannedAction, ...]) -> tuple[ReportSection, ...]:
    """What needs attention first; those latest on top, else in the order of the rows."""
    found = []
    for state, (heading, lead, nothing) in SECTIONS.items():
        held = sorted(
            (one for one in actions if one.standing.state == state),
            key=lambda one: -one.standing.days_late if one.standing.state == State.LATE else 0,
        )
        if held or nothing:
            found.append(ReportSection(state.value, heading, lead if held else nothing, tuple(held)))
    return tuple(found)
