"""Geometry of the pictures, as numbers that a template can print; each picture stands beside its table."""

from __future__ import annotations

from dataclasses import dataclass

from reports.content.figures import BandCount, PrincipleFigures

WIDTH = 660
LEFT = 262.75
STEP = 38
TOP = 36.75
GAP = 3
LEGEND_STEP = 88
WIDEST_UNIT = 23.0
STEP_WIDTH = 118


@dataclass(frozen=True)
class Part:
    """One band's part of a bar; `x` and `middle` are where it and its figure stand."""

    key: str
    count: int
    x: str
    width: str
    middle: str


@dataclass(frozen=True)
class Bar:
    letter: str
    name: str
    y: str
    text_y: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class LegendEntry:
    key: str
    word: str
    x: str
    text_x: str


@dataclass(frozen=True)
class Chart:
    """Requirements in each band, one bar a principle, on a common scale."""

    title: str
    finding: str
    width: int
    height: int
    legend: tuple[LegendEntry, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class DiagramStep:
    """One of the principles C to G in the diagram: its letter, the lines of its name, where it stands."""

    letter: str
    lines: tuple[tuple[int, str], ...]
    path: str
    x: int


def bands_chart(principles: tuple[PrincipleFigures, ...], bands: tuple[BandCount, ...]) -> Chart:
    """The chart of the whole review; `bands` are the counts of all principles together."""
    longest = max((principle.total for principle in principles), default=1)
    unit = min(WIDEST_UNIT, (WIDTH - LEFT) / max(longest, 1))
    shown = [band for band in bands if band.count]
    total = sum(band.count for band in bands)
    counts = ", ".join(f"{band.word} {band.count}" for band in bands)
    first = bands[0]
    return Chart(
        title=f"Bar chart of {total} scored requirements by principle and band. {counts}. "
        "The table after the chart gives each figure.",
        finding=f"{first.count} of {total} requirements are {first.word}",
        width=WIDTH,
        height=40 + STEP * len(principles),
        legend=tuple(
            LegendEntry(
                band.key, band.word, f"{LEFT + LEGEND_STEP * n:.2f}", f"{LEFT + LEGEND_STEP * n + 23:.2f}"
            )
            for n, band in enumerate(shown)
        ),
        bars=tuple(bar(principle, n, unit) for n, principle in enumerate(principles)),
    )


def bar(principle: PrincipleFigures, n: int, unit: float) -> Bar:
    parts = []
    x = LEFT
    for band in principle.bands:
        if band.count:
            width = band.count * unit - GAP
            parts.append(Part(band.key, band.count, f"{x:.2f}", f"{width:.2f}", f"{x + width / 2:.2f}"))
            x += band.count * unit
    y = TOP + STEP * n
    return Bar(principle.letter, principle.short_title, f"{y:.2f}", 56 + STEP * n, tuple(parts))


def diagram_steps(principles: tuple[tuple[str, str], ...]) -> tuple[DiagramStep, ...]:
    """Letter and short title of the principles inside the frame of A and B, as arrows one after the other."""
    steps = []
    for n, (letter, name) in enumerate(principles):
        x = 34 + STEP_WIDTH * n
        left = x if n == 0 else x + 16
        path = f"M{x} 88H{x + 104}L{x + 120} 152L{x + 104} 216H{x}L{left} 152Z"
        lines = tuple((150 + 18 * line, text) for line, text in enumerate(wrapped(name)))
        steps.append(DiagramStep(letter, lines, path, x + (12 if n == 0 else 22)))
    return tuple(steps)


def wrapped(name: str, width: int = 13) -> list[str]:
    """The words of a short name in lines of about `width` characters."""
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


@dataclass(frozen=True)
class Diagram:
    """A and B frame the steps C to G; `title` says it in words."""

    title: str
    frame: tuple[tuple[str, tuple[str, ...]], ...]
    steps: tuple[DiagramStep, ...]


def principle_diagram(principles: list[tuple[str, str, str]]) -> Diagram:
    """The seven principles, each as letter, short title and title."""
    return Diagram(
        title="Principles A and B form a frame around the other five. Inside it C, D, E, F and G follow one "
        "another, and an arrow leads from G back to C.",
        frame=tuple((letter, frame_lines(title)) for letter, _, title in principles[:2]),
        steps=diagram_steps(tuple((letter, short) for letter, short, _ in principles[2:])),
    )


def frame_lines(title: str, width: int = 62) -> tuple[str, ...]:
    """A long title in two lines at most, for the frame of the diagram."""
    if len(title) <= width:
        return (title,)
    cut = title.rfind(" ", 0, width)
    return (title[:cut], title[cut + 1 :])
