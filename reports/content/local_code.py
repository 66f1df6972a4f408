"""The Local Code: the newest edition's own text, or what the framework and the register give without one.

Of an internal item of evidence no link is printed, whatever the text says; without an edition only items that
are marked public are fetched at all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from assurance.models import Evidence, ReviewCycle
from reports.content.charts import Diagram, principle_diagram
from reports.content.control import Control, Release, control
from reports.content.figures import ReviewFigures, review_figures
from reports.content.reading import read_review
from reports.content.roles import KeyRole
from reports.editions.reading import text_of
from reports.editions.starting import first_text
from reports.editions.texts import CodeText, GroupText, ItemText, PrincipleText
from reports.markdown import count_paragraphs
from reports.models import CodeItem, CodeSection, DocumentKind, LocalCodeEdition

Kind = CodeItem.Kind
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
POINTER = re.compile(r"\[[^\]]*\]\(#([\w-]+)\)")


@dataclass(frozen=True)
class CodeRow:
    """What is required, with what is in place for it. Texts are Markdown."""

    ref: str
    title: str
    text: str
    in_place: tuple[str, ...]


@dataclass(frozen=True)
class CodePart:
    heading: str
    ref: str
    lead_in: str
    rationale: str
    note: str
    rows: tuple[CodeRow, ...]
    commitments: tuple[str, ...]
    in_place: tuple[str, ...]


@dataclass(frozen=True)
class CodePrinciple:
    """`number` is that of its paragraph in a constitution, else empty."""

    letter: str
    number: str
    title: str
    short_title: str
    rationale: str
    lead_in: str
    note: str
    parts: tuple[CodePart, ...]
    in_place_heading: str
    in_place: tuple[str, ...]


@dataclass(frozen=True)
class CodeSectionText:
    """`before` numbered paragraphs come before its first one."""

    key: str
    kind: str
    heading: str
    text: str
    before: int


@dataclass(frozen=True)
class CodeControl:
    """The Code's own control block; dates as the council prints them."""

    title: str
    subtitle: str
    dated: str
    lead_officer: str
    department: str
    contact_email: str
    review_arrangements: str
    next_review: str
    adopted: str


@dataclass(frozen=True)
class CodeVersion:
    """A line of the version history."""

    number: int
    dated: str
    change: str
    approved_by: str


@dataclass(frozen=True)
class LocalCode:
    """`prefix` numbers the paragraphs of a constitution; `figures` only where the Code is of a review."""

    control: Control
    style: str
    prefix: str
    about: CodeControl
    sections: tuple[CodeSectionText, ...]
    principles: tuple[CodePrinciple, ...]
    diagram: Diagram
    roles: tuple[KeyRole, ...]
    versions: tuple[CodeVersion, ...]
    figures: ReviewFigures | None


def newest_edition(cycle: ReviewCycle) -> LocalCodeEdition | None:
    return LocalCodeEdition.objects.for_council(cycle.council).order_by("-number").first()


def build(cycle: ReviewCycle, *, on: date, release: Release | None = None) -> LocalCode:
    """The Code as it stands on a day."""
    review = read_review(cycle)
    edition = newest_edition(cycle)
    text = _without_internal_links(text_of(edition)) if edition else first_text(cycle, "table")
    numbers = numbers_of(text)
    text = _pointing(text, numbers)
    principles = {one.letter: one for one in review.principles}
    titles = {row.ref: row.title for row in review.rows}
    block = control(DocumentKind.LOCAL_CODE, cycle, on=on, release=release, review=review)
    return LocalCode(
        control=replace(block, title=text.title),
        style=text.style,
        prefix=text.numbering_prefix if text.style == LocalCodeEdition.Style.CONSTITUTION else "",
        about=_about(text, edition),
        sections=tuple(_sections(text)),
        principles=tuple(
            _principle(one, principles[one.letter].short_title, titles, numbers) for one in text.principles
        ),
        diagram=principle_diagram([(one.letter, one.short_title, one.title) for one in review.principles]),
        roles=tuple(KeyRole(one.role, "", one.description) for one in text.roles),
        versions=tuple(versions_of(edition)) if edition else (),
        figures=review_figures(review) if text.style == LocalCodeEdition.Style.TABLE else None,
    )


def _about(text: CodeText, edition: LocalCodeEdition | None) -> CodeControl:
    return CodeControl(
        title=text.title,
        subtitle=text.subtitle,
        dated=text.dated,
        lead_officer=text.lead_officer,
        department=text.department,
        contact_email=text.contact_email,
        review_arrangements=text.review_arrangements,
        next_review=text.next_review_on.isoformat() if text.next_review_on else "",
        adopted=adopted_words(edition) if edition else "",
    )


def adopted_words(edition: LocalCodeEdition) -> str:
    """ "Full Council, 14 May 2026, minute 12"; empty while it is not adopted."""
    if not edition.adopted_on:
        return ""
    day = f"{edition.adopted_on.day} {edition.adopted_on:%B %Y}"
    minute = f", minute {edition.adopted_minute}" if edition.adopted_minute else ""
    return f"{edition.adopted_body}, {day}{minute}"


def versions_of(edition: LocalCodeEdition) -> list[CodeVersion]:
    """This version and those before it, the newest first; one query."""
    earlier = LocalCodeEdition.objects.for_council(edition.council).filter(number__lte=edition.number)
    return [
        CodeVersion(one.number, one.dated, one.change_note, adopted_words(one))
        for one in earlier.order_by("-number")
    ]


def numbers_of(text: CodeText) -> dict[str, str]:
    """The number that each key has: of sections that of their first paragraph, of principles their own."""
    if text.style != LocalCodeEdition.Style.CONSTITUTION:
        return {}
    found, count = {}, 0
    for section in text.sections:
        if section.kind == CodeSection.Kind.PRINCIPLES:
            for principle in text.principles:
                count += 1
                found[f"principle-{principle.letter}"] = f"{text.numbering_prefix}.{count}"
        elif section.kind == CodeSection.Kind.TEXT:
            found[section.key] = f"{text.numbering_prefix}.{count + 1}"
            count += count_paragraphs(section.text)
    return found


def _pointing(text: CodeText, numbers: dict[str, str]) -> CodeText:
    """References to paragraphs with the numbers that these have now."""
    if not numbers:
        return text

    def renumbered(words: str) -> str:
        return POINTER.sub(
            lambda match: f"[{numbers[match[1]]}](#{match[1]})" if match[1] in numbers else match[0], words
        )

    return replace(
        text,
        sections=tuple(replace(one, text=renumbered(one.text)) for one in text.sections),
        principles=tuple(
            replace(one, rationale=renumbered(one.rationale), note=renumbered(one.note))
            for one in text.principles
        ),
    )


def _sections(text: CodeText) -> list[CodeSectionText]:
    found, count = [], 0
    for section in text.sections:
        found.append(CodeSectionText(section.key, section.kind, section.heading, section.text, count))
        if section.kind == CodeSection.Kind.PRINCIPLES:
            count += len(text.principles)
        elif section.kind == CodeSection.Kind.TEXT:
            count += count_paragraphs(section.text)
    return found


def _principle(
    text: PrincipleText, short_title: str, titles: dict[str, str], numbers: dict[str, str]
) -> CodePrinciple:
    return CodePrinciple(
        letter=text.letter,
        number=numbers.get(f"principle-{text.letter}", ""),
        title=text.title,
        short_title=short_title,
        rationale=text.rationale,
        lead_in=text.lead_in,
        note=text.note,
        parts=tuple(_part(group, titles) for group in text.groups),
        in_place_heading=text.in_place_heading or "What we have in place",
        in_place=tuple(item.text for item in text.items if item.kind == Kind.IN_PLACE),
    )


def _part(group: GroupText, titles: dict[str, str]) -> CodePart:
    required = [item for item in group.items if item.kind == Kind.REQUIREMENT]
    refs = {item.ref for item in required if item.ref}
    in_place: dict[str, list[str]] = defaultdict(list)
    for item in group.items:
        if item.kind == Kind.IN_PLACE:
            in_place[item.ref if item.ref in refs else ""].append(item.text)
    return CodePart(
        heading=group.heading,
        ref=" and ".join(group.parts),
        lead_in=group.lead_in,
        rationale=group.rationale,
        note=group.note,
        rows=tuple(
            CodeRow(
                item.ref, titles.get(item.ref, ""), item.text, tuple(in_place[item.ref] if item.ref else ())
            )
            for item in required
        ),
        commitments=tuple(item.text for item in group.items if item.kind == Kind.COMMITMENT),
        in_place=tuple(in_place[""]),
    )


def _without_internal_links(text: CodeText) -> CodeText:
    """Entries of internal items of the register keep their words and lose their links; one query."""
    named = {item.evidence for principle in text.principles for item in principle.all_items}
    internal = set(
        Evidence.objects.filter(pk__in=named - {None}, is_public=False).values_list("pk", flat=True)
    )

    def cleaned(items: tuple[ItemText, ...]) -> tuple[ItemText, ...]:
        return tuple(
            replace(item, text=LINK.sub(r"\1", item.text)) if item.evidence in internal else item
            for item in items
        )

    return replace(
        text,
        principles=tuple(
            replace(
                one,
                items=cleaned(one.items),
                groups=tuple(replace(group, items=cleaned(group.items)) for group in one.groups),
            )
            for one in text.principles
        ),
    )
