"""Checks 2 and 4: what a score says beside its action, its evidence and last year's."""

from __future__ import annotations

from collections.abc import Iterator

from assurance.checked_review import CheckedReview
from assurance.checks import Finding, Fix, Gate, Rule, check
from assurance.models import Assessment
from assurance.progress import figures, percent
from assurance.row_sources import actions_of, evidence_of
from assurance.rules import (
    HIGH,
    lacks_reason,
    last_score,
    movement,
    needs_action,
    was_checked_by_others,
    written,
)
from assurance.scores import HIGHEST

REVIEW = frozenset({Gate.REVIEW})

LOW_SCORE = Rule(
    "low-score",
    2,
    "Low score, no action",
    "A low score tells councillors that something is not right. They will ask what is being done.",
    REVIEW,
    asks="What is being done about the low scores?",
)
HIGH_SCORE = Rule(
    "high-score",
    4,
    "High score, little behind it",
    "9 means that someone outside the service has checked. A councillor or the auditor may ask who.",
    REVIEW,
    must=False,
    asks="What stands behind the high scores?",
)
MOVED = Rule(
    "moved",
    4,
    "A score that moved, and no reason",
    "A change as large as this makes a reader ask what happened.",
    REVIEW,
    must=False,
    asks="What happened to these scores since last year?",
)
ONE_BAND = Rule(
    "one-band",
    4,
    "Nearly all scores in one band",
    "Scores that hardly differ tell a councillor little about where to look.",
    REVIEW,
    must=False,
    asks="Where should we look?",
)


@check(LOW_SCORE)
def low_score(review: CheckedReview) -> Iterator[Finding]:
    low = review.setting("low_score_threshold")
    for row in review.rows:
        if needs_action(row.score, actions_of(row), low=low):
            what = f"{row.score}{_against_last_year(row)}, no open action"
            place = review.address("assurance:assessment", row.ref)
            question = f"What is being done about {row.ref}? It scores {what}."
            fix = Fix("Add an action", place)
            yield review.about(row, what, fix=fix, question=question, tells_score=True)


def _against_last_year(row: Assessment) -> str:
    moved = movement(row, row.score)
    if not moved:
        return ""
    return f", {'up' if moved > 0 else 'down'} from {last_score(row)}"


@check(HIGH_SCORE)
def high_score(review: CheckedReview) -> Iterator[Finding]:
    thin = review.setting("thin_evidence_characters")
    for row in review.rows:
        if row.score is not None and row.score >= HIGH and (reasons := _little_behind(row, thin)):
            question = f"What stands behind the {row.score} for {row.ref}? {_sentence(reasons)}"
            what = f"{row.score}, {'; '.join(reasons)}"
            yield review.about(row, what, question=question, tells_score=True)


def _sentence(reasons: list[str]) -> str:
    said = "; ".join(reasons)
    return f"{said[0].upper()}{said[1:]}."


def _little_behind(row: Assessment, thin: int) -> list[str]:
    items = evidence_of(row)
    is_checked = any(was_checked_by_others(item) for item in items)
    reasons = []
    if items and not is_checked:
        number = "its one item was not" if len(items) == 1 else f"none of its {len(items)} items was"
        reasons.append(f"{number} checked outside the service")
    if written(row) < thin and not is_checked:
        reasons.append(f"a narrative of {written(row)} characters")
    if row.score == HIGHEST and any(action.is_open for action in actions_of(row)):
        reasons.append("with an action still open")
    return reasons


@check(MOVED)
def moved_without_reason(review: CheckedReview) -> Iterator[Finding]:
    reason_from = review.setting("change_asking_reason")
    for row in review.rows:
        if lacks_reason(row, row.score, reason_from=reason_from):
            what = f"{row.score}{_against_last_year(row)}, no reason given"
            question = f"Why does {row.ref} score {row.score} this year, after {last_score(row)}?"
            yield review.about(row, what, question=question, tells_score=True)


@check(ONE_BAND)
def one_band(review: CheckedReview) -> Iterator[Finding]:
    """Asked once every row is answered: the first rows of a review always lie in few bands."""
    counted = figures(review.rows)
    if not counted.scored or counted.scored + counted.not_applicable < counted.total:
        return
    band, count = max(counted.bands.items(), key=lambda pair: pair[1])
    # Compared in whole numbers: exactly the share is not over it.
    if count * 100 > review.setting("one_band_percent") * counted.scored:
        bottom, top = band.scores
        place = review.address("assurance:cycle")
        yield Finding(
            what=f"{count} of {counted.scored} rows score {bottom} or {top}, "
            f"{percent(count, counted.scored)} in a hundred",
            fix=Fix("See how the scores spread", place),
            place=place,
            title="All rows",
            question=f"{count} of {counted.scored} rows score {bottom} or {top}. "
            "Which of them are the weakest, and how would we know?",
            is_officers=not counted.all_agreed,
        )
