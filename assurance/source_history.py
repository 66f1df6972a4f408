"""The history of a source of assurance: what it said when, its principles and reports, its withdrawal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assurance.history import Event, Field, Person, Trail, light_records, saves
from assurance.models import AssuranceSource
from governance.models import AuditEntry
from governance.templatetags.ga import govdate


def source_trail(source: AssuranceSource) -> Trail:
    """Its saves, and what the record of changes tells of its links: two queries."""
    changes = [
        replace(event, words="" if last else "Recorded")
        for event, _, last in saves(light_records(source.history))
    ]
    return Trail([*changes, *_told(source)], source.history.all(), FIELDS)


def _told(source: AssuranceSource) -> Iterator[Event]:
    """Principles and reports are rows of their own: the record of changes says who changed them."""
    entries = AuditEntry.objects.filter(
        council=source.council_id, object_type=source._meta.label_lower, object_id=str(source.pk)
    ).select_related("actor")
    for entry in entries:
        if words := _words(entry):
            yield Event(entry.at, Person.of(entry.actor), words=words)


def _words(entry: AuditEntry) -> str:
    data = entry.data
    if entry.action == "assurance.source.withdrawn":
        return f"Withdrawn. Why: {data['reason']}"
    if entry.action == "assurance.source.evidence_added":
        return f"Report put with it: {data['title']}"
    if entry.action == "assurance.source.evidence_removed":
        return f"Report taken off: {data['title']}"
    if "principles" in data.get("changes", {}):
        before, after = data["changes"]["principles"]
        return f"Principles from {before or 'none'} to {after or 'none'}"
    return ""


def _plain(label: str, name: str, *, is_long: bool = False) -> Field:
    return Field(label, lambda record: str(getattr(record, name) or ""), is_long)


def _day(label: str, name: str) -> Field:
    return Field(label, lambda record: govdate(getattr(record, name)))


def _choice(label: str, name: str) -> Field:
    return Field(label, lambda record: str(getattr(record, f"get_{name}_display")() or ""))


FIELDS = [
    _plain("Who says so", "provider"),
    _choice("Who checked it", "line"),
    _day("Date", "dated_on"),
    _day("From", "period_from"),
    _day("To", "period_to"),
    _choice("Level of assurance", "opinion_level"),
    _plain("Opinion", "opinion", is_long=True),
    _plain("What they found", "summary", is_long=True),
    _plain("Conformance with the standards", "conformance", is_long=True),
    Field(
        "Does the statement have to answer it?",
        lambda record: "yes" if record.is_serious else "no",
        says_at_first=False,
    ),
]
