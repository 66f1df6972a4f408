"""The history of a thing as people read it: who, when, and what changed in words, newest first.

A thing has records (one for each save, by simple-history) and other events told in words. What one person
did within half an hour is one entry, from the first to the last save; sending, deciding and the like stand
alone. Records are read light to be grouped, and whole only for the entries of one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from assurance.differences import Segment, segments
from assurance.saving import NOT_KEPT
from governance.models import Membership, User

TOGETHER = timedelta(minutes=30)
AT_ONCE = timedelta(minutes=1)  # an action and its place on a row come in one press
PER_PAGE = 50
USER = "history_user"
LIGHT = ("history_id", "history_date", USER, f"{USER}__name", f"{USER}__email", "history_change_reason")


@dataclass(frozen=True)
class Person:
    """Whoever did something, by the key of the user: names can be the same."""

    key: int
    name: str

    @classmethod
    def of(cls, one: Membership | User | None) -> Person | None:
        user = one.user if isinstance(one, Membership) else one
        return cls(user.pk, str(user)) if user else None


@dataclass(frozen=True)
class Event:
    """Something that happened: the save that made the record `record` out of `before`, words, or both.

    `is_lost` marks a text that its writer gave up. `is_dated` events have a day and no time.
    """

    at: datetime
    by: Person | None
    words: str = ""
    record: int | None = None
    before: int | None = None
    stands_alone: bool = False
    is_lost: bool = False
    is_dated: bool = False


@dataclass(frozen=True)
class Field:
    """A field with its label on screen, and how its value in a record reads."""

    label: str
    read: Callable[[Any], str]
    is_long: bool = False
    says_at_first: bool = True  # also when the thing came into being


@dataclass(frozen=True)
class Change:
    """A field before and after, in words."""

    label: str
    before: str
    after: str
    is_long: bool = False

    @property
    def words(self) -> str:
        if not self.before:
            return self.after
        return f"from {self.before} to {self.after}" if self.after else f"taken away; it was {self.before}"

    @property
    def segments(self) -> list[Segment]:
        return segments(self.before, self.after)


@dataclass(frozen=True)
class Step:
    """One save of an entry."""

    at: datetime
    changes: list[Change]


@dataclass(frozen=True)
class Entry:
    """What one person did at one time. `key` stays the same when later saves join the entry."""

    key: str
    by: Person | None
    since: datetime
    at: datetime
    is_dated: bool
    words: list[str]
    changes: list[Change]
    lost: list[Change]
    saves: int
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class Trail:
    """The events of a thing in any order, its records, and the fields that the reader may see."""

    events: list[Event]
    records: QuerySet[Any]
    fields: list[Field]
    is_partial: bool = False


@dataclass(frozen=True)
class History:
    """One page of a history."""

    page: Page[list[Event]]
    entries: list[Entry]


def light_records(records: QuerySet[Any], *more: str) -> list[dict[str, Any]]:
    """What grouping needs of each record, the oldest first: no long text among it."""
    return list(records.order_by("history_id").values(*LIGHT, *more))


def saves(light: Iterable[dict[str, Any]]) -> Iterator[tuple[Event, dict[str, Any], dict[str, Any] | None]]:
    """An event for each record, with the record and the kept one before it."""
    last: dict[str, Any] | None = None
    for record in light:
        is_lost = record["history_change_reason"] == NOT_KEPT
        event = Event(
            at=record["history_date"],
            by=_user_of(record),
            record=record["history_id"],
            before=last["history_id"] if last else None,
            is_lost=is_lost,
        )
        yield event, record, last
        last = last if is_lost else record


def _user_of(light: dict[str, Any]) -> Person | None:
    name = light[f"{USER}__name"] or light[f"{USER}__email"]
    return Person(light[USER], name) if name else None


def read_history(trail: Trail, *, page: str | None, opened: str = "") -> History:
    """One page: one query for its records. `opened` is the key of the entry whose saves are shown singly."""
    groups = list(reversed(_grouped(trail.events)))
    shown = Paginator(groups, PER_PAGE).get_page(page)
    needed: set[int] = set()
    for group in shown:
        needed |= _needed(group, is_open=_key(group) == opened)
    records = {record.history_id: record for record in trail.records.filter(history_id__in=needed)}
    entries = [_entry(group, records, trail.fields, is_open=_key(group) == opened) for group in shown]
    return History(shown, entries)


def _grouped(events: list[Event]) -> list[list[Event]]:
    groups: list[list[Event]] = []
    for event in sorted(events, key=lambda event: event.at):
        if groups and _belongs(event, groups[-1]):
            groups[-1].append(event)
        else:
            groups.append([event])
    return groups


def _belongs(event: Event, group: list[Event]) -> bool:
    first = group[0]
    return (
        event.by is not None
        and first.by is not None
        and event.by.key == first.by.key
        and event.is_dated == first.is_dated
        and not (event.stands_alone or first.stands_alone)
        and event.at - first.at <= TOGETHER
    )


def _key(group: list[Event]) -> str:
    return next((str(event.record) for event in group if event.record), "")


def _kept(group: list[Event]) -> list[Event]:
    return [event for event in group if event.record and not event.is_lost]


def _needed(group: list[Event], *, is_open: bool) -> set[int]:
    """The records that an entry compares: the first and the last, and all of those shown singly."""
    kept = _kept(group)
    compared = kept if is_open else kept[-1:]
    ids = {event.record for event in compared} | {event.before for event in compared}
    ids |= {event.before for event in kept[:1]}
    ids |= {key for event in group if event.is_lost for key in (event.record, event.before)}
    return {key for key in ids if key is not None}


def _entry(group: list[Event], records: dict[int, Any], fields: list[Field], *, is_open: bool) -> Entry:
    kept = _kept(group)
    changes = (
        compare(records.get(kept[0].before or 0), records.get(kept[-1].record or 0), fields) if kept else []
    )
    lost = [
        Change(change.label, "", change.after, change.is_long)
        for event in group
        if event.is_lost
        for change in compare(records.get(event.before or 0), records.get(event.record or 0), fields)
        if change.is_long
    ]
    steps = [
        Step(event.at, compare(records.get(event.before or 0), records.get(event.record or 0), fields))
        for event in kept
    ]
    return Entry(
        key=_key(group),
        by=group[0].by,
        since=group[0].at,
        at=group[-1].at,
        is_dated=group[0].is_dated,
        words=[words for words, _ in groupby(event.words for event in group) if words],
        changes=changes,
        lost=lost,
        saves=len(kept),
        steps=steps if is_open and len(kept) > 1 else [],
    )


def compare(before: Any, now: Any, fields: list[Field]) -> list[Change]:
    """The fields in which two records differ; what the first record holds when there is none before."""
    if now is None:
        return []
    told = [each for each in fields if before is not None or each.says_at_first]
    pairs = [(each, each.read(before) if before is not None else "", each.read(now)) for each in told]
    return [Change(each.label, old, new, each.is_long) for each, old, new in pairs if old != new]
