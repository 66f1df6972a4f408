"""What a version of the Local Code holds, part by part."""

from __future__ import annotations

from dataclasses import dataclass

from reports.content.local_code import numbers_of
from reports.editions.links import LostReference, lost_references
from reports.editions.reading import text_of
from reports.editions.texts import PrincipleText
from reports.models import CodeItem, CodeSection, LocalCodeEdition

Kind = CodeItem.Kind


@dataclass(frozen=True)
class SectionLine:
    """`number` is that of its first paragraph in a constitution, else empty."""

    row: CodeSection
    number: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class PrincipleLine:
    letter: str
    number: str
    title: str
    groups: tuple[str, ...]
    required: int
    commitments: int
    in_place: int


@dataclass(frozen=True)
class Outline:
    sections: list[SectionLine]
    removed: list[CodeSection]
    principles: list[PrincipleLine]
    roles: list[str]
    lost: list[LostReference]


def outline_of(edition: LocalCodeEdition) -> Outline:
    """Seven queries."""
    text = text_of(edition)
    numbers = numbers_of(text)
    rows = list(edition.sections.all())
    standing = [row for row in rows if row.removed_at is None]
    return Outline(
        [
            SectionLine(row, numbers.get(row.key, ""), place == 0, place == len(standing) - 1)
            for place, row in enumerate(standing)
        ],
        [row for row in rows if row.removed_at is not None],
        [_line(one, numbers.get(f"principle-{one.letter}", "")) for one in text.principles],
        [one.role for one in text.roles],
        lost_references(text),
    )


def _line(text: PrincipleText, number: str) -> PrincipleLine:
    kinds = [item.kind for item in text.all_items]
    return PrincipleLine(
        text.letter,
        number,
        text.title,
        tuple(group.heading or "Without a heading" for group in text.groups),
        kinds.count(Kind.REQUIREMENT),
        kinds.count(Kind.COMMITMENT),
        kinds.count(Kind.IN_PLACE),
    )
