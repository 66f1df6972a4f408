"""Small words that several documents build their sentences of."""

from __future__ import annotations


def joined(items: list[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def counted(count: int, noun: str) -> str:
    """ "1 action", "3 actions"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def is_are(count: int) -> str:
    return "is" if count == 1 else "are"


def has_have(count: int) -> str:
    return "has" if count == 1 else "have"
