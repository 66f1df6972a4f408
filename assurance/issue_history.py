"""The history of a significant issue: what was written, decided and said of it, and how it was carried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time

from django.utils import timezone

from assurance.history import Event, Field, Person, Trail, light_records, saves
from assurance.issue_policies import EARLY
from assurance.models import GovernanceIssue
from governance.models import AuditEntry
from governance.record_words import describe
from governance.templatetags.ga import govdate

# What the verbs record without a version of the issue's own: told in the words of the record of changes.
TOLD = (
    "assurance.issue.changed",
    "assurance.issue.action_linked",
    "assurance.issue.action_unlinked",
)


def issue_trail(issue: GovernanceIssue) -> Trail:
    """Texts and decisions by their versions, then ticks, actions and updates: four queries."""
    entries = list(
        AuditEntry.objects.filter(
            council=issue.council_id, object_type=issue._meta.label_lower, object_id=str(issue.pk)
        ).select_related("actor")
    )
    reasons = {
        entry.data["version"]: f"Why: {entry.data['reason']}"
        for entry in entries
        if entry.data.get("version") and entry.data.get("reason")
    }
    changes = [
        replace(event, words=reasons.get(record["version"], "") if last else "Raised")
        for event, record, last in saves(light_records(issue.history, "version"))
    ]
    told = [
        Event(entry.at, Person.of(entry.actor), words=describe(entry, rights=EARLY))
        for entry in entries
        if entry.action in TOLD
    ]
    events = [*changes, *told, *_carried(issue), *_updates(issue)]
    return Trail(events, issue.history.select_related("owner_post"), ISSUE_FIELDS)


def _carried(issue: GovernanceIssue) -> Iterator[Event]:
    for part in issue.in_cycles.select_related("cycle__carried_forward_by__user"):
        at = part.cycle.carried_forward_at
        if part.origin == part.Origin.CARRIED and at is not None:
            words = f"Carried into {part.cycle.label}{f'. Why: {part.reason}' if part.reason else ''}"
            yield Event(at, Person.of(part.cycle.carried_forward_by), words=words)


def _updates(issue: GovernanceIssue) -> Iterator[Event]:
    for update in issue.updates.select_related("by__user"):
        at = timezone.make_aware(datetime.combine(update.said_on, time.min))
        said = f"{update.get_progress_display()}. {update.text}"
        yield Event(at, Person.of(update.by), words=said, is_dated=True)


def _text(label: str, name: str, *, is_long: bool = False) -> Field:
    return Field(label, lambda record: str(getattr(record, name) or ""), is_long)


def _day(label: str, name: str) -> Field:
    return Field(label, lambda record: govdate(getattr(record, name)))


ISSUE_FIELDS = [
    _text("Title", "title"),
    _text("What is wrong", "description", is_long=True),
    _text("What it has led to", "impact", is_long=True),
    _text("What the council does", "response", is_long=True),
    _text("Owner post", "owner_post"),
    _day("Due date", "due_on"),
    _text("Committee that watches it", "committee"),
    Field("State", lambda record: str(record.get_status_display())),
    _text("Why it was decided so", "decision_reason", is_long=True),
    _text("Committee that closed it", "closed_committee"),
    _day("Closed on", "closed_on"),
    _text("Minute", "closed_minute"),
    _text("What came of it", "closed_outcome", is_long=True),
]
