"""A date and how near it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from assurance.milestones import days

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """When something is due, seen from the day `at`; it may have no date."""

    on: date | None
    at: date

    @property
    def is_late(self) -> bool:
        return self.on is not None and self.on < self.at

    @property
    def is_soon(self) -> bool:
        return self.on is not None and self.at <= self.on <= self.at + SOON

    @property
    def words(self) -> str:
        """ "3 days late", "today", "in 4 days"; nothing without a date."""
        if self.on is None:
            return ""
        number = (self.on - self.at).days
        if number < 0:
            return f"{days(-number)} late"
        return f"in {days(number)}" if number else "today"
