"""How the review came out, by principle: counts by band, movement against last year, means."""

from __future__ import annotations

from dataclasses import dataclass

from assurance.models import Assessment
from assurance.progress import Figures
from assurance.scores import Band
from framework.models import Principle
from reports.content.reading import ReviewRows

MARKS = {Band.STRONG: 5, Band.GOOD: 4, Band.PARTIAL: 3, Band.WEAK: 2, Band.FAILING: 1}


@dataclass(frozen=True)
class BandCount:
    key: str
    word: str
    count: int


@dataclass(frozen=True)
class PrincipleFigures:
    """One principle. `mark` is 5 (highest band) to 1, 0 without a score; `mean` is text with two places.

    `moved` is "better", "same", "worse", or empty without last year's scores.
    """

    letter: str
    title: str
    short_title: str
    total: int
    scored: int
    points: int
    mean: str
    bands: tuple[BandCount, ...]
    word: str
    mark: int
    last_word: str
    moved: str


@dataclass(frozen=True)
class LowScore:
    ref: str
    title: str
    score: int
    word: str


@dataclass(frozen=True)
class ReviewFigures:
    """The whole review, and its principles; `low` are the rows at or under the council's `threshold`."""

    year: str
    total: int
    scored: int
    agreed: int
    not_applicable: int
    points: int
    mean: str
    bands: tuple[BandCount, ...]
    principles: tuple[PrincipleFigures, ...]
    threshold: int
    low: tuple[LowScore, ...]


@dataclass(frozen=True)
class ScaleBand:
    """A band as the council words it: which scores, which word, when it applies."""

    scores: str
    word: str
    anchor: str


def band_counts(review: ReviewRows, found: Figures) -> tuple[BandCount, ...]:
    return tuple(
        BandCount(band.value, review.bands[band.value].word, count) for band, count in found.bands.items()
    )


def movement_between(now: Band | None, last: Band | None) -> str:
    if now is None or last is None:
        return ""
    if now == last:
        return "same"
    return "better" if MARKS[now] > MARKS[last] else "worse"


def principle_figures(review: ReviewRows) -> tuple[PrincipleFigures, ...]:
    return tuple(
        one_principle(
            review, review.by_principle[principle.letter], review.last_year.get(principle.letter), principle
        )
        for principle in review.principles
    )


def one_principle(
    review: ReviewRows, found: Figures, last: Figures | None, principle: Principle
) -> PrincipleFigures:
    band = found.typical_band
    last_band = last.typical_band if last else None
    return PrincipleFigures(
        letter=principle.letter,
        title=principle.title,
        short_title=principle.short_title,
        total=found.total,
        scored=found.scored,
        points=found.points,
        mean=mean_text(found),
        bands=band_counts(review, found),
        word=review.bands[band.value].word if band else "",
        mark=MARKS[band] if band else 0,
        last_word=review.bands[last_band.value].word if last_band else "",
        moved=movement_between(band, last_band),
    )


def mean_text(found: Figures) -> str:
    return "" if found.mean is None else str(found.mean)


def review_figures(review: ReviewRows) -> ReviewFigures:
    found = review.figures
    return ReviewFigures(
        year=review.cycle.label,
        total=found.total,
        scored=found.scored,
        agreed=found.agreed,
        not_applicable=found.not_applicable,
        points=found.points,
        mean=mean_text(found),
        bands=band_counts(review, found),
        principles=principle_figures(review),
        threshold=review.threshold,
        low=tuple(low_score(review, row) for row in review.low),
    )


def low_score(review: ReviewRows, row: Assessment) -> LowScore:
    score = row.score or 0
    return LowScore(row.ref, row.title, score, review.word(score))


def scale(review: ReviewRows) -> tuple[ScaleBand, ...]:
    """The five bands from the highest, "9 and 10" first."""
    return tuple(
        ScaleBand(f"{band.scores[0]} and {band.scores[1]}", band.word, band.anchor)
        for band in review.bands.values()
    )
