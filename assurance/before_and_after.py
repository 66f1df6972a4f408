"""What reviewing changed: officers' scores beside the agreed ones, and each row agreed otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assurance.models import Assessment, OfficerReply
from assurance.policies import was_agreed_otherwise
from assurance.progress import figures
from assurance.replies import replies_to
from assurance.rows import Score, in_words
from assurance.scores import BAND_OF_SCORE, BandWords
from assurance.spread import Panel, panel


@dataclass(frozen=True)
class ScoreLine:
    """How many of the agreed rows officers scored so, and how many are agreed so."""

    score: int
    word: str
    band: str
    officers: int
    agreed: int


@dataclass(frozen=True)
class ChangedScore:
    """A row that was agreed with another score; `reply` is what its officer answered, if anything."""

    row: Assessment
    officer: Score
    agreed: Score
    reply: OfficerReply | None


@dataclass(frozen=True)
class BeforeAndAfter:
    """The agreed rows of a review, by score from the highest; those that changed, the largest first."""

    rows: int
    panel: Panel
    lines: list[ScoreLine]
    changed: list[ChangedScore]


def before_and_after(rows: Iterable[Assessment], *, words: dict[str, BandWords]) -> BeforeAndAfter:
    """Of the agreed ones among the rows, with people and requirement fetched; one query, for replies.

    Only agreed rows count, so that both sides speak of the same rows; those that do not apply have no score.
    """
    agreed = [row for row in rows if row.status == Assessment.Status.AGREED]
    before = figures(agreed, lambda row: None if row.not_applicable else row.own_score)
    after = figures(agreed)
    lines = [
        ScoreLine(
            score=score,
            word=words[BAND_OF_SCORE[score].value].word,
            band=BAND_OF_SCORE[score].value,
            officers=before.distribution[score],
            agreed=count,
        )
        for score, count in reversed(after.distribution.items())
    ]
    changed = [row for row in agreed if was_agreed_otherwise(row)]
    replies = replies_to(changed)
    return BeforeAndAfter(
        rows=len(agreed),
        panel=panel("Agreed scores", "", after, before),
        lines=lines,
        changed=[
            ChangedScore(
                row=row,
                officer=in_words(row.own_score, words),
                agreed=in_words(row.agreed_score, words),
                reply=replies.get(row.pk),
            )
            for row in sorted(changed, key=_size, reverse=True)
        ],
    )


def _size(row: Assessment) -> int:
    return abs((row.agreed_score or 0) - (row.own_score or 0))
