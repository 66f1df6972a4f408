"""What narrows the review queue, and the figures above it. All of it stands in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from assurance.models import Assessment
from assurance.progress import Figures
from assurance.review_queue import Desk
from assurance.rules import last_score, movement

STATES: dict[str, dict[str, Any]] = {
    "waiting": {"status": Assessment.Status.SUBMITTED},
    "sent-back": {"status": Assessment.Status.SENT_BACK},
    "agreed": {"status": Assessment.Status.AGREED},
    "all": {},
}
NONE = "none"  # in the address: rows whose lead has no directorate, or that nobody leads


@dataclass(frozen=True)
class Tab:
    """A state of rows, how many there are, and what the address says to show it."""

    label: str
    count: int
    query: str
    is_current: bool


class ReviewFilters:
    """State, principle, directorate and movement as the address names them; an unknown value counts as none.

    `reason_from`: points against last year from which the council asks for a reason. `directorates`: of
    those who answer rows of the review, by the key of the member.
    """

    def __init__(self, data: QueryDict, *, reason_from: int, directorates: Mapping[int, str]) -> None:
        self.reason_from = reason_from
        self.movements = {
            "up": "Up",
            "down": "Down",
            "moved-a-lot": f"Moved by {reason_from} or more",
            "same": "Same",
            "new": "New: no score last year",
        }
        self.directorates = sorted(set(directorates.values()))
        self.state = data.get("state", "") if data.get("state") in STATES else "waiting"
        self.principle = _one_of(data.get("principle"), "ABCDEFG")
        self.directorate = _one_of(data.get("directorate"), [*self.directorates, NONE])
        self.moved = _one_of(data.get("moved"), self.movements)
        self.shows_all = "all" in data

    @property
    def lookups(self) -> dict[str, Any]:
        lookups = dict(STATES[self.state])
        if self.principle:
            lookups["requirement__sub_principle__principle__letter"] = self.principle
        return lookups

    @property
    def is_narrowed(self) -> bool:
        """Not every row of the state is asked for."""
        return bool(self.principle or self.directorate or self.moved)

    def narrow(self, desks: Iterable[Desk]) -> list[Desk]:
        return [desk for desk in desks if self._is_of_directorate(desk) and self._moved(desk.assessment)]

    def _is_of_directorate(self, desk: Desk) -> bool:
        wanted = "" if self.directorate == NONE else self.directorate
        return not self.directorate or desk.directorate == wanted

    def _moved(self, row: Assessment) -> bool:
        """Against last year. A row that did not or does not apply has neither moved nor stayed."""
        if not self.moved:
            return True
        if row.score is None:
            return False
        last = last_score(row)
        if last is None:
            return self.moved == "new" and not (row.previous and row.previous.not_applicable)
        points = movement(row, row.score)
        fits = {
            "up": points > 0,
            "down": points < 0,
            "moved-a-lot": abs(points) >= self.reason_from,
            "same": points == 0,
        }
        return fits.get(self.moved, False)

    def query(self, **changes: str) -> str:
        """The address's query with some of it changed; what is empty is left out."""
        kept = {
            "state": "" if self.state == "waiting" else self.state,
            "principle": self.principle,
            "directorate": self.directorate,
            "moved": self.moved,
        }
        return urlencode({name: value for name, value in {**kept, **changes}.items() if value})

    @property
    def query_for_all(self) -> str:
        """The same rows, with all of those to look at first."""
        return self.query(all="1")

    @property
    def query_for_state(self) -> str:
        """Every row of the state."""
        return self.query(principle="", directorate="", moved="")

    def of_state(self, figures: Figures) -> int:
        """How many rows are in the state, however narrowed."""
        counts = {"waiting": figures.submitted, "sent-back": figures.sent_back, "agreed": figures.agreed}
        return counts.get(self.state, figures.total)

    def tabs(self, figures: Figures) -> list[Tab]:
        """The states; what narrows the list stays when another one is chosen."""
        labels = {
            "waiting": ("To agree", figures.submitted),
            "sent-back": ("Sent back", figures.sent_back),
            "agreed": ("Agreed", figures.agreed),
            "all": ("All", figures.total),
        }
        return [
            Tab(label, count, self.query(state="" if state == "waiting" else state), state == self.state)
            for state, (label, count) in labels.items()
        ]


def _one_of(value: str | None, known: Iterable[str]) -> str:
    return value if value is not None and value in set(known) else ""
