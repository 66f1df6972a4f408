"""The history of a row: answers and decisions, evidence, actions, who answers it. Comments are no part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assurance import policies
from assurance.history import AT_ONCE, Event, Field, Person, Trail, light_records, saves
from assurance.models import ActionLink, Assessment, Assignment, EvidenceUse, OfficerReply, SentBack
from assurance.row_forms import FIELD_LABELS
from assurance.rows import in_words, words_of
from assurance.scores import BandWords
from assurance.uses_history import use_events
from governance.models import Membership

Status = Assessment.Status
PEOPLE = ("confirmed_by__user",)


def row_trail(row: Assessment, *, membership: Membership, rights: policies.Rights) -> Trail | None:
    """All of the row for those who may see the officer's score; its agreements for others, if it is agreed.

    Reads `assignments` as fetched.
    """
    words = words_of(row.cycle.council)
    records = row.history.select_related(*PEOPLE)
    light = light_records(row.history, "status")
    if not policies.can_see_own_score(membership, rights, row):
        events = list(_agreements(light)) if row.status == Status.AGREED else []
        return Trail(events, records, _agreed_fields(words), is_partial=True) if events else None
    events = [
        *_saves(light, _reasons(row)),
        *use_events(EvidenceUse.history.filter(assessment=row), _on_the_row),
        *_actions(row),
        *_people(row),
        *_replies(row),
    ]
    reads_note = policies.can_read_private_note(membership, rights, row)
    return Trail(events, records, _all_fields(words, reads_note=reads_note))


def _saves(light: list[dict[str, Any]], reasons: Iterator[SentBack]) -> Iterator[Event]:
    for event, record, last in saves(light):
        if last is None:
            yield replace(event, words="The row came with the review")
            continue
        now, was = record["status"], last["status"]
        words = _decision(was, now) if now != was and not event.is_lost else ""
        if words and now == Status.SENT_BACK:
            reason = next(reasons, None)
            words = f"{words}: “{reason.reason}”" if reason else words
        yield replace(event, words=words, stands_alone=bool(words))


def _decision(was: str, now: str) -> str:
    """What a change of state is called; nothing for those that only say that somebody is at work."""
    if now == Status.SUBMITTED:
        return "Sent to the reviewers"
    if now == Status.AGREED:
        return "Agreed"
    if now == Status.SENT_BACK:
        return "Reopened" if was == Status.AGREED else "Sent back"
    return "Taken back" if was == Status.SUBMITTED else ""


def _reasons(row: Assessment) -> Iterator[SentBack]:
    """Reasons in the order of the decisions that they belong to."""
    return iter(SentBack.objects.filter(assessment=row).order_by("at", "pk"))


def _agreements(light: list[dict[str, Any]]) -> Iterator[Event]:
    """Each agreement, compared with the one before it."""
    before: int | None = None
    for event, record, last in saves(light):
        is_new = last is None or last["status"] != Status.AGREED
        if record["status"] == Status.AGREED and is_new and not event.is_lost:
            yield replace(event, words="Agreed", before=before, stands_alone=True)
            before = event.record


def _on_the_row(before: Any, now: Any) -> str:
    """What a change of the line between an item and the row says on the row's side."""
    title = f"“{now.evidence.title}”"
    stood, stands = before is not None and before.removed_at is None, now.removed_at is None
    if stands and not stood:
        return f"Evidence added: {title}"
    if stood and not stands:
        return f"Evidence taken off: {title}"
    if stood and before.evidence_id != now.evidence_id:
        return f"Evidence “{before.evidence.title}” joined with {title}"
    if stood and before.note != now.note:
        return f"Note on the evidence {title}: {now.note or 'taken away'}"
    return ""


def _actions(row: Assessment) -> Iterator[Event]:
    links = ActionLink.objects.filter(assessment=row).select_related(
        "action__added_by__user", "ended_by__user"
    )
    for link in links:
        action = link.action
        is_new = abs(link.added_at - action.added_at) <= AT_ONCE
        by = Person.of(action.added_by) if is_new else None
        word = "Action added" if is_new else "Action put on the row"
        yield Event(link.added_at, by, words=f"{word}: “{action.text}”")
        if link.ended_at is not None:
            words = f"Action taken off: “{action.text}”"
            yield Event(link.ended_at, Person.of(link.ended_by), words=words)


def _people(row: Assessment) -> Iterator[Event]:
    people = Assignment.objects.filter(assessment=row).select_related(
        "member__user", "assigned_by__user", "ended_by__user"
    )
    for each in people:
        verb = "leads" if each.kind == Assignment.Kind.LEAD else "contributes to"
        yield Event(each.started_at, Person.of(each.assigned_by), words=f"{each.member.name} {verb} the row")
        if each.ended_at is not None:
            words = f"{each.member.name} no longer {verb} the row"
            yield Event(each.ended_at, Person.of(each.ended_by), words=words)


def _replies(row: Assessment) -> Iterator[Event]:
    for reply in OfficerReply.objects.filter(assessment=row).select_related("by__user"):
        words = f"Replied to the agreed score: “{reply.text}”"
        yield Event(reply.at, Person.of(reply.by), words=words, stands_alone=True)


def _score_field(name: str, label: str, words: dict[str, BandWords]) -> Field:
    def read(record: Any) -> str:
        score = in_words(getattr(record, name), words)
        return f"{score.number} {score.word}" if score.number else ""

    return Field(label, read)


def _text(name: str, *, is_long: bool = False) -> Field:
    return Field(FIELD_LABELS[name], lambda record: getattr(record, name), is_long)


def _applies(record: Any) -> str:
    return "Does not apply" if record.not_applicable else ""


def _confirmed(record: Any) -> str:
    return f"confirmed unchanged by {record.confirmed_by.name}" if record.confirmed_by else ""


def _agreed_reason(record: Any) -> str:
    return str(record.agreed_reason)


def _agreed_fields(words: dict[str, BandWords]) -> list[Field]:
    return [
        _score_field("agreed_score", "Agreed score", words),
        Field(FIELD_LABELS["not_applicable"], _applies),
        _text("not_applicable_reason"),
        _text("narrative", is_long=True),
    ]


def _all_fields(words: dict[str, BandWords], *, reads_note: bool) -> list[Field]:
    return [
        Field("Last year's answer", _confirmed),
        _score_field("own_score", FIELD_LABELS["own_score"], words),
        Field(FIELD_LABELS["not_applicable"], _applies),
        _text("not_applicable_reason"),
        _text("change_reason"),
        _text("narrative", is_long=True),
        *([_text("private_note", is_long=True)] if reads_note else []),
        _score_field("agreed_score", "Agreed score", words),
        Field("Why the agreed score differs", _agreed_reason),
    ]
