"""The text of an edition, read from its rows in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Prefetch

from reports.editions.texts import (
    CodeText,
    GroupText,
    ItemText,
    PrincipleText,
    RoleText,
    SectionText,
)
from reports.models import CodeGroup, CodeGroupPart, CodeItem, CodePrinciple, LocalCodeEdition


def principles_of(edition: LocalCodeEdition) -> list[CodePrinciple]:
    """The principles in order with `groups`, their `parts`, and `items`; removed ones are left out."""
    parts = CodeGroupPart.objects.filter(ended_at=None).select_related("sub_principle__principle")
    groups = CodeGroup.objects.filter(removed_at=None).prefetch_related(Prefetch("parts", queryset=parts))
    items = CodeItem.objects.filter(removed_at=None).select_related("requirement", "evidence")
    return list(
        edition.principles.select_related("principle").prefetch_related(
            Prefetch("groups", queryset=groups), Prefetch("items", queryset=items)
        )
    )


def text_of(edition: LocalCodeEdition) -> CodeText:
    """Everything that the edition prints; six queries."""
    return CodeText(
        style=edition.style,
        title=edition.title,
        subtitle=edition.subtitle,
        numbering_prefix=edition.numbering_prefix,
        dated=edition.dated,
        lead_officer=edition.lead_officer,
        department=edition.department,
        contact_email=edition.contact_email,
        review_arrangements=edition.review_arrangements,
        next_review_on=edition.next_review_on,
        sections=tuple(
            SectionText(section.key, section.kind, section.heading, section.text)
            for section in edition.sections.filter(removed_at=None)
        ),
        principles=tuple(_principle(row) for row in principles_of(edition)),
        roles=tuple(RoleText(row.role, row.description) for row in edition.roles.filter(removed_at=None)),
    )


def _principle(row: CodePrinciple) -> PrincipleText:
    items: dict[int | None, list[CodeItem]] = defaultdict(list)
    for item in row.items.all():
        items[item.group_id].append(item)
    return PrincipleText(
        letter=row.principle.letter,
        title=row.title,
        rationale=row.rationale,
        lead_in=row.lead_in,
        in_place_heading=row.in_place_heading,
        note=row.note,
        groups=tuple(
            GroupText(
                heading=group.heading,
                parts=tuple(part.sub_principle.ref for part in group.parts.all()),
                lead_in=group.lead_in,
                rationale=group.rationale,
                note=group.note,
                items=tuple(_item(item) for item in items[group.pk]),
            )
            for group in row.groups.all()
        ),
        items=tuple(_item(item) for item in items[None]),
    )


def _item(item: CodeItem) -> ItemText:
    return ItemText(item.kind, item.text, item.requirement.ref if item.requirement else "", item.evidence_id)
