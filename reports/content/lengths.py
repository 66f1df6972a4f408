"""How long a table's row is on paper, roughly: one that may exceed a page is allowed to cross it."""

from __future__ import annotations

from math import ceil

LONGEST_WHOLE_ROW = 28


def lines_of(texts: list[str], width: int) -> int:
    """The lines that texts take in a column of so many characters; each begins a line."""
    return sum(ceil(max(len(text), 1) / width) for text in texts)
