"""Sources of assurance: recorded, changed, withdrawn with a reason, their reports put with them.

Each verb locks the review first, so that two presses at once are told of each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from assurance.models import (
    AssuranceSource,
    Evidence,
    ReviewCycle,
    SourceEvidence,
    SourcePrinciple,
)
from assurance.saving import Clash, StaleSave, Values, save_guarded
from assurance.source_kinds import OWN_OPINION, line_of
from assurance.source_policies import right_for, why_not
from assurance.workflow.evidence import item_named
from assurance.workflow.locking import lock_cycle
from assurance.workflow.notices import tell
from framework.models import Principle
from governance import audit
from governance.models import Membership
from governance.permissions import Permission, roles_with
from governance.roles import conflict_between
from governance.workflow.changes import name_of
from governance.workflow.errors import WorkflowError

RECORDED = "assurance.source.recorded"
REASON_LIMIT = 500  # characters
CHECKED_BY = {
    AssuranceSource.Line.SERVICE: Evidence.CheckedBy.SERVICE,
    AssuranceSource.Line.OTHER_TEAM: Evidence.CheckedBy.ANOTHER_TEAM,
    AssuranceSource.Line.INDEPENDENT: Evidence.CheckedBy.INDEPENDENT,
}


class SourceChanged(WorkflowError):
    """Somebody changed the same fields meanwhile: nothing was saved. `version`: the one to save over."""

    def __init__(self, clashes: list[Clash], version: int) -> None:
        super().__init__(
            "A colleague changed this meanwhile. Nothing was saved; what you typed is still here."
        )
        self.clashes = clashes
        self.version = version


@dataclass(frozen=True)
class Principles:
    """What a form showed as ticked, and what came back: what others ticked meanwhile stays ticked."""

    seen: frozenset[int]
    chosen: frozenset[int]


@transaction.atomic
def record_source(
    *,
    cycle: ReviewCycle,
    kind: str,
    values: Values,
    principles: Iterable[Principle] = (),
    evidence: str = "",
    link: str = "",
    by: Membership,
    at: datetime,
) -> AssuranceSource:
    """A source of the review, with the principles it speaks about and its report by title, if given.

    Who is told: of an opinion of internal audit, and of whatever the statement has to answer, those who
    record sources.
    """
    cycle = lock_cycle(cycle)
    _require(cycle, kind, by)
    if kind == OWN_OPINION and AssuranceSource.objects.standing().filter(cycle=cycle, kind=kind).exists():
        raise WorkflowError("The opinion for this year is recorded already. Change it, or withdraw it first.")
    line = values.get("line") or line_of(kind)
    if line is None:
        raise WorkflowError("Say who checked it.")
    source = AssuranceSource(
        council=cycle.council,
        cycle=cycle,
        kind=kind,
        **(values | {"line": line}),
        recorded_by=by,
        recorded_at=at,
    )
    source._history_user = by.user
    source.save()
    SourcePrinciple.objects.bulk_create(
        SourcePrinciple(council=cycle.council, source=source, principle=principle) for principle in principles
    )
    _record(RECORDED, source, by=by, at=at, opinion=opinion_words(source))
    if evidence:
        _attach(source, evidence, link=link, by=by, at=at)
    if kind == OWN_OPINION or source.is_unfavourable:
        _tell(source, by=by, verb="recorded")
    return source


@transaction.atomic
def change_source(
    *,
    source: AssuranceSource,
    version: int,
    values: Values,
    principles: Principles,
    by: Membership,
    at: datetime,
) -> bool:
    """Save what differs; False when nothing does. `SourceChanged` when somebody was quicker."""
    current = _lock(source, by)
    before = opinion_words(current)
    shown = {name: _shown(current, name) for name in values}
    try:
        outcome = save_guarded(current, version=version, values=values, by=by.user)
    except StaleSave:
        raise WorkflowError("Look at what it says now, then save again.") from None
    if outcome.clashes:
        raise SourceChanged(outcome.clashes, current.version)
    changes: dict[str, list[str]] = {
        name_of(AssuranceSource, name): [shown[name], _shown(outcome.row, name)] for name in outcome.written
    }
    changes |= _tick(current, principles, at=at)
    if not changes:
        return False
    _record("assurance.source.changed", outcome.row, by=by, at=at, changes=changes)
    if current.kind == OWN_OPINION and opinion_words(outcome.row) != before:
        _tell(outcome.row, by=by, verb="changed")
    return True


@transaction.atomic
def withdraw_source(*, source: AssuranceSource, reason: str, by: Membership, at: datetime) -> AssuranceSource:
    """It counts no more and stays on record with the reason: nothing is deleted."""
    current = _lock(source, by)
    reason = reason.strip()
    if not reason:
        raise WorkflowError("Say why it is withdrawn.")
    values: Values = {"withdrawn_by_id": by.pk, "withdrawn_at": at, "withdrawn_reason": reason}
    outcome = save_guarded(current, version=current.version, values=values, by=by.user)
    _record("assurance.source.withdrawn", outcome.row, by=by, at=at, reason=reason)
    return outcome.row


@transaction.atomic
def attach_evidence(
    *, source: AssuranceSource, title: str, link: str = "", by: Membership, at: datetime
) -> Evidence:
    """Put an item of the register with the source by its title, making the item when there is none."""
    return _attach(_lock(source, by), title, link=link, by=by, at=at)


@transaction.atomic
def detach_evidence(*, source: AssuranceSource, item: int, by: Membership, at: datetime) -> None:
    """Take an item (its key) off the source; it stays in the register."""
    current = _lock(source, by)
    standing = SourceEvidence.objects.filter(source=current, evidence_id=item, ended_at=None)
    link = standing.select_related("evidence").first()
    if link is None:
        return
    link.ended_at = at
    link.save(update_fields=["ended_at"])
    _record("assurance.source.evidence_removed", current, by=by, at=at, title=link.evidence.title)


def opinion_words(source: AssuranceSource) -> str:
    """ "Reasonable", the words of the opinion where it has no level, or nothing."""
    return source.get_opinion_level_display() if source.opinion_level else source.opinion


def _attach(source: AssuranceSource, title: str, *, link: str, by: Membership, at: datetime) -> Evidence:
    title = " ".join(title.split())
    if not title:
        raise WorkflowError("Give the item a title.")
    checked_by = CHECKED_BY[AssuranceSource.Line(source.line)]
    item = item_named(source.council, title, link=link, by=by, checked_by=checked_by)
    _, is_new = SourceEvidence.objects.get_or_create(
        source=source, evidence=item, ended_at=None, defaults={"council": source.council}
    )
    if is_new:
        _record("assurance.source.evidence_added", source, by=by, at=at, title=item.title)
    return item


def _tick(source: AssuranceSource, principles: Principles, *, at: datetime) -> dict[str, list[str]]:
    """Apply what was ticked and unticked since the form was shown; what changed, by letters."""
    live = {link.principle_id: link for link in _live_links(source)}
    before = _letters(live.values())
    for key in sorted(principles.chosen - principles.seen - live.keys()):
        SourcePrinciple.objects.create(council=source.council, source=source, principle_id=key)
    gone = [live[key].pk for key in principles.seen - principles.chosen if key in live]
    SourcePrinciple.objects.filter(pk__in=gone).update(ended_at=at)
    after = _letters(_live_links(source))
    return {"principles": [before, after]} if before != after else {}


def _live_links(source: AssuranceSource) -> Iterable[SourcePrinciple]:
    return SourcePrinciple.objects.filter(source=source, ended_at=None).select_related("principle")


def _letters(links: Iterable[SourcePrinciple]) -> str:
    return ", ".join(sorted(link.principle.letter for link in links))


def _lock(source: AssuranceSource, by: Membership) -> AssuranceSource:
    """The source as it stands now, behind the lock of its review; refused when it may not be touched."""
    cycle = lock_cycle(source.cycle)
    current = AssuranceSource.objects.get(pk=source.pk)
    current.cycle, current.council = cycle, cycle.council
    _require(cycle, current.kind, by)
    if current.withdrawn_at is not None:
        raise WorkflowError(f"“{current}” is withdrawn and stays as it was.")
    return current


def _require(cycle: ReviewCycle, kind: str, by: Membership) -> None:
    """The state, the right, and for internal audit its independence, asked here too."""
    if refused := why_not(cycle):
        raise WorkflowError(refused)
    right = right_for(kind)
    if right not in by.permissions(year=cycle.year):
        raise WorkflowError(f"You cannot {right.value}.")
    if kind == OWN_OPINION and (conflict := conflict_between(by.roles(year=cycle.year))):
        raise WorkflowError(f"{conflict}.")


def _tell(source: AssuranceSource, *, by: Membership, verb: str) -> None:
    recipients = Membership.objects.for_council(source.council).holding(
        *roles_with(Permission.RECORD_SOURCES)
    )
    said = opinion_words(source)
    tell(
        recipients,
        by=by,
        action=RECORDED,
        text=f"{by.name} {verb} in the {source.cycle} “{source}”{f': {said}' if said else ''}",
        url=source.get_absolute_url(),
    )


def _record(code: str, source: AssuranceSource, *, by: Membership, at: datetime, **data: Any) -> None:
    audit.record(
        code,
        council=source.council,
        by=by.user,
        about=source,
        at=at,
        review=str(source.cycle),
        version=source.version,
        **data,
    )


def _shown(source: AssuranceSource, name: str) -> str:
    value = getattr(source, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    display = getattr(source, f"get_{name}_display", None)
    return str(display() if display else value or "")
