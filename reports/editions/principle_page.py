"""A principle of an edition with all its rows, removed ones too, and what its items can be tied to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch

from reports.editions.choices import PrincipleChoices, choices_for
from reports.models import CodeGroup, CodeGroupPart, CodeItem, CodePrinciple, LocalCodeEdition


@dataclass(frozen=True)
class ItemList:
    """The items of a group, or those of the whole principle (`group` is None), in their order."""

    key: str
    label: str
    group: CodeGroup | None
    items: list[CodeItem]
    stands_for: frozenset[int]


@dataclass(frozen=True)
class PrinciplePage:
    code: CodePrinciple
    lists: list[ItemList]
    removed_groups: list[CodeGroup]
    choices: PrincipleChoices


def find_principle(edition: LocalCodeEdition, letter: str) -> CodePrinciple | None:
    """The principle with its groups and items, removed ones too; three queries and one."""
    parts = CodeGroupPart.objects.filter(ended_at=None)
    groups = CodeGroup.objects.prefetch_related(Prefetch("parts", queryset=parts))
    items = CodeItem.objects.select_related("evidence")
    return (
        edition.principles.select_related("principle")
        .prefetch_related(Prefetch("groups", queryset=groups), Prefetch("items", queryset=items))
        .filter(principle__letter=letter)
        .first()
    )


def principle_page(edition: LocalCodeEdition, code: CodePrinciple) -> PrinciplePage:
    """Seven queries with those of `find_principle`."""
    items: dict[int | None, list[CodeItem]] = defaultdict(list)
    for item in code.items.all():
        items[item.group_id].append(item)
    groups = list(code.groups.all())
    standing = [group for group in groups if group.removed_at is None]
    lists = [
        ItemList(
            f"group-{group.pk}",
            group.heading or f"Heading {number}",
            group,
            items[group.pk],
            frozenset(part.sub_principle_id for part in group.parts.all()),
        )
        for number, group in enumerate(standing, 1)
    ]
    lists.append(ItemList("whole", "Whole principle", None, items[None], frozenset()))
    named = {item.evidence_id for item in code.items.all() if item.evidence_id}
    return PrinciplePage(
        code,
        lists,
        [group for group in groups if group.removed_at],
        choices_for(code.principle, edition.council, named=named),
    )
