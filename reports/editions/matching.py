"""Which sub-principles a heading stands for: the words of councils' headings differ a little, or join two."""

from __future__ import annotations

import re

from framework.models import SubPrinciple

# Words that say nothing about which part is meant, or that councils put in or leave out.
FILLING = {
    "and",
    "the",
    "of",
    "in",
    "to",
    "including",
    "entity",
    "entitys",
    "authority",
    "authoritys",
    "local",
}
ENOUGH = 0.6  # of a title's words that a heading must hold


def words_of(text: str) -> set[str]:
    plain = re.sub(r"[^a-z ]", "", text.lower().replace("\u2019", "").replace("'", ""))
    return {word.rstrip("s") for word in plain.split() if word not in FILLING}


def parts_called(heading: str, letter: str, parts: list[SubPrinciple]) -> tuple[str, ...]:
    """References of the principle's parts whose titles the heading holds: none, one, or several joined."""
    said = words_of(heading)
    found = []
    for part in parts:
        if part.principle.letter == letter:
            title = words_of(part.title)
            share = len(said & title) / len(title) if title else 0.0
            found.append((share, part.ref))
    whole = [ref for share, ref in found if share == 1.0]
    if whole:
        return tuple(whole)
    best = max(found, default=(0.0, ""))
    return (best[1],) if best[0] >= ENOUGH else ()


def requirements_in_order(letter: str, count: int, parts: list[SubPrinciple]) -> list[str]:
    """References of a principle's requirements in order, if the file has as many; else an empty list."""
    refs = [
        requirement.ref
        for part in parts
        if part.principle.letter == letter
        for requirement in part.requirements.all()
        if requirement.retired_at is None
    ]
    return refs if len(refs) == count else []
