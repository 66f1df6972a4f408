"""Writing a text as the rows of a new edition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from simple_history.utils import bulk_create_with_history

from assurance.models import ReviewCycle
from framework.models import Framework, Principle, Requirement, SubPrinciple
from governance.models import Council, Membership
from reports.editions.texts import CodeText, ItemText, PrincipleText
from reports.models import (
    CodeGroup,
    CodeGroupPart,
    CodeItem,
    CodePrinciple,
    CodeRole,
    CodeSection,
    LocalCodeEdition,
)


@dataclass(frozen=True)
class Names:
    """The framework's rows by the names that texts use."""

    principles: dict[str, Principle]
    sub_principles: dict[str, SubPrinciple]
    requirements: dict[str, Requirement]


def names_in(framework: Framework) -> Names:
    """Three queries."""
    principles = framework.principles.all()
    subs = SubPrinciple.objects.filter(principle__framework=framework).select_related("principle")
    requirements = Requirement.objects.filter(sub_principle__principle__framework=framework)
    return Names(
        {row.letter: row for row in principles},
        {row.ref: row for row in subs},
        {row.ref: row for row in requirements},
    )


def write_edition(
    text: CodeText,
    *,
    council: Council,
    framework: Framework,
    number: int,
    cycle: ReviewCycle | None,
    based_on: LocalCodeEdition | None,
    by: Membership | None,
    at: datetime,
) -> LocalCodeEdition:
    """The edition with all its rows, in the caller's transaction.

    Each row has its first version in its history: later saves are compared with it.
    """
    user = by.user if by else None
    edition = LocalCodeEdition.objects.create(
        council=council,
        cycle=cycle,
        framework=framework,
        based_on=based_on,
        number=number,
        style=text.style,
        title=text.title,
        subtitle=text.subtitle,
        numbering_prefix=text.numbering_prefix,
        dated=text.dated,
        lead_officer=text.lead_officer,
        department=text.department,
        contact_email=text.contact_email,
        review_arrangements=text.review_arrangements,
        next_review_on=text.next_review_on,
        started_by=by,
        started_at=at,
    )
    sections = [
        CodeSection(
            council=council,
            edition=edition,
            key=section.key,
            position=position,
            kind=section.kind,
            heading=section.heading,
            text=section.text,
        )
        for position, section in enumerate(text.sections, 1)
    ]
    bulk_create_with_history(sections, CodeSection, default_user=user, default_date=at)
    roles = [
        CodeRole(
            council=council, edition=edition, position=position, role=role.role, description=role.description
        )
        for position, role in enumerate(text.roles, 1)
    ]
    bulk_create_with_history(roles, CodeRole, default_user=user, default_date=at)
    names = names_in(framework)
    for principle in text.principles:
        items = _write_principle(principle, edition, names)
        bulk_create_with_history(items, CodeItem, default_user=user, default_date=at)
    return edition


def _write_principle(text: PrincipleText, edition: LocalCodeEdition, names: Names) -> list[CodeItem]:
    """The principle with its groups; gives its items, not written yet."""
    row = CodePrinciple.objects.create(
        council=edition.council,
        edition=edition,
        principle=names.principles[text.letter],
        title=text.title,
        rationale=text.rationale,
        lead_in=text.lead_in,
        in_place_heading=text.in_place_heading,
        note=text.note,
    )
    items = []
    for position, group_text in enumerate(text.groups, 1):
        group = CodeGroup.objects.create(
            council=edition.council,
            code_principle=row,
            position=position,
            heading=group_text.heading,
            lead_in=group_text.lead_in,
            rationale=group_text.rationale,
            note=group_text.note,
        )
        CodeGroupPart.objects.bulk_create(
            CodeGroupPart(council=edition.council, group=group, sub_principle=names.sub_principles[ref])
            for ref in group_text.parts
        )
        items += _items(group_text.items, row, group, names)
    return [*items, *_items(text.items, row, None, names)]


def _items(
    texts: Iterable[ItemText], row: CodePrinciple, group: CodeGroup | None, names: Names
) -> list[CodeItem]:
    return [
        CodeItem(
            council_id=row.council_id,
            code_principle=row,
            group=group,
            kind=text.kind,
            position=position,
            text=text.text,
            requirement=names.requirements.get(text.ref),
            evidence_id=text.evidence,
        )
        for position, text in enumerate(texts, 1)
    ]
