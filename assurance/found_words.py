"""Words looked for and where a text holds them: pure functions, without the database."""

from __future__ import annotations

import re
from collections.abc import Iterable

Marked = list[tuple[str, bool]]  # pieces of a text in order; True: a word that was looked for

MOST_WORDS = 8  # more of them narrow nothing
AROUND = 110  # characters of an excerpt before and after the first word found


def words_in(text: str) -> list[str]:
    """The words of a query as typed, each once in any case, without control characters.

    As typed: SQLite knows the cases of unaccented letters only, and would not find "Évaluation" in small.
    """
    clean = "".join(char if char.isprintable() else " " for char in text)
    words: dict[str, str] = {}
    for word in clean.split():
        words.setdefault(word.casefold(), word)
    return list(words.values())[:MOST_WORDS]


def marked(text: str, words: Iterable[str]) -> Marked:
    """The text in pieces, the words found in it marked; joined, the pieces are the text."""
    pattern = _pattern(words)
    if pattern is None:
        return [(text, False)] if text else []
    return [(piece, number % 2 == 1) for number, piece in enumerate(pattern.split(text)) if piece]


def excerpt(text: str, words: Iterable[str]) -> Marked:
    """A line or two of the text round the first word found, or its beginning; whole words, "…" where cut."""
    flat = " ".join(text.split())
    listed = list(words)
    pattern = _pattern(listed)
    found = pattern.search(flat) if pattern else None
    start = max(found.start() - AROUND, 0) if found else 0
    end = min((found.end() if found else AROUND) + AROUND, len(flat))
    if start:
        start = flat.find(" ", start, found.start() if found else None) + 1 or start
    if end < len(flat):
        cut = flat.rfind(" ", found.end() if found else start, end)
        end = cut if cut > start else end
    return marked(f"{'…' if start else ''}{flat[start:end]}{'…' if end < len(flat) else ''}", listed)


def holds(text: str, words: Iterable[str]) -> bool:
    """True when any of the words stands in the text."""
    pattern = _pattern(words)
    return pattern is not None and pattern.search(text) is not None


def _pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted((re.escape(word) for word in words if word), key=len, reverse=True)
    return re.compile(f"({'|'.join(longest_first)})", re.IGNORECASE) if longest_first else None
