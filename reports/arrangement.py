"""The sections of one statement: its layout, and what was moved, renamed, hidden or added in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from assurance.models import ReviewCycle
from governance.audit import canonical_json
from reports.layouts import (
    LAYOUTS,
    OWN,
    Layout,
    Line,
    Section,
    default_layout,
    is_own,
    keys_of,
    own_layout,
    section_called,
)
from reports.models import GovernanceStatement, StatementSection


@dataclass(frozen=True)
class PlacedSection:
    """A section at its place. `number` counts those that are shown from 1, and is 0 while it is hidden."""

    section: Section
    heading: str
    is_shown: bool
    number: int

    @property
    def key(self) -> str:
        return self.section.key

    @property
    def line(self) -> Line:
        return Line(self.key, self.heading, self.is_shown)


@dataclass(frozen=True)
class Arrangement:
    """The sections of a statement in order, hidden ones among them."""

    layout: Layout
    sections: tuple[PlacedSection, ...]

    @property
    def shown(self) -> list[PlacedSection]:
        return [each for each in self.sections if each.is_shown]

    @property
    def hidden(self) -> list[PlacedSection]:
        return [each for each in self.sections if not each.is_shown]

    @property
    def lines(self) -> list[Line]:
        return [each.line for each in self.sections]

    @cached_property
    def mark(self) -> str:
        """Changes with every change of the arrangement: tells whether a page still shows what stands."""
        content = [self.layout.key, [[line.key, line.heading, line.is_shown] for line in self.lines]]
        return hashlib.sha256(canonical_json(content).encode()).hexdigest()[:16]

    @cached_property
    def shown_keys(self) -> frozenset[str]:
        """The keys of the texts that are printed."""
        return frozenset(key for each in self.shown for key in keys_of(each.section))

    @property
    def text_keys(self) -> list[str]:
        """The keys of all texts, hidden ones among them, in order."""
        return [key for each in self.sections for key in keys_of(each.section)]

    def heading_of(self, key: str) -> str:
        """The heading of a section, or of a principle's own text."""
        named = {each.key: each.heading for each in self.sections}
        return named.get(key, f"Principle {key[-1]}")


def arrangement_of(cycle: ReviewCycle, statement: GovernanceStatement | None) -> Arrangement:
    """The sections as they stand; `statement` with its sections fetched, or None before it is begun."""
    if statement is None:
        layout = layout_for(cycle)
        return Arrangement(layout, _numbered(list(layout.lines)))
    rows = {row.key: row for row in statement.sections.all()}
    layout = layout_of(statement, cycle)
    placed = [_place(line, rows.get(line.key), place) for place, line in enumerate(layout.lines, 1)]
    listed = {line.key for line in layout.lines}
    placed += [
        _place(Line(row.key, row.heading), row, len(placed))
        for row in rows.values()
        if is_own(row.key) and row.key not in listed
    ]
    return Arrangement(layout, _numbered([line for _, line in sorted(placed, key=lambda each: each[0])]))


def layout_for(cycle: ReviewCycle) -> Layout:
    """The layout that a new statement of the review takes."""
    kept = own_layout(cycle.council.setting("statement_layout"))
    return kept or default_layout(cycle.starts_on)


def layout_of(statement: GovernanceStatement, cycle: ReviewCycle) -> Layout:
    """The layout that the statement goes by.

    One that took the council's own holds it in rows of its own, so that it stands when the council keeps
    another: what those do not say comes from the layout of the year.
    """
    if statement.layout != OWN:
        return LAYOUTS[statement.layout]
    base = default_layout(cycle.starts_on)
    return Layout(OWN, "The council’s own", "", base.lines)


def _place(line: Line, row: StatementSection | None, place: int) -> tuple[int, Line]:
    """Where a section stands and how, by the statement's own row where it has one."""
    if row is None:
        return place, line
    position = place if row.position is None else row.position
    return position, Line(line.key, row.heading or line.heading, row.is_shown)


def _numbered(lines: list[Line]) -> tuple[PlacedSection, ...]:
    placed, number = [], 0
    for line in lines:
        number += line.is_shown
        section = section_called(line.key, line.heading)
        placed.append(PlacedSection(section, line.heading, line.is_shown, number if line.is_shown else 0))
    return tuple(placed)
