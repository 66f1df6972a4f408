"""The 1–10 scale, its five bands and their words (DOMAIN.md §7)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models

LOWEST = 1
HIGHEST = 10


class Band(models.TextChoices):
    """From the highest; the labels are the defaults, a council may use its own words."""

    STRONG = "strong", "Strong"
    GOOD = "good", "Good"
    PARTIAL = "partial", "Partial"
    WEAK = "weak", "Weak"
    FAILING = "failing", "Failing"

    @property
    def scores(self) -> tuple[int, int]:
        top = {"strong": 10, "good": 8, "partial": 6, "weak": 4, "failing": 2}[self.value]
        return (top - 1, top)


BAND_OF_SCORE = {score: band for band in Band for score in band.scores}


def band_of(score: int | None) -> Band | None:
    return None if score is None else BAND_OF_SCORE[score]


@dataclass(frozen=True)
class BandWords:
    """A band as a council names it: `key` is the Band value, `anchor` says when it applies."""

    key: str
    word: str
    anchor: str
    scores: tuple[int, int]


def band_words(setting: dict[str, Any]) -> dict[str, BandWords]:
    """The council's `band_words` setting as rows by band key, from the highest."""
    return {
        band.value: BandWords(band.value, setting[band.value][0], setting[band.value][1], band.scores)
        for band in Band
    }


def mean(scores: list[int]) -> Decimal | None:
    """The mean to two places, half up; None of nothing. Means stand in annexes only."""
    if not scores:
        return None
    return (Decimal(sum(scores)) / len(scores)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
