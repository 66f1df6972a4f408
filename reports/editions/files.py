"""A Local Code from a file: JSON of a code in table style or of a section of a constitution.

Nothing is dropped: what the file says twice stays twice and is reported, and so is what could not be placed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from framework.models import Framework, SubPrinciple
from reports.editions.fitting import faults_of
from reports.editions.matching import parts_called, requirements_in_order
from reports.editions.texts import (
    BroughtIn,
    CodeText,
    GroupText,
    ItemText,
    PrincipleText,
    RoleText,
    SectionText,
)
from reports.models import CodeItem, CodeSection, LocalCodeEdition

MOST_BYTES = 5 * 1024 * 1024
LETTERS = "ABCDEFG"
Kind = CodeItem.Kind


class CodeFileError(Exception):
    """The file is not a Local Code that can be read; the message is one line."""


def read_code(path: Path, framework: Framework) -> BroughtIn:
    """The text of the file, with what its reader should know. CodeFileError says what is wrong with it."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CodeFileError(f"{path.name} cannot be read: {error.strerror}.") from error
    return read_content(content, path.name, framework)


def read_content(content: bytes, name: str, framework: Framework) -> BroughtIn:
    """As `read_code`, of a file's bytes: at most one more than MOST_BYTES need to be read."""
    data = _load(content, name)
    parts = list(
        SubPrinciple.objects.filter(principle__framework=framework)
        .select_related("principle")
        .prefetch_related("requirements")
    )
    try:
        text, remarks = _constitution(data, parts) if "paragraphs" in data else _table(data, parts)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        raise CodeFileError(f"{name} lacks a part that a Local Code has: {error}") from error
    if faults := faults_of(text):
        raise CodeFileError(f"{name} cannot be brought in: {'; '.join(faults[:5])}.")
    if [one.letter for one in text.principles] != list(LETTERS):
        raise CodeFileError(f"{name} does not hold the principles A to G, each once and in order.")
    return BroughtIn(text, [*remarks, *_doubles(text), *_unplaced(text, parts)])


def _load(content: bytes, name: str) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise CodeFileError(f"{name} is larger than 5 MB: that is no Local Code.")
    try:
        data = json.loads(content.decode())
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise CodeFileError(f"{name} is not JSON in UTF-8.") from error
    if not isinstance(data, dict) or not isinstance(data.get("principles"), list):
        raise CodeFileError(f"{name} holds no Local Code: it has no list of principles.")
    return data


def _table(data: dict[str, Any], parts: list[SubPrinciple]) -> tuple[CodeText, list[str]]:
    """Commitments as bullets beside each sub-principle."""
    about = data.get("metadata") or {}
    remarks: list[str] = []
    sections = [_section(key, data[key]) for key in ("introduction", "approach") if data.get(key)]
    opening = data.get("introduction") or {}
    if opening.get("diagram_caption"):
        diagram = SectionText("diagram", CodeSection.Kind.DIAGRAM, opening["diagram_caption"])
        sections.insert(1, diagram)
        remarks.append("The picture of the principles is not in the file: our own stands in its place.")
    sections += [
        SectionText("principles", CodeSection.Kind.PRINCIPLES, data.get("commitments_heading") or ""),
        SectionText("roles", CodeSection.Kind.ROLES, data.get("key_roles_heading") or ""),
    ]
    text = CodeText(
        style=LocalCodeEdition.Style.TABLE,
        title=data["document_title"],
        dated=about.get("created") or data.get("date") or "",
        lead_officer=about.get("lead_officer") or "",
        department=about.get("department") or "",
        contact_email=about.get("email") or "",
        review_arrangements=about.get("review_arrangements") or "",
        sections=tuple(sections),
        principles=tuple(
            PrincipleText(
                letter=one["letter"],
                title=one["title"],
                rationale=one.get("rationale") or "",
                groups=tuple(
                    GroupText(
                        heading=sub["title"],
                        parts=parts_called(sub["title"], one["letter"], parts),
                        note=sub.get("note") or "",
                        items=tuple(
                            ItemText(Kind.COMMITMENT, _markdown(entry)) for entry in sub["commitments"]
                        ),
                    )
                    for sub in one["sub_principles"]
                ),
            )
            for one in data["principles"]
        ),
        roles=tuple(RoleText(role["role"], role["description"]) for role in data.get("key_roles") or []),
    )
    return text, remarks


def _section(key: str, source: dict[str, Any]) -> SectionText:
    return SectionText(
        key,
        CodeSection.Kind.TEXT,
        source["heading"],
        "\n\n".join(_paragraph(each) for each in source["paragraphs"]),
    )


def _paragraph(source: dict[str, Any], *, with_number: bool = True) -> str:
    number = f"{source['number']} " if with_number and source.get("number") else ""
    lines = [f"{number}{source['text']}"]
    bullets = [_bullet(each) for each in source.get("bullets") or []]
    return "\n\n".join([*lines, "\n".join(bullets)] if bullets else lines)


def _bullet(source: dict[str, Any]) -> str:
    letter = f"({source['letter']}) " if source.get("letter") else ""
    nested = [f"  - {each}" for each in source.get("sub_bullets") or []]
    return "\n".join([f"- {letter}{source['text']}", *nested])


def _markdown(source: dict[str, Any]) -> str:
    """A bullet's text, bold where the source is, with its own bullets below it."""
    text = f"**{source['text'].strip()}**" if source.get("bold") else source["text"]
    nested = [f"- {each}" for each in source.get("sub_bullets") or []]
    return "\n".join([text, "", *nested]) if nested else text


def _constitution(data: dict[str, Any], parts: list[SubPrinciple]) -> tuple[CodeText, list[str]]:
    """Numbered paragraphs, what is required by principle, and one list of what is in place for each."""
    remarks: list[str] = []
    first = str(data["paragraphs"][0]["number"])
    prefix = first.rpartition(".")[0]
    anchors = {
        **{str(each["number"]): f"p{index}" for index, each in enumerate(data["paragraphs"], 1)},
        **{str(each["number"]): f"principle-{each['letter']}" for each in data["principles"]},
    }
    sections = [
        SectionText(
            anchors[str(each["number"])],
            CodeSection.Kind.TEXT,
            text=_pointing(_paragraph(each, with_number=False), anchors),
        )
        for each in data["paragraphs"]
    ]
    sections.append(SectionText("principles", CodeSection.Kind.PRINCIPLES))
    text = CodeText(
        style=LocalCodeEdition.Style.CONSTITUTION,
        title=data["document_title"],
        subtitle=data.get("subtitle") or "",
        numbering_prefix=prefix,
        dated=data.get("date") or "",
        sections=tuple(sections),
        principles=tuple(_constitution_principle(each, parts) for each in data["principles"]),
    )
    lost = sum(bool(entry.get("linked")) for one in data["principles"] for entry in one["in_place"])
    if lost:
        remarks.append(f"{lost} entries were links whose addresses are not in the file: put them in by hand.")
    return text, remarks


def _constitution_principle(source: dict[str, Any], parts: list[SubPrinciple]) -> PrincipleText:
    letter = source["letter"]
    refs = requirements_in_order(
        letter, sum(len(sub["behaviours"]) for sub in source["sub_principles"]), parts
    )
    groups = []
    for sub in source["sub_principles"]:
        own = [refs.pop(0) if refs else "" for _ in sub["behaviours"]]
        stands_for = dict.fromkeys(ref.split(".")[0] for ref in own if ref)
        groups.append(
            GroupText(
                heading=sub["title"],
                parts=tuple(stands_for) or parts_called(sub["title"], letter, parts),
                note=sub.get("note") or "",
                items=tuple(
                    ItemText(Kind.REQUIREMENT, _markdown(entry), ref=ref)
                    for entry, ref in zip(sub["behaviours"], own, strict=True)
                ),
            )
        )
    return PrincipleText(
        letter=letter,
        title=source["title"],
        rationale=source.get("rationale") or "",
        in_place_heading="What we have in place",
        groups=tuple(groups),
        items=tuple(ItemText(Kind.IN_PLACE, _entry(each)) for each in source["in_place"]),
    )


def _entry(source: dict[str, Any]) -> str:
    """A short text with no, one or several links."""
    text: str = source["title"]
    if not source.get("link"):
        return text
    for words in source.get("link_texts") or [text]:
        text = text.replace(words, f"[{words}]({source['link']})", 1)
    return text


def _pointing(text: str, anchors: dict[str, str]) -> str:
    """Numbers of this document's own paragraphs as references that follow the numbering."""
    numbers = sorted(anchors, key=len, reverse=True)
    found = re.compile(rf"(?<![\d.])({'|'.join(map(re.escape, numbers))})(?!\d|\.\d)")
    return found.sub(lambda match: f"[{match[1]}](#{anchors[match[1]]})", text)


def _doubles(text: CodeText) -> Iterator[str]:
    for principle in text.principles:
        counted = Counter(item.text for item in principle.all_items)
        for words, times in counted.items():
            if times > 1:
                yield f"{principle.letter}: \u201c{words[:80]}\u201d stands {times} times, as in the file."
    rationales: dict[str, str] = {}
    for principle in text.principles:
        if principle.rationale and principle.rationale in rationales:
            yield f"{rationales[principle.rationale]} and {principle.letter} have the same rationale."
        rationales[principle.rationale] = principle.letter


def _unplaced(text: CodeText, parts: list[SubPrinciple]) -> Iterator[str]:
    """Sub-principles without a heading of their own, and headings that stand for none."""
    placed = {ref for principle in text.principles for group in principle.groups for ref in group.parts}
    for principle in text.principles:
        for group in principle.groups:
            if len(group.parts) > 1:
                yield f"\u201c{group.heading}\u201d stands for {' and '.join(group.parts)} together."
            if not group.parts:
                yield f"\u201c{group.heading}\u201d stands for no part of principle {principle.letter}."
    missing = [part.ref for part in parts if part.ref not in placed]
    if missing:
        yield f"No heading stands for {', '.join(missing)}."
