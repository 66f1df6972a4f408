"""What a row still lacks before it can be submitted (DOMAIN.md §8, check 1, and §7)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assurance.models import Assessment, Evidence, ImprovementAction

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


def gaps_before_submission(assessment: Assessment, *, has_evidence: bool, reason_from: int) -> list[Gap]:
    """Every gap of the row, in the order of its form. A row sent back is changed before it goes again.

    `reason_from`: points against last year from which the council asks for a reason.
    """
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
    if lacks_reason(assessment, assessment.own_score, reason_from=reason_from):
        moved = abs(movement(assessment, assessment.own_score))
        gaps.append(Gap("change_reason", f"Say why the score moved by {moved}"))
    if not assessment.narrative.strip() and not has_evidence:
        gaps.append(Gap("narrative", "Say what you do and how you know that it works, or add evidence"))
    return gaps


def written(assessment: Assessment) -> int:
    """Characters of the narrative, without the label "Evidence –" that some files put before it."""
    return len(_LABEL.sub("", assessment.narrative).strip())


def was_checked_by_others(item: Evidence) -> bool:
    """Someone outside the service has checked it: another council team, or someone independent."""
    return item.checked_by not in {"", Evidence.CheckedBy.SERVICE}


def needs_action(score: int | None, actions: Iterable[ImprovementAction], *, low: int) -> bool:
    """A score at or under the council's threshold, and no open action."""
    return score is not None and score <= low and not any(action.is_open for action in actions)


def lacks_reason(assessment: Assessment, score: int | None, *, reason_from: int) -> bool:
    """The score moved by so many points against last year, and nobody said why."""
    return abs(movement(assessment, score)) >= reason_from and not assessment.change_reason.strip()
