"""Which part of one text has become which part of another, what is gone, what is new and what moved."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Part = TypeVar("Part")

# Looks at two parts that are taken at most: texts that differ in everything are then told as gone and new.
MOST_LOOKS = 50_000


def paired(
    one: Sequence[Part], other: Sequence[Part], rules: Iterable[Callable[[Part, Part], bool]]
) -> tuple[list[tuple[int, int]], list[int], set[int]]:
    """Pairs of places that belong together by the first rule that says so; what is gone, and what is new."""
    gone, new = list(range(len(one))), list(range(len(other)))
    pairs = []
    left = MOST_LOOKS
    for rule in rules:
        for first in list(gone):
            looked_at = new[:left]
            second = next((place for place in looked_at if rule(one[first], other[place])), None)
            left -= len(looked_at) if second is None else looked_at.index(second)
            if second is not None:
                pairs.append((first, second))
                gone.remove(first)
                new.remove(second)
    return sorted(pairs), gone, set(new)


def moved_pairs(pairs: Sequence[tuple[int, int]]) -> set[int]:
    """Second places of those that changed their order: all but the longest run that kept it."""
    seconds = [second for _, second in sorted(pairs)]
    tails: list[int] = []
    runs: list[list[int]] = []
    for second in seconds:
        at = bisect_left(tails, second)
        run = [*(runs[at - 1] if at else []), second]
        tails[at : at + 1] = [second]
        runs[at : at + 1] = [run]
    return set(seconds) - set(runs[-1] if runs else [])


@dataclass(frozen=True)
class Aligned(Generic[Part]):
    """A part of the first text and what it has become in the second; one of them is missing, or neither."""

    before: Part | None
    after: Part | None
    has_moved: bool = False


def aligned(
    one: Sequence[Part], other: Sequence[Part], rules: Iterable[Callable[[Part, Part], bool]]
) -> Iterator[Aligned[Part]]:
    """Every part of both texts once, in the second's order; what is gone stands after what it followed."""
    pairs, gone, _ = paired(one, other, rules)
    moved = moved_pairs(pairs)
    second_of = dict(pairs)
    first_of = {second: first for first, second in pairs}
    following: dict[int | None, list[Part]] = defaultdict(list)
    before = None
    for place in sorted([*gone, *second_of]):
        if place in second_of:
            before = place
        else:
            following[before].append(one[place])
    yield from (Aligned(part, None) for part in following[None])
    for second, part in enumerate(other):
        if second not in first_of:
            yield Aligned(None, part)
            continue
        first = first_of[second]
        yield Aligned(one[first], part, second in moved)
        yield from (Aligned(each, None) for each in following[first])
