"""The columns of a review in a spreadsheet: their headings, and the other headings that mean the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum


class Column(StrEnum):
    """What a column holds; the order is the order of the exported file."""

    PRINCIPLE = "principle"
    SUB_PRINCIPLE = "sub_principle"
    REF = "ref"
    STATEMENT = "statement"
    EXAMPLES = "examples"
    SCORE = "score"
    NARRATIVE = "narrative"
    ACTIONS = "actions"
    REASON = "reason"
    AGREED = "agreed"

    @property
    def heading(self) -> str:
        """The heading in a file that we write."""
        return HEADINGS[self]

    @property
    def label(self) -> str:
        """The column in a sentence."""
        return LABELS[self]


HEADINGS = {
    Column.PRINCIPLE: "Principle",
    Column.SUB_PRINCIPLE: "Supporting principle",
    Column.REF: "Ref",
    Column.STATEMENT: "The local code should reflect the requirement of local authorities to",
    Column.EXAMPLES: "Examples of evidence",
    Column.SCORE: "Assessment score (1-10)",
    Column.NARRATIVE: "Progress in year and plans for improvement",
    Column.ACTIONS: "Actions",
    Column.REASON: "Why it does not apply",
    Column.AGREED: "Agreed score",
}
LABELS = {
    Column.PRINCIPLE: "principle",
    Column.SUB_PRINCIPLE: "supporting principle",
    Column.REF: "reference",
    Column.STATEMENT: "what is required",
    Column.EXAMPLES: "examples of evidence",
    Column.SCORE: "score",
    Column.NARRATIVE: "progress and plans",
    Column.ACTIONS: "actions",
    Column.REASON: "why it does not apply",
    Column.AGREED: "agreed score",
}
# As `plain_heading` leaves them. Sources: the files councils publish (DOMAIN.md §2) and our own.
VARIANTS: dict[Column, set[str]] = {
    Column.PRINCIPLE: {"principle", "core principle", "core principal"},
    Column.SUB_PRINCIPLE: {
        "supporting principle",
        "supporting principal",
        "sub principle",
        "subprinciple",
    },
    Column.REF: {
        "ref",
        "reference",
        "ref no",
        "reference number",
        "requirement ref",
        "requirement reference",
    },
    Column.STATEMENT: {
        "the local code should reflect the requirement of local authorities to",
        "requirement",
        "requirements",
        "what is required",
        "statement",
        "behaviours and actions",
        "behaviour and actions",
    },
    Column.EXAMPLES: {"examples of evidence", "example of evidence", "example evidence", "examples"},
    Column.SCORE: {
        "assessment score",
        "assessed score",
        "score",
        "own score",
        "officer s score",
        "officer score",
        "rating",
        "assurance",
        "assurance level",
        "level of assurance",
    },
    Column.NARRATIVE: {
        "progress in year and plans for improvement",
        "progress in year and plan for improvement",
        "progress and plans",
        "progress in year",
        "progress",
        "narrative",
        "evidence",
        "evidence and actions",
        "evidence and action",
        "commentary",
    },
    Column.ACTIONS: {
        "actions",
        "action",
        "improvement actions",
        "plans for improvement",
        "planned actions",
        "action plan",
    },
    Column.REASON: {"why it does not apply", "reason if not applicable", "reason not applicable"},
    Column.AGREED: {"agreed score", "moderated score", "final score"},
}
# What bringing in a file can change; a column that is not there leaves its field alone.
BROUGHT_IN = (Column.SCORE, Column.NARRATIVE, Column.ACTIONS, Column.EXAMPLES, Column.REASON)
NEEDED = Column.REF


def plain_heading(text: str) -> str:
    """Case, brackets and punctuation left out: "Assessment Score (1 – 10):" gives "assessment score"."""
    without_brackets = re.sub(r"\(.*?\)|\[.*?\]", " ", text)
    return " ".join(re.findall(r"\w+", without_brackets.casefold()))


def column_of(heading: str) -> Column | None:
    plain = plain_heading(heading)
    return next((column for column, names in VARIANTS.items() if plain in names), None)


@dataclass(frozen=True)
class Mapping:
    """Which heading of a file was read as which column, by position; `unknown` headings are not read."""

    positions: dict[Column, int]
    headings: dict[Column, str]
    unknown: list[str] = field(default_factory=list)


def map_headings(cells: list[str]) -> Mapping:
    """Read a row of cells as headings. Of two that mean the same the first is read."""
    positions: dict[Column, int] = {}
    headings: dict[Column, str] = {}
    unknown: list[str] = []
    for position, text in enumerate(cells):
        column = column_of(text)
        if column is not None and column not in positions:
            positions[column], headings[column] = position, text.strip()
        elif text.strip():
            unknown.append(text.strip())
    if Column.SCORE not in positions and Column.AGREED in positions:
        positions[Column.SCORE] = positions.pop(Column.AGREED)
        headings[Column.SCORE] = headings.pop(Column.AGREED)
    return Mapping(positions, headings, unknown)
