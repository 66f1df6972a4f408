"""A Local Code as text: what an edition holds, whatever it comes from.

Texts are Markdown. `[26.5](#key)` points to a paragraph or principle; its number is set when it is printed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class ItemText:
    """`kind` as CodeItem.Kind; `ref` of the requirement and `evidence` (key of the register), if any."""

    kind: str
    text: str
    ref: str = ""
    evidence: int | None = None


@dataclass(frozen=True)
class GroupText:
    """Items under a heading; `parts` are references of the sub-principles that it stands for ("D1", "D2")."""

    heading: str
    parts: tuple[str, ...] = ()
    lead_in: str = ""
    rationale: str = ""
    note: str = ""
    items: tuple[ItemText, ...] = ()


@dataclass(frozen=True)
class PrincipleText:
    """`items` belong to the whole principle, such as one list of what is in place."""

    letter: str
    title: str
    rationale: str = ""
    lead_in: str = ""
    in_place_heading: str = ""
    note: str = ""
    groups: tuple[GroupText, ...] = ()
    items: tuple[ItemText, ...] = ()

    @property
    def all_items(self) -> list[ItemText]:
        return [*(item for group in self.groups for item in group.items), *self.items]


@dataclass(frozen=True)
class SectionText:
    """`kind` as CodeSection.Kind; `key` is what other texts point to."""

    key: str
    kind: str
    heading: str = ""
    text: str = ""


@dataclass(frozen=True)
class RoleText:
    role: str
    description: str


@dataclass(frozen=True)
class CodeText:
    """A whole Local Code. `dated` and the control block are as the council prints them."""

    style: str
    title: str
    subtitle: str = ""
    numbering_prefix: str = ""
    dated: str = ""
    lead_officer: str = ""
    department: str = ""
    contact_email: str = ""
    review_arrangements: str = ""
    next_review_on: date | None = None
    sections: tuple[SectionText, ...] = ()
    principles: tuple[PrincipleText, ...] = ()
    roles: tuple[RoleText, ...] = ()

    def count(self, kind: str) -> int:
        """How many items of a kind it holds."""
        return sum(item.kind == kind for principle in self.principles for item in principle.all_items)


@dataclass(frozen=True)
class BroughtIn:
    """What a file holds, and what its reader should know: lines of one sentence each."""

    text: CodeText
    remarks: list[str] = field(default_factory=list)
