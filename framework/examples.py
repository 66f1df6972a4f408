"""Example evidence arranged for a nested list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from framework.models import ExampleEvidence
from framework.reading import NESTED


@dataclass
class ExampleGroup:
    """One bullet and the bullets nested under it."""

    example: ExampleEvidence
    nested: list[ExampleEvidence] = field(default_factory=list)


def group_examples(examples: Iterable[ExampleEvidence]) -> list[ExampleGroup]:
    """Examples in their order, each level-2 one under the level-1 one before it."""
    groups: list[ExampleGroup] = []
    for example in examples:
        if example.level == NESTED and groups:
            groups[-1].nested.append(example)
        else:
            groups.append(ExampleGroup(example))
    return groups
