"""Texts of the statement written from the review: verbs that never touch what a person wrote.

Each text keeps what the draft said and the digest of its facts when it was written or last checked
(`StatementSection.drafted_text`, `drafted_from`), so that a later change of the review shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assurance.models import ReviewCycle
from governance import audit
from governance.models import Membership
from governance.workflow.errors import WorkflowError
from reports.arrangement import Arrangement, arrangement_of
from reports.drafting.standing import DraftState, state_of
from reports.drafting.writing import Draft, write_drafts
from reports.models import GovernanceStatement, StatementSection
from reports.workflow.statement_opening import lock_statement


class LookAgain(WorkflowError):
    """The text or the review changed since the page was opened."""


@dataclass(frozen=True)
class SeenDraft:
    """What a page showed of a text: its key and version, and the facts of the draft beside it."""

    key: str
    version: int
    facts: str


def note_facts(row: StatementSection, draft: Draft | None, *, at: datetime, seen: str = "") -> None:
    """Remember, on the row and not saved, what the review says as the text is written.

    `seen` is the digest of facts that its writer had in view: where the review has changed since, the text is
    overtaken from the start. What a draft said of those facts is known only where the row holds it.
    """
    if draft is None:
        return
    row.drafted_at = at
    if seen in {"", draft.facts}:
        row.drafted_text, row.drafted_from = draft.text, draft.facts
    elif row.drafted_from != seen:
        row.drafted_text, row.drafted_from = "", seen


@transaction.atomic
def write_first_draft(*, cycle: ReviewCycle, by: Membership, at: datetime) -> list[str]:
    """Fill every printed text that is empty; the headings of what was written."""
    desk = _Desk.open(cycle, by=by, at=at)
    shown = desk.arrangement.shown_keys
    return desk.write([key for key in desk.drafts if key in shown and desk.state(key).can_be_written])


@transaction.atomic
def write_again(*, cycle: ReviewCycle, by: Membership, at: datetime) -> list[str]:
    """Write every printed text anew that stands as it was drafted and whose facts changed; their headings."""
    desk = _Desk.open(cycle, by=by, at=at)
    shown = desk.arrangement.shown_keys
    return desk.write([key for key in desk.drafts if key in shown and desk.state(key).can_be_written_again])


@transaction.atomic
def write_section(*, cycle: ReviewCycle, key: str, by: Membership, at: datetime) -> list[str]:
    """Write one text that is empty or stands as it was drafted; refused when a person wrote in it."""
    desk = _Desk.open(cycle, by=by, at=at)
    state = desk.state(key)
    if not (state.is_empty or state.is_as_drafted):
        raise LookAgain(f"{desk.heading(key)}: somebody wrote in this text, so it was left as it is.")
    return desk.write([key])


@transaction.atomic
def take_draft(*, cycle: ReviewCycle, seen: SeenDraft, by: Membership, at: datetime) -> list[str]:
    """Put the draft in the place of what a person wrote, which stays in the history of the text."""
    desk = _Desk.open(cycle, by=by, at=at)
    desk.demand_unchanged(seen)
    return desk.write([seen.key])


@transaction.atomic
def confirm_text(*, cycle: ReviewCycle, seen: SeenDraft, by: Membership, at: datetime) -> list[str]:
    """Record that a text still holds although the review changed. It gets no new version: no word changed."""
    desk = _Desk.open(cycle, by=by, at=at)
    desk.demand_unchanged(seen)
    row = desk.rows[seen.key]
    note_facts(row, desk.drafts[seen.key], at=at)
    row.save(update_fields=["drafted_text", "drafted_from", "drafted_at"])
    desk.record("reports.statement.confirmed", [seen.key])
    return [desk.heading(seen.key)]


@dataclass(frozen=True)
class _Desk:
    """The statement, locked, with its texts and their drafts, in the order of its sections."""

    statement: GovernanceStatement
    rows: Mapping[str, StatementSection]
    arrangement: Arrangement
    drafts: Mapping[str, Draft]
    by: Membership
    at: datetime

    @classmethod
    def open(cls, cycle: ReviewCycle, *, by: Membership, at: datetime) -> _Desk:
        statement = lock_statement(cycle, by=by)
        arrangement = arrangement_of(statement.cycle, statement)
        drafts = write_drafts(statement.cycle, statement, on=timezone.localdate(at))
        return cls(
            statement,
            {row.key: row for row in statement.sections.all()},
            arrangement,
            {key: drafts[key] for key in arrangement.text_keys if key in drafts},
            by,
            at,
        )

    def state(self, key: str) -> DraftState:
        if key not in self.drafts:
            raise WorkflowError("Nothing can be written from the review for this text.")
        return state_of(self.rows.get(key), self.drafts[key])

    def heading(self, key: str) -> str:
        return self.arrangement.heading_of(key)

    def demand_unchanged(self, seen: SeenDraft) -> None:
        """What stands is what the person looked at: the text, and the facts beside it."""
        row = self.rows.get(seen.key)
        draft = self.drafts.get(seen.key)
        if row is None or draft is None or (row.version, draft.facts) != (seen.version, seen.facts):
            heading = self.heading(seen.key)
            raise LookAgain(f"{heading}: the text or the review changed while you looked. Look again.")

    def write(self, keys: list[str]) -> list[str]:
        """Put the drafts where they belong, each as a new version; nothing to write, nothing recorded."""
        for key in keys:
            row = self.rows.get(key) or StatementSection(
                council=self.statement.council, statement=self.statement, key=key, version=0
            )
            note_facts(row, self.drafts[key], at=self.at)
            row.text = row.drafted_text
            row.version += 1
            row.edited_by, row.edited_at = self.by, self.at
            row.save()
        if keys:
            self.record("reports.statement.drafted", keys)
        return [self.heading(key) for key in keys]

    def record(self, code: str, keys: list[str]) -> None:
        audit.record(
            code,
            council=self.statement.council,
            by=self.by.user,
            about=self.statement,
            at=self.at,
            sections=[self.heading(key) for key in keys],
        )
