"""Saving the statement: each text against its own version, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assurance.models import ReviewCycle
from governance import audit
from governance.models import Membership
from reports.drafting.writing import Draft, write_drafts
from reports.models import GovernanceStatement, StatementSection
from reports.pasted_text import cleaned
from reports.workflow.statement_drafts import note_facts
from reports.workflow.statement_opening import lock_statement


@dataclass(frozen=True)
class OpinionEdit:
    """The opinion as a form gives it; `version` is that of the statement the form was opened with."""

    opinion: str
    sentence: str
    as_at: date | None
    version: int


@dataclass(frozen=True)
class SectionEdit:
    """A section's text as a form gives it; version 0: nobody had written it when the form was opened.

    `facts` is the digest of what the review said on the page where it was typed; empty where none was shown.
    """

    text: str
    version: int
    facts: str = ""


@dataclass
class Saved:
    """What a save did. `conflicts` holds the sections that someone else wrote meanwhile, as they stand now.

    `opinion_conflict` is the statement as it stands when its opinion was changed by two people.
    """

    sections: list[str] = field(default_factory=list)
    conflicts: dict[str, StatementSection] = field(default_factory=dict)
    opinion: bool = False
    opinion_conflict: GovernanceStatement | None = None

    @property
    def changed(self) -> bool:
        return bool(self.sections) or self.opinion

    @property
    def is_clean(self) -> bool:
        return not self.conflicts and self.opinion_conflict is None


@transaction.atomic
def save_statement(
    *,
    cycle: ReviewCycle,
    opinion: OpinionEdit,
    sections: Mapping[str, SectionEdit],
    by: Membership,
    at: datetime,
) -> Saved:
    """Save what this person changed; what someone else changed meanwhile is never overwritten.

    Each text remembers what the review said when its page was opened: a later change shows beside it.
    """
    statement = lock_statement(cycle, by=by)
    saved = Saved()
    save_opinion(statement, opinion, saved)
    standing = {section.key: section for section in statement.sections.select_related("edited_by__user")}
    drafts: Mapping[str, Draft] = {}
    for key, edit in sections.items():
        row = section_to_write(statement, key, standing.get(key), edit, saved)
        if row is None:
            continue
        drafts = drafts or write_drafts(statement.cycle, statement, on=timezone.localdate(at))
        note_facts(row, drafts.get(key), at=at, seen=edit.facts)
        row.text, row.version = edit.text, row.version + 1
        row.edited_by, row.edited_at = by, at
        row.save()
        saved.sections.append(key)
    if saved.changed:
        audit.record(
            "reports.statement.saved",
            council=cycle.council,
            by=by.user,
            about=statement,
            at=at,
            sections=saved.sections,
            opinion=saved.opinion,
        )
    return saved


def save_opinion(statement: GovernanceStatement, edit: OpinionEdit, saved: Saved) -> None:
    wanted = (edit.opinion, edit.sentence, edit.as_at)
    if wanted == opinion_of(statement):
        return
    if edit.version != statement.version:
        if wanted != opinion_at(statement, edit.version):
            saved.opinion_conflict = statement
        return
    statement.opinion, statement.opinion_sentence, statement.as_at = wanted
    statement.version += 1
    statement.save(update_fields=["opinion", "opinion_sentence", "as_at", "version"])
    saved.opinion = True


def opinion_of(statement: GovernanceStatement) -> tuple[str, str, date | None]:
    return statement.opinion, statement.opinion_sentence, statement.as_at


def opinion_at(statement: GovernanceStatement, version: int) -> tuple[str, str, date | None] | None:
    """The opinion of an earlier version, from history; None when it is not on record."""
    then = statement.history.filter(version=version).order_by("history_id").last()
    return (then.opinion, then.opinion_sentence, then.as_at) if then else None


def section_to_write(
    statement: GovernanceStatement,
    key: str,
    standing: StatementSection | None,
    edit: SectionEdit,
    saved: Saved,
) -> StatementSection | None:
    """The row that takes the text; None for one that this person did not touch, and for a conflict, noted."""
    if is_same(edit.text, standing.text if standing else ""):
        return None
    if standing is None:
        return StatementSection(council=statement.council, statement=statement, key=key, version=0)
    if edit.version != standing.version:
        if not is_same(edit.text, text_at(standing, edit.version)):
            saved.conflicts[key] = standing
        return None
    return standing


def is_same(text: str, kept: str) -> bool:
    """A form gives a text back cleaned; one that was kept before that counts as untouched."""
    return text in {kept, cleaned(kept)}


def text_at(section: StatementSection, version: int) -> str:
    """The text of an earlier version, from history; empty for version 0."""
    then = section.history.filter(version=version).order_by("history_id").last()
    return then.text if then else ""
