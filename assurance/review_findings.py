"""Why a reviewer should look at a row first (DOMAIN.md §8, checks 2 and 4)."""

from __future__ import annotations

from dataclasses import dataclass

from assurance.repeats import is_third_time
from assurance.rows import Row
from assurance.rules import HIGH, MOVED_A_LOT, movement, needs_action, written
from assurance.scores import HIGHEST


@dataclass(frozen=True)
class Finding:
    """`weight` orders rows, the most serious first."""

    weight: int
    text: str


def findings(row: Row, *, low: int, thin: int) -> list[Finding]:
    """Everything about the row that moved, is missing or does not fit.

    `low` and `thin` are the council's: the score that asks for an action, and the characters under which a
    text is thin.
    """
    assessment = row.assessment
    if assessment.not_applicable:
        return [Finding(40, f"Said not to apply: {assessment.not_applicable_reason}")]
    found = [*_movement(row), *_action(row, low)]
    score = assessment.own_score
    length = written(assessment)
    if score is not None and score >= HIGH and length < thin:
        found.append(Finding(20, f"Score {score} on {length} characters of text"))
    if is_third_time(assessment):
        found.append(Finding(15, "The same score and the same text for the third year"))
    return sorted(found, key=lambda finding: -finding.weight)


def _movement(row: Row) -> list[Finding]:
    moved = movement(row.assessment, row.assessment.own_score)
    size = abs(moved)
    verb = "Fell" if moved < 0 else "Rose"
    unexplained = "" if row.assessment.change_reason.strip() else ", and no reason is given"
    if size >= MOVED_A_LOT:
        return [Finding(60 + size if moved < 0 else 30 + size, f"{verb} by {size}{unexplained}")]
    if size and unexplained:
        return [Finding(10, f"{verb} by {size}{unexplained}")]
    return []


def _action(row: Row, low: int) -> list[Finding]:
    score = row.assessment.own_score
    if needs_action(score, row.actions, low=low):
        return [Finding(50, f"Score {score} and no action")]
    if score == HIGHEST and any(action.is_open for action in row.actions):
        return [Finding(25, f"Score {score}, yet an action is open")]
    return []
