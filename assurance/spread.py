"""The picture of how scores spread, as numbers that a template can print; a table says the same."""

from __future__ import annotations

from dataclasses import dataclass

from assurance.progress import Figures

BASE = 92  # where the bars stand, in units of the picture
TALLEST = 74  # the highest bar or line
FIRST = 6  # left edge of score 1
STEP = 24
WIDTH = 18
OVERHANG = 3  # of last year's line over the bar, on each side
ABOVE = 5  # between a bar and its number


@dataclass(frozen=True)
class Bar:
    """One score of one panel: this year's bar with its number, last year's line. Empty texts draw nothing."""

    score: int
    count: int
    last: int
    left: int
    middle: int
    top: str
    height: str
    number_at: str
    line: str


@dataclass(frozen=True)
class Panel:
    """The rows of a principle, or all (`letter` empty); `label` says in words what the bars show."""

    title: str
    letter: str
    label: str
    bars: list[Bar]
    unscored: int


def panel(title: str, letter: str, figures: Figures, last: Figures | None) -> Panel:
    """Each panel has a scale of its own, so that small groups can be read; numbers stand on the bars."""
    now = figures.distribution
    before = last.distribution if last else dict.fromkeys(now, 0)
    unit = TALLEST / max(*now.values(), *before.values(), 1)
    return Panel(
        title=title,
        letter=letter,
        label=f"{title}: {in_words(figures)}",
        bars=[_bar(score, now[score], before[score], unit) for score in now],
        unscored=figures.unscored,
    )


def _bar(score: int, count: int, last: int, unit: float) -> Bar:
    left = FIRST + STEP * (score - 1)
    top = BASE - count * unit
    line_at = BASE - last * unit
    line = f"M{left - OVERHANG} {line_at:.1f}h{WIDTH + 2 * OVERHANG}" if last else ""
    highest = min(top, line_at) if last else top
    return Bar(
        score=score,
        count=count,
        last=last,
        left=left,
        middle=left + WIDTH // 2,
        top=f"{top:.1f}",
        height=f"{count * unit:.1f}",
        number_at=f"{highest - ABOVE:.1f}",
        line=line,
    )


def in_words(figures: Figures) -> str:
    """ "5 at 10; 54 at 9; 10 without a score"."""
    parts = [
        f"{count} at {score}" for score, count in sorted(figures.distribution.items(), reverse=True) if count
    ]
    return "; ".join([*parts, f"{figures.unscored} without a score"])
