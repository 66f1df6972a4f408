"""A principle of an edition with all its rows, removed ones too, and what its items can be tied to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
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
    """`gone` are items that somebody moved away, or whose heading was removed, while the page was open."""

    code: CodePrinciple
    lists: list[ItemList]
    removed_groups: list[CodeGroup]
    gone: list[CodeItem]
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


def principle_page(edition: LocalCodeEdition, code: CodePrinciple, sent: Iterable[int] = ()) -> PrinciplePage:
    """Nine queries with those of `find_principle`.

    `sent` are keys of items whose boxes somebody sent: those that stand elsewhere by now are on the page too,
    so that nothing typed is lost.
    """
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
    listed = {item.pk for each in lists for item in each.items}
    elsewhere = CodeItem.objects.filter(code_principle__edition=edition, pk__in=set(sent) - listed)
    gone = list(elsewhere) if set(sent) - listed else []
    return PrinciplePage(
        code,
        lists,
        [group for group in groups if group.removed_at],
        gone,
        choices_for(code, edition.council, [*code.items.all(), *gone]),
    )
