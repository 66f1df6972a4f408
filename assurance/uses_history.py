"""What happened to the lines between items of evidence and rows, told from either side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet

from assurance.history import Event, Person

Tell = Callable[[Any, Any], str]


def use_events(records: QuerySet[Any], tell: Tell) -> Iterator[Event]:
    """An event for each record of the lines that `tell` has words for, given the one before it and itself."""
    last: dict[int, Any] = {}
    people = ("history_user", "evidence", "assessment__requirement", "assessment__cycle")
    for record in records.select_related(*people).order_by("history_id"):
        words = tell(last.get(record.id), record)
        last[record.id] = record
        if words:
            yield Event(record.history_date, Person.of(record.history_user), words=words)
