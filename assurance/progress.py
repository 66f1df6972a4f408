"""Every figure about a review, each defined once (DESIGN.md §2: "rules that never bend").

The score is the agreed one, else the officer's; not applicable rows are done but count in no mean or
band; a row carried from last year counts as not assessed until someone changes or confirms it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from django.db.models import Count, Q

from assurance.models import Assessment, ReviewCycle
from assurance.rules import gaps_before_submission
from assurance.scores import Band, mean

ScoreOf = Callable[[Assessment], int | None]
Who = TypeVar("Who")


def counted_score(row: Assessment) -> int | None:
    """The score that counts: the agreed one, else the officer's."""
    return row.score


def settled_score(row: Assessment) -> int | None:
    """The score of an agreed row, which every reader of the review may see; None before that."""
    return row.score if row.status == Assessment.Status.AGREED else None


@dataclass(frozen=True)
class Figures:
    """Figures of a set of rows (a review, a principle, a person's rows). Counts are rows."""

    total: int
    done: int
    agreed: int
    submitted: int
    sent_back: int
    not_started: int
    not_applicable: int
    scores: list[int] = field(repr=False)

    @property
    def to_do(self) -> int:
        return self.total - self.done

    @property
    def in_progress(self) -> int:
        return self.to_do - self.sent_back - self.not_started

    @property
    def scored(self) -> int:
        return len(self.scores)

    @property
    def unscored(self) -> int:
        return self.total - self.scored

    @property
    def points(self) -> int:
        return sum(self.scores)

    @property
    def mean(self) -> Decimal | None:
        return mean(self.scores)

    @property
    def all_agreed(self) -> bool:
        return self.total > 0 and self.agreed == self.total

    @property
    def distribution(self) -> dict[int, int]:
        """Rows by score, 1 to 10."""
        counts = Counter(self.scores)
        return {score: counts[score] for score in range(1, 11)}

    @property
    def bands(self) -> dict[Band, int]:
        """Rows by band, from the highest."""
        return {band: sum(self.distribution[score] for score in band.scores) for band in Band}

    @property
    def typical_band(self) -> Band | None:
        """The highest band that at least half of the scored requirements reach; None without a score.

        It describes where most of the work stands and is never a mean, so that one 2 among 10s stays visible.
        """
        reached = 0
        for band, count in self.bands.items():
            reached += count
            if reached and reached * 2 >= self.scored:
                return band
        return None


def figures(rows: Iterable[Assessment], score_of: ScoreOf = counted_score) -> Figures:
    """Figures of rows already fetched; reads no related row. `score_of`: what the reader may see of each."""
    listed = list(rows)
    statuses = Counter(row.status for row in listed)
    status = Assessment.Status
    return Figures(
        total=len(listed),
        done=statuses[status.SUBMITTED] + statuses[status.AGREED],
        agreed=statuses[status.AGREED],
        submitted=statuses[status.SUBMITTED],
        sent_back=statuses[status.SENT_BACK],
        not_started=statuses[status.NOT_STARTED],
        not_applicable=sum(row.not_applicable for row in listed),
        scores=[score for row in listed if (score := score_of(row)) is not None],
    )


def percent(part: int, whole: int) -> int:
    """Whole per cent, rounded down: 100 only when the part is the whole; 0 of nothing."""
    return 100 * part // whole if whole else 0


def to_do(rows: Iterable[Assessment]) -> list[Assessment]:
    """Rows that are not with the reviewer yet: `Figures.to_do` counts them."""
    return [row for row in rows if not row.is_done]


def is_unconfirmed(row: Assessment) -> bool:
    """Last year's answer waits beside the row, and nobody has changed or confirmed it yet.

    Such a row counts as not assessed. Reads `previous` as fetched.
    """
    last = row.previous
    return (
        row.status == Assessment.Status.NOT_STARTED
        and last is not None
        and (last.score is not None or last.not_applicable)
    )


def not_confirmed(rows: Iterable[Assessment]) -> list[Assessment]:
    return [row for row in rows if is_unconfirmed(row)]


def answered(rows: Iterable[Assessment], *, evidenced: Container[int], reason_from: int) -> int:
    """Rows on which the officer has nothing left to do: sent, agreed, or complete and ready to send.

    `evidenced` holds the keys of rows with evidence; rows need `previous` fetched. `reason_from`: see
    `rules.gaps_before_submission`.
    """
    return sum(
        row.is_done or is_ready(row, has_evidence=row.pk in evidenced, reason_from=reason_from)
        for row in rows
    )


def is_ready(row: Assessment, *, has_evidence: bool, reason_from: int) -> bool:
    """In progress, and nothing is missing."""
    return row.status == Assessment.Status.IN_PROGRESS and not gaps_before_submission(
        row, has_evidence=has_evidence, reason_from=reason_from
    )


def by_principle(rows: Iterable[Assessment], score_of: ScoreOf = counted_score) -> dict[str, Figures]:
    """Figures by principle letter, A to G; rows need `requirement__sub_principle__principle` fetched."""
    groups: dict[str, list[Assessment]] = {}
    for row in rows:
        groups.setdefault(row.requirement.sub_principle.principle.letter, []).append(row)
    return {letter: figures(group, score_of) for letter, group in sorted(groups.items())}


@dataclass(frozen=True)
class StatusCounts:
    """How far a review is, without its scores. Counts are rows."""

    total: int = 0
    done: int = 0
    agreed: int = 0


def status_counts(cycles: Iterable[ReviewCycle]) -> dict[int, StatusCounts]:
    """How far each review is, by its key: one query for any number of reviews."""
    status = Assessment.Status
    counted = (
        Assessment.objects.filter(cycle__in=list(cycles))
        .values("cycle")
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=Q(status__in=[status.SUBMITTED, status.AGREED])),
            agreed=Count("pk", filter=Q(status=status.AGREED)),
        )
    )
    return {row["cycle"]: StatusCounts(row["total"], row["done"], row["agreed"]) for row in counted}


@dataclass(frozen=True)
class Moved:
    """A row whose score differs from last year's."""

    row: Assessment
    last: int
    now: int

    @property
    def points(self) -> int:
        """Up is positive."""
        return self.now - self.last


def moved(
    rows: Iterable[Assessment], score_of: ScoreOf = counted_score, last_of: ScoreOf = counted_score
) -> list[Moved]:
    """Rows whose score moved against last year's, the largest move first; reads `previous` as fetched.

    `last_of` is what the reader may see of last year's row.
    """
    found = []
    for row in rows:
        now = score_of(row)
        last = last_of(row.previous) if row.previous else None
        if now is not None and last is not None and now != last:
            found.append(Moved(row, last, now))
    return sorted(found, key=lambda each: -abs(each.points))


def moved_a_lot(moves: Iterable[Moved], *, reason_from: int) -> list[Moved]:
    """Moves of so many points that a reason is asked for."""
    return [each for each in moves if abs(each.points) >= reason_from]


def lowest(rows: Iterable[Assessment], *, below: int, score_of: ScoreOf = counted_score) -> list[Assessment]:
    """Rows that score less than `below`, the lowest first, else in their own order."""
    scored = [(score, row) for row in rows if (score := score_of(row)) is not None and score < below]
    return [row for _, row in sorted(scored, key=lambda pair: pair[0])]


def overdue(
    rows: Iterable[Assessment], *, scores_due: date | None, agreed_by: date | None, at: date
) -> list[Assessment]:
    """Rows past the date of the step that they wait for: the officer's scoring, or the agreeing of any row.

    A row is on time on the day itself. A step without a date makes nothing late.
    """
    scoring_is_over = scores_due is not None and scores_due < at
    agreeing_is_over = agreed_by is not None and agreed_by < at
    return [
        row
        for row in rows
        if (scoring_is_over and not row.is_done)
        or (agreeing_is_over and row.status != Assessment.Status.AGREED)
    ]


@dataclass(frozen=True)
class Behind(Generic[Who]):
    """Somebody with rows still to send, a person or a directorate; `unsent`: of these, past their date."""

    who: Who
    figures: Figures
    unsent: int


def unsent(rows: Iterable[Assessment], overdue: Iterable[Assessment]) -> list[Assessment]:
    """Rows past the scoring date that are not with the reviewer: late by their lead, not by the reviewer."""
    late = {row.pk for row in overdue}
    return [row for row in to_do(rows) if row.pk in late]


def behind(groups: Mapping[Who, list[Assessment]], overdue: Iterable[Assessment]) -> list[Behind[Who]]:
    """Those who still have rows to send: most past their date first, then most to do, else as given."""
    late = list(overdue)
    standing = [Behind(who, figures(rows), len(unsent(rows, late))) for who, rows in groups.items()]
    return sorted(
        (each for each in standing if each.figures.to_do),
        key=lambda each: (-each.unsent, -each.figures.to_do),
    )
