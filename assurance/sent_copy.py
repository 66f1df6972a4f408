"""An officer's copy of what they sent: the rows as they were, from the record and the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assurance.models import Assessment, ReviewCycle
from assurance.rows import Score, in_words, words_of
from assurance.saving import NOT_KEPT
from assurance.workflow.submitting import SUBMITTED
from governance.models import AuditEntry, Membership
from governance.templatetags.ga import govdate, govtime


@dataclass(frozen=True)
class SentRow:
    """`then` is the history's copy of the row as it was sent; `status` says where the row is now."""

    ref: str
    title: str
    sent_at: datetime
    then: Any
    score: Score
    evidence: list[str]
    actions: list[str]
    status: str

    @property
    def confirmed(self) -> str:
        """Who said that last year's answer is still true, and when; empty when it was changed."""
        if self.then.confirmed_at is None:
            return ""
        by, at = self.then.confirmed_by, self.then.confirmed_at
        return f"Confirmed unchanged by {by.name}, {govdate(at, 'short')}"


def sent_rows(cycle: ReviewCycle, membership: Membership) -> list[SentRow]:
    """The last version of each row that the member sent, in the order of the framework."""
    sent: dict[str, tuple[datetime, dict[str, Any]]] = {}
    entries = AuditEntry.objects.for_council(cycle.council).filter(
        action=SUBMITTED, object_id=str(cycle.pk), actor=membership.user
    )
    for entry in entries.order_by("sequence"):
        sent |= {data["ref"]: (entry.at, data) for data in entry.data["rows"]}
    if not sent:
        return []
    rows = Assessment.objects.filter(cycle=cycle, requirement__ref__in=sent).with_reference().in_order()
    versions = {
        (then.id, then.version): then
        for then in Assessment.history.filter(cycle=cycle, status=Assessment.Status.SUBMITTED)
        .exclude(history_change_reason=NOT_KEPT)
        .select_related("confirmed_by__user")
    }
    words = words_of(cycle.council)
    copies = []
    for row in rows:
        at, data = sent[row.ref]
        then = versions[row.pk, data["version"]]
        copies.append(
            SentRow(
                ref=row.ref,
                title=row.title,
                sent_at=at,
                then=then,
                score=in_words(then.own_score, words),
                evidence=data["evidence"],
                actions=data["actions"],
                status=row.get_status_display(),
            )
        )
    return copies


def as_text(rows: list[SentRow], *, cycle: ReviewCycle, membership: Membership) -> str:
    """The copy to keep, as plain text."""
    blocks = [f"{cycle.council}: {cycle}\nSent by {membership.name}"]
    return "\n\n".join([*blocks, *(_block(row) for row in rows)]) + "\n"


def _block(row: SentRow) -> str:
    then = row.then
    answer = (
        f"Does not apply: {then.not_applicable_reason}"
        if then.not_applicable
        else f"Score: {row.score.number} {row.score.word}"
    )
    parts = [
        f"{row.ref} {row.title}\nSent {govdate(row.sent_at)}, {govtime(row.sent_at)}\n{answer}",
        row.confirmed,
        then.narrative,
        f"Why it moved: {then.change_reason}" if then.change_reason else "",
        _listed("Evidence", row.evidence),
        _listed("Actions", row.actions),
        f"Private note to the reviewer: {then.private_note}" if then.private_note else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _listed(heading: str, lines: list[str]) -> str:
    return "\n".join([f"{heading}:", *(f"- {line}" for line in lines)]) if lines else ""
