"""Titles that may name the same document. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from assurance.dated_documents import words_of

Key = TypeVar("Key")
ENOUGH = 0.5  # shared words of all words


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0 to 1: shared words of all words; 1 where all of a title of two or more stand in the other."""
    if not one or not other:
        return 0.0
    shared = one & other
    if len(shared) > 1 and shared in (one, other):
        return 1.0
    return len(shared) / len(one | other)


def similar(titles: Iterable[str], others: Mapping[Key, str]) -> list[Key]:
    """Keys of those of `others` that are much like one of the titles, the likest first."""
    wanted = [words_of(title) for title in titles]
    scores = {
        key: max((likeness(words_of(title), words) for words in wanted), default=0.0)
        for key, title in others.items()
    }
    return sorted((key for key, score in scores.items() if score >= ENOUGH), key=lambda key: -scores[key])
