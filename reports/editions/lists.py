"""The lists in a version of the Local Code: which rows stand together, and what a row is called."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, QuerySet

from reports.models import CodeGroup, CodeItem, CodeRole, CodeSection

# Where an item stands: the key of its principle, and of its group unless it belongs to the whole principle.
Place = tuple[int, int | None]
ListedRow = CodeSection | CodeGroup | CodeItem | CodeRole


def name_of(row: ListedRow) -> str:
    """What a row is called in a sentence: its first words."""
    words = str(row).replace("*", "").strip() or "a part without a heading"
    return f"“{words[:60]}…”" if len(words) > 60 else f"“{words}”"


def listed_with(row: Any) -> QuerySet[Any]:
    """The rows of the list that this one stands in, those that were removed too."""
    if isinstance(row, CodeSection | CodeRole):
        return type(row)._default_manager.filter(edition_id=row.edition_id)
    if isinstance(row, CodeGroup):
        return CodeGroup.objects.filter(code_principle_id=row.code_principle_id)
    return CodeItem.objects.filter(code_principle_id=row.code_principle_id, group_id=row.group_id)


def last_position(row: ListedRow) -> int:
    """The place after the last one of the row's list."""
    return int(listed_with(row).aggregate(last=Max("position"))["last"] or 0) + 1


def place_of(item: CodeItem) -> Place:
    return item.code_principle_id, item.group_id


def place_name(place: Place) -> str:
    """As a form sends it: "12-34", and "12-" for the whole principle."""
    principle, group = place
    return f"{principle}-{group or ''}"
