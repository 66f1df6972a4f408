"""What a row still lacks before it can be submitted (DOMAIN.md §8, check 1, and §7)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assurance.models import Assessment, ImprovementAction

MOVED_A_LOT = 2  # points against last year from which a reason is required
HIGH = 9  # the score from which little evidence matters
_LABEL = re.compile(r"^\s*evidence\s*[:–—-]\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Gap:
    """`field` is the form field that fills it."""

    field: str
    message: str


def last_score(assessment: Assessment) -> int | None:
    """Last year's score, as agreed then; reads `previous` as fetched."""
    return assessment.previous.score if assessment.previous else None


def movement(assessment: Assessment, score: int | None) -> int:
    """Points from last year's score to `score`; 0 when either is missing."""
    last = last_score(assessment)
    return 0 if score is None or last is None else score - last


def gaps_before_submission(assessment: Assessment, *, has_evidence: bool) -> list[Gap]:
    """Every gap of the row, in the order of its form. A row sent back is changed before it goes again."""
    gaps = []
    if assessment.status == Assessment.Status.SENT_BACK:
        words = "Answer what was sent back: change the row, or write to the reviewer in the private note"
        gaps.append(Gap("private_note", words))
    if assessment.not_applicable:
        if not assessment.not_applicable_reason.strip():
            gaps.append(Gap("not_applicable_reason", "Say why it does not apply to this council"))
        return gaps
    if assessment.own_score is None:
        gaps.append(Gap("score", "Choose a score"))
    if lacks_reason(assessment, assessment.own_score):
        moved = abs(movement(assessment, assessment.own_score))
        gaps.append(Gap("change_reason", f"Say why the score moved by {moved}"))
    if not assessment.narrative.strip() and not has_evidence:
        gaps.append(Gap("narrative", "Say what you do and how you know that it works, or add evidence"))
    return gaps


def written(assessment: Assessment) -> int:
    """Characters of the narrative, without the label "Evidence –" that some files put before it."""
    return len(_LABEL.sub("", assessment.narrative).strip())


def needs_action(score: int | None, actions: Iterable[ImprovementAction], *, low: int) -> bool:
    """A score at or under the council's threshold, and no open action."""
    return score is not None and score <= low and not any(action.is_open for action in actions)


def lacks_reason(assessment: Assessment, score: int | None) -> bool:
    """The score moved a lot against last year, and nobody said why."""
    return abs(movement(assessment, score)) >= MOVED_A_LOT and not assessment.change_reason.strip()
