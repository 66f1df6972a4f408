"""Links and references in the texts of a Local Code: which cannot be printed, which lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.editions.texts import CodeText

LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)>\s]*)[^)]*\)")
SCHEMES = ("https://", "http://", "mailto:")


@dataclass(frozen=True)
class LostReference:
    """A reference to a paragraph that is not there. `where` names the text it stands in."""

    where: str
    key: str


def targets(text: str) -> list[str]:
    """Where the links of a Markdown text lead."""
    return [match[1] for match in LINK.finditer(text)]


def bad_links(text: str) -> list[str]:
    """Links that a document would not print: without a scheme, or with one that is none of a page or mail."""
    return [
        target
        for target in targets(text)
        if not target.startswith("#") and not target.lower().startswith(SCHEMES)
    ]


def lost_references(text: CodeText) -> list[LostReference]:
    """References of a whole Code to paragraphs and principles that it does not have."""
    known = {section.key for section in text.sections}
    known |= {f"principle-{principle.letter}" for principle in text.principles}
    found = dict.fromkeys(
        LostReference(where, target[1:])
        for where, words in _texts(text)
        for target in targets(words)
        if target.startswith("#") and target[1:] not in known
    )
    return list(found)


def _texts(text: CodeText) -> Iterator[tuple[str, str]]:
    for section in text.sections:
        yield section.heading or f"Section “{section.key}”", section.text
    for principle in text.principles:
        where = f"Principle {principle.letter}"
        yield where, f"{principle.rationale}\n\n{principle.lead_in}\n\n{principle.note}"
        for group in principle.groups:
            yield where, f"{group.lead_in}\n\n{group.rationale}\n\n{group.note}"
        for item in principle.all_items:
            yield where, item.text
    for role in text.roles:
        yield f"Role “{role.role}”", role.description
