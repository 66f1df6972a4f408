"""What narrows the review queue, and the figures above it. All of it stands in the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from assurance import progress
from assurance.models import Assessment, Milestone, ReviewCycle
from assurance.review_queue import Desk
from assurance.rows import words_of
from assurance.rules import MOVED_A_LOT, movement
from assurance.scores import BAND_OF_SCORE
from framework.models import Principle

STATES: dict[str, dict[str, Any]] = {
    "waiting": {"status": Assessment.Status.SUBMITTED},
    "sent-back": {"status": Assessment.Status.SENT_BACK},
    "agreed": {"status": Assessment.Status.AGREED},
    "all": {},
}
MOVEMENTS = {"moved": "Moved", "moved-2": f"Moved by {MOVED_A_LOT} or more", "same": "Same"}


class ReviewFilters:
    """State, principle and movement as the address names them; an unknown value counts as none."""

    movements = MOVEMENTS

    def __init__(self, data: QueryDict) -> None:
        self.state = data.get("state", "") if data.get("state") in STATES else "waiting"
        self.principle = data.get("principle", "")
        self.moved = data.get("moved", "")

    @property
    def lookups(self) -> dict[str, Any]:
        lookups = dict(STATES[self.state])
        if self.principle in list("ABCDEFG"):
            lookups["requirement__sub_principle__principle__letter"] = self.principle
        return lookups

    def narrow(self, desks: Iterable[Desk]) -> list[Desk]:
        return [desk for desk in desks if self._fits(desk)]

    def _fits(self, desk: Desk) -> bool:
        if self.moved not in MOVEMENTS:
            return True
        size = abs(movement(desk.assessment, desk.assessment.own_score))
        return {"moved": size > 0, "moved-2": size >= MOVED_A_LOT, "same": size == 0}[self.moved]


@dataclass(frozen=True)
class ScoreCount:
    """How many rows have a score, this year and last; `share` is the bar's width in whole per cent."""

    score: int
    word: str
    band: str
    rows: int
    last_year: int
    share: int


def queue_figures(cycle: ReviewCycle) -> dict[str, Any]:
    """Counts of the tabs, how scores are spread, and when officers are due."""
    rows = list(Assessment.objects.filter(cycle=cycle).select_related("previous"))
    figures = progress.figures(rows)
    before = progress.figures(row.previous for row in rows if row.previous)
    words = words_of(cycle.council)
    most = max([*figures.distribution.values(), 1])
    spread = [
        ScoreCount(
            score=score,
            word=words[BAND_OF_SCORE[score].value].word,
            band=BAND_OF_SCORE[score].value,
            rows=count,
            last_year=before.distribution[score],
            share=count * 100 // most,
        )
        for score, count in reversed(figures.distribution.items())
    ]
    due = Milestone.objects.filter(cycle=cycle, kind=Milestone.Kind.SCORING).first()
    return {
        "figures": figures,
        "spread": spread,
        "due_on": due.due_on if due else None,
        "principles": Principle.objects.filter(framework=cycle.framework_id),
    }
