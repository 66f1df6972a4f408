"""The first text of a Local Code: the framework's headings, what it asks, and what the register shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from assurance.models import EvidenceUse, ReviewCycle
from reports.content.reading import ReviewRows, read_public_evidence, read_review
from reports.content.roles import key_roles
from reports.editions.texts import (
    CodeText,
    GroupText,
    ItemText,
    PrincipleText,
    RoleText,
    SectionText,
)
from reports.models import CodeItem, CodeSection

Kind = CodeSection.Kind
LINKABLE = ("https://", "http://")
INTRODUCTION = (
    "Governance is how the Council decides, checks itself and answers to the people it serves. This Code"
    " follows the seven principles of {framework}, by CIPFA and Solace. Each year the Council tests itself"
    " against every requirement below.\n\n"
    "Principles A and B run through everything. The other five follow one another: decide what should change,"
    " choose how, make sure that it can be done, control it, and account for it."
)
UPKEEP = (
    "The Monitoring Officer reviews this Code every year, with the review of governance, and sooner if the"
    " law or the Council\u2019s arrangements change. The {body} considers the result and recommends changes."
)


def first_text(cycle: ReviewCycle, style: str) -> CodeText:
    """A Code as the framework and a review's public evidence give it; internal items are never fetched."""
    review = read_review(cycle)
    evidence = read_public_evidence(cycle)
    body = cycle.council.setting("approving_body")
    return CodeText(
        style=style,
        title="Local Code of corporate governance",
        contact_email=cycle.council.setting("contact_email"),
        sections=(
            SectionText(
                "introduction",
                Kind.TEXT,
                "How the seven principles fit together",
                INTRODUCTION.format(framework=cycle.framework),
            ),
            SectionText("diagram", Kind.DIAGRAM),
            SectionText("principles", Kind.PRINCIPLES),
            SectionText("roles", Kind.ROLES, "Who does what"),
            SectionText("upkeep", Kind.TEXT, "How this Code is kept up to date", UPKEEP.format(body=body)),
        ),
        principles=tuple(
            PrincipleText(
                letter=principle.letter,
                title=principle.title,
                rationale=principle.rationale,
                in_place_heading="What we have in place",
                groups=tuple(_groups(review, principle.letter, evidence)),
            )
            for principle in review.principles
        ),
        roles=tuple(
            RoleText(f"{role.name} ({role.office})" if role.office else role.name, role.duty)
            for role in key_roles(cycle.council, cycle.governance_model)
        ),
    )


def _groups(review: ReviewRows, letter: str, evidence: dict[str, list[EvidenceUse]]) -> list[GroupText]:
    groups = []
    for sub, rows in groupby(review.in_principle(letter), key=lambda row: row.requirement.sub_principle):
        items: list[ItemText] = []
        for row in rows:
            statement = review.wording.statement(row.requirement)
            items.append(ItemText(CodeItem.Kind.REQUIREMENT, statement, ref=row.ref))
            items += [in_place(use, row.ref) for use in evidence.get(row.ref, [])]
        groups.append(GroupText(sub.title, (sub.ref,), items=tuple(items)))
    return groups


def in_place(use: EvidenceUse, ref: str) -> ItemText:
    """An item of the register as an entry of the Code, with its link where it has one."""
    item = use.evidence
    title = item.title.replace("[", "(").replace("]", ")")
    words = f"[{title}]({item.link})" if item.link.startswith(LINKABLE) else item.title
    reviewed = f", reviewed {item.last_reviewed:%B %Y}" if item.last_reviewed else ""
    owner = f", {item.owner_post.title}" if item.owner_post else ""
    return ItemText(CodeItem.Kind.IN_PLACE, f"{words}{reviewed}{owner}", ref=ref, evidence=item.pk)


def with_evidence_of(text: CodeText, cycle: ReviewCycle) -> CodeText:
    """The last Code with this year's public evidence: items that it does not name come last in a group."""
    evidence = read_public_evidence(cycle)
    known = {item.evidence for principle in text.principles for item in principle.all_items}
    return replace(
        text,
        principles=tuple(_with_new(principle, evidence, known) for principle in text.principles),
    )


def _with_new(
    principle: PrincipleText, evidence: dict[str, list[EvidenceUse]], known: set[int | None]
) -> PrincipleText:
    """New entries go to the principle's own list where it keeps one, else to the group of their part."""
    entries = {
        ref: [in_place(use, ref) for use in uses if use.evidence_id not in known]
        for ref, uses in evidence.items()
        if ref.startswith(principle.letter)
    }
    new = {ref: found for ref, found in entries.items() if found}
    if not new:
        return principle
    if any(item.kind == CodeItem.Kind.IN_PLACE for item in principle.items) or not principle.groups:
        added = _once(item for found in new.values() for item in found)
        return replace(principle, items=(*principle.items, *added))
    groups = []
    for group in principle.groups:
        here = [ref for ref in new if ref.split(".")[0] in group.parts]
        added = _once(item for ref in here for item in new.pop(ref))
        groups.append(replace(group, items=(*group.items, *added)))
    left = _once(item for found in new.values() for item in found)
    return replace(principle, groups=tuple(groups), items=(*principle.items, *left))


def _once(items: Iterable[ItemText]) -> list[ItemText]:
    return list({item.evidence: item for item in items}.values())
