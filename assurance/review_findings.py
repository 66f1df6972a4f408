"""Why a reviewer should look at a row first (DOMAIN.md §8, checks 2, 3, 4, 5 and 12)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import Truncator

from assurance.evidence_dates import flags_of
from assurance.repeats import is_third_time
from assurance.rows import Row
from assurance.rules import HIGH, movement, needs_action, was_checked_by_others, written
from assurance.scores import HIGHEST, Band, band_of


@dataclass(frozen=True)
class Finding:
    """`weight` orders rows, the most serious first."""

    weight: int
    text: str


TEXT_SHOWN = 60  # characters of a note or a title


def findings(row: Row, *, low: int, thin: int) -> list[Finding]:
    """Everything about the row that moved, is missing or does not fit.

    `low` and `thin` are the council's: the score that asks for an action, and the characters under which a
    text is thin.
    """
    assessment = row.assessment
    if assessment.not_applicable:
        return [Finding(40, f"Said not to apply: {assessment.not_applicable_reason}")]
    found = [*_issue(row), *_movement(row), *_action(row, low), *_notes(row), *_out_of_date(row)]
    found += _little_behind(row, thin)
    if is_third_time(assessment):
        found.append(Finding(15, "The same score and the same text for the third year"))
    return sorted(found, key=lambda finding: -finding.weight)


def _issue(row: Row) -> list[Finding]:
    """DOMAIN.md §7: weak is a possible significant issue, failing is expected to be one."""
    score, band = row.assessment.own_score, band_of(row.assessment.own_score)
    if band == Band.WEAK:
        return [Finding(55, f"Score {score}: a possible significant issue")]
    if band == Band.FAILING:
        return [Finding(70, f"Score {score}: a significant issue is expected")]
    return []


def _notes(row: Row) -> list[Finding]:
    """Councillors and the public may read the text: what it says to its writer must come out first."""
    notes = row.drafting_notes
    if not notes:
        return []
    words = "Note to oneself in the text" if len(notes) == 1 else f"{len(notes)} notes to oneself in the text"
    return [Finding(45, f"{words}: “{Truncator(notes[0]).chars(TEXT_SHOWN)}”")]


def _movement(row: Row) -> list[Finding]:
    moved = movement(row.assessment, row.assessment.own_score)
    size = abs(moved)
    verb = "Fell" if moved < 0 else "Rose"
    unexplained = "" if row.assessment.change_reason.strip() else ", and no reason is given"
    if size >= row.reason_from:
        return [Finding(60 + size if moved < 0 else 30 + size, f"{verb} by {size}{unexplained}")]
    if size and unexplained:
        return [Finding(10, f"{verb} by {size}{unexplained}")]
    return []


def _action(row: Row, low: int) -> list[Finding]:
    score = row.assessment.own_score
    undated = [action for action in row.actions if action.is_open and action.due_on is None]
    if needs_action(score, row.actions, low=low):
        return [Finding(50, f"Score {score} and no action")]
    if score == HIGHEST and any(action.is_open for action in row.actions):
        return [Finding(25, f"Score {score}, yet an action is open")]
    if undated:
        words = (
            "The action has"
            if len(row.actions) == 1
            else f"{len(undated)} of {len(row.actions)} actions have"
        )
        return [Finding(18, f"{words} no due date")]
    return []


def _little_behind(row: Row, thin: int) -> list[Finding]:
    """A high score that nobody outside the service has looked at."""
    score = row.assessment.own_score
    items = [use.evidence for use in row.uses]
    if score is None or score < HIGH or any(was_checked_by_others(item) for item in items):
        return []
    found = []
    if items:
        number = "its one item was not" if len(items) == 1 else f"none of its {len(items)} items was"
        found.append(Finding(22, f"Score {score}, and {number} checked outside the service"))
    if (length := written(row.assessment)) < thin:
        found.append(Finding(20, f"Score {score} on {length} characters of text"))
    return found


def _out_of_date(row: Row) -> list[Finding]:
    cycle = row.assessment.cycle
    months = cycle.council.setting("evidence_age_months")
    found = []
    for use in row.uses:
        flags = flags_of(use.evidence, year_end=cycle.ends_on, months=months)
        label = next((flag.label for flag in flags if flag.is_out_of_date), "")
        if label:
            title = Truncator(use.evidence.title).chars(TEXT_SHOWN)
            found.append(Finding(16, f"“{title}” is out of date: {label}"))
    return found
