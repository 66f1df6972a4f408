"""The histories of an item of evidence and of an action, through all the years."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from assurance.history import AT_ONCE, Event, Field, Person, Trail, light_records, saves
from assurance.models import (
    ActionInCycle,
    ActionLink,
    Assessment,
    Evidence,
    EvidenceUse,
    FileVersion,
    ImprovementAction,
)
from assurance.reach import EVERYTHING, Reach
from assurance.shell import readable
from assurance.uses_history import use_events
from governance.models import AuditEntry, Membership
from governance.templatetags.ga import govdate


def evidence_trail(item: Evidence, *, reader: Membership) -> Trail:
    """What the register said of an item, the rows that showed it in reviews that the member reads, and its
    files: four queries.
    """
    changes = [
        replace(event, words="" if last else "Put into the register")
        for event, _, last in saves(light_records(item.history))
    ]
    lines = EvidenceUse.history.filter(id__in=EvidenceUse.history.filter(evidence_id=item.pk).values("id"))
    events = [*changes, *use_events(lines, _on_the_item(item, reader)), *_files(item)]
    return Trail(events, item.history.select_related("owner_post", "merged_into"), EVIDENCE_FIELDS)


def action_trail(action: ImprovementAction, *, reach: Reach = EVERYTHING) -> Trail:
    """What was promised, on which rows that the reader may read, what was said of it since: five queries."""
    reasons = _reasons(action)
    changes = [
        replace(event, words=reasons.get(record["version"], "") if last else "Added")
        for event, record, last in saves(light_records(action.history, "version"))
    ]
    events = [*changes, *_links(action, reach), *_updates(action)]
    return Trail(events, action.history.select_related("owner_post", "joined_into"), ACTION_FIELDS)


def _on_the_item(item: Evidence, reader: Membership) -> Callable[[Any, Any], str]:
    def tell(before: Any, now: Any) -> str:
        if not readable([now.assessment.cycle], reader):
            return ""
        stood = before is not None and before.removed_at is None and before.evidence_id == item.pk
        stands = now.removed_at is None and now.evidence_id == item.pk
        where = row_in_words(now.assessment)
        if stands and not stood:
            return f"Shown on {where}"
        if stood and not stands:
            return f"No longer shown on {where}"
        if stood and before.note != now.note:
            return f"Note on {where}: {now.note or 'taken away'}"
        return ""

    return tell


def row_in_words(row: Assessment) -> str:
    return f"{row.requirement} ({row.cycle.label})"


def _files(item: Evidence) -> Iterator[Event]:
    versions = FileVersion.objects.filter(file__evidence=item).select_related(
        "file__removed_by__user", "added_by__user", "erased_by__user"
    )
    taken_off: dict[int, Event] = {}
    for version in versions.order_by("file_id", "number"):
        word = "File put in" if version.number == 1 else "New version of a file"
        yield Event(version.added_at, Person.of(version.added_by), words=f"{word}: {version.name}")
        if version.erased_at is not None:
            words = f"File erased: {version.name}. Why: {version.erased_reason}"
            yield Event(version.erased_at, Person.of(version.erased_by), words=words)
        file = version.file
        if file.removed_at is not None:
            words = f"File taken off: {version.name}"
            taken_off[file.pk] = Event(file.removed_at, Person.of(file.removed_by), words=words)
    yield from taken_off.values()


def _reasons(action: ImprovementAction) -> dict[int, str]:
    """The reason that was asked for with a change, by the version that it made."""
    entries = AuditEntry.objects.filter(
        council=action.council_id, object_type=action._meta.label_lower, object_id=str(action.pk)
    )
    return {
        entry.data["version"]: f"Why: {entry.data['reason']}"
        for entry in entries
        if entry.data.get("version") and entry.data.get("reason")
    }


def _links(action: ImprovementAction, reach: Reach) -> Iterator[Event]:
    parts = {part.cycle_id: part for part in ActionInCycle.objects.filter(action=action)}
    links = ActionLink.objects.filter(action=action).select_related(
        "assessment__requirement", "assessment__cycle", "ended_by__user"
    )
    for link in links:
        if not reach.holds(link.assessment.cycle_id):
            continue
        part = parts.get(link.assessment.cycle_id)
        at_once = abs(link.added_at - action.added_at) <= AT_ONCE
        by = Person.of(action.added_by) if at_once else None
        yield Event(link.added_at, by, words=f"{_came(part)} {row_in_words(link.assessment)}{_why(part)}")
        if link.ended_at is not None:
            words = f"No longer on {row_in_words(link.assessment)}"
            yield Event(link.ended_at, Person.of(link.ended_by), words=words)


def _came(part: ActionInCycle | None) -> str:
    is_carried = part is not None and part.origin == ActionInCycle.Origin.CARRIED
    return "Taken on from the year before, on" if is_carried else "Promised on"


def _why(part: ActionInCycle | None) -> str:
    return f". Why: {part.reason}" if part is not None and part.reason else ""


def _updates(action: ImprovementAction) -> Iterator[Event]:
    for update in action.updates.select_related("by__user"):
        said = f"{update.get_progress_display()}. {update.text}".rstrip()
        at = timezone.make_aware(datetime.combine(update.said_on, time.min))
        yield Event(at, Person.of(update.by), words=said, is_dated=True)


def _plain(label: str, name: str, *, is_long: bool = False) -> Field:
    return Field(label, lambda record: str(getattr(record, name) or ""), is_long)


def _choice(label: str, name: str) -> Field:
    return Field(label, lambda record: str(getattr(record, f"get_{name}_display")()))


def _day(label: str, name: str) -> Field:
    return Field(label, lambda record: govdate(getattr(record, name)))


EVIDENCE_FIELDS = [
    _plain("Title", "title"),
    _plain("Link", "link"),
    _plain("Post that owns it", "owner_post"),
    _day("In force from", "effective_from"),
    _day("Last reviewed", "last_reviewed"),
    _day("Next review", "next_review"),
    _choice("Who checked it?", "checked_by"),
    _choice("How far is it shown?", "shown"),
    Field(
        "Who may read about it?",
        lambda record: "everyone" if record.is_public else "people of the council",
        says_at_first=False,
    ),
    Field(
        "Is it used?",
        lambda record: "no longer used" if record.retired_at else "in use",
        says_at_first=False,
    ),
    _plain("Joined with", "merged_into"),
]
ACTION_FIELDS = [
    _plain("What will be done", "text", is_long=True),
    _plain("Finished when", "expected_outcome", is_long=True),
    _plain("Owner post", "owner_post"),
    _day("Due date", "due_on"),
    _choice("Priority", "priority"),
    _choice("Status", "status"),
    _day("Finished on", "completed_on"),
    _plain("Replaced by", "joined_into"),
]
