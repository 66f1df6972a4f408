"""Handing rows to the reviewers, and taking one back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from simple_history.utils import bulk_update_with_history

from assurance import policies
from assurance.models import Assessment, ReviewCycle
from assurance.reviewers import reviewers_of
from assurance.row_changes import what_changed
from assurance.row_sources import actions_of, evidence_of
from assurance.rules import Gap, gaps_before_submission
from assurance.workflow.locking import lock_cycle, lock_rows
from assurance.workflow.notices import tell
from governance import audit
from governance.models import Membership
from governance.workflow.errors import WorkflowError

SUBMITTED = "assurance.rows.submitted"
TAKEN_BACK = "assurance.assessment.taken_back"
CHANGED_FIELDS = [
    "status",
    "version",
    "scored_by",
    "submitted_by",
    "submitted_at",
    "review_opened_at",
    "agreed_score",
    "agreed_reason",
    "agreed_by",
    "agreed_at",
]


@dataclass(frozen=True)
class Incomplete:
    """A row that stays with its officer, and what it lacks."""

    row: Assessment
    gaps: list[Gap]


@dataclass(frozen=True)
class Sorted:
    """Rows of one person by what submitting would do with them."""

    complete: list[Assessment]
    incomplete: list[Incomplete]
    done: list[Assessment]


def sort_rows(rows: Iterable[Assessment], *, by: Membership) -> Sorted:
    """Complete, incomplete and already handed over; rows of one review, with people and sources fetched.

    Rows that `by` may not submit although they are open are left out.
    """
    result = Sorted([], [], [])
    listed = list(rows)
    if not listed:
        return result
    cycle = listed[0].cycle
    rights = by.permissions(year=cycle.year)
    reason_from = cycle.council.setting("change_asking_reason")
    for row in listed:
        if row.is_done:
            result.done.append(row)
        elif policies.can_submit(by, rights, row):
            gaps = gaps_before_submission(row, has_evidence=bool(evidence_of(row)), reason_from=reason_from)
            if gaps:
                result.incomplete.append(Incomplete(row, gaps))
            else:
                result.complete.append(row)
    return result


@dataclass(frozen=True)
class Submission:
    submitted: list[Assessment]
    left_out: list[Incomplete]


@transaction.atomic
def submit(
    *,
    rows: Iterable[Assessment],
    by: Membership,
    at: datetime,
    versions: Mapping[int, int] | None = None,
) -> Submission:
    """Hand every complete row of one review to the reviewers; incomplete ones stay and say what they lack.

    `versions` are those that the person has read, by the key of the row: when a colleague has changed one of
    them since, nothing is sent. Whoever submits a row that came from a file becomes its scorer (DOMAIN.md
    §5).
    """
    listed = list(rows)
    if not listed:
        raise WorkflowError("There is no row to submit.")
    cycle = lock_cycle(listed[0].cycle)
    if not cycle.is_being_scored:
        raise WorkflowError(f"The {cycle} is not open: its rows stay as they are.")
    sorted_rows = sort_rows(lock_rows(listed), by=by)
    if versions is not None:
        _refuse_unread(sorted_rows, versions)
    if not sorted_rows.complete:
        raise WorkflowError(*_why_nothing(sorted_rows))
    for row in sorted_rows.complete:
        row.status = Assessment.Status.SUBMITTED
        row.version += 1
        row.scored_by = row.scored_by or by
        row.submitted_by, row.submitted_at = by, at
        row.review_opened_at = None
        row.agreed_score, row.agreed_reason, row.agreed_by, row.agreed_at = None, "", None, None
    bulk_update_with_history(sorted_rows.complete, Assessment, CHANGED_FIELDS, default_user=by.user)
    if cycle.stage == ReviewCycle.Stage.OPEN:
        cycle.stage = ReviewCycle.Stage.IN_REVIEW
        cycle.save(update_fields=["stage"])
    _record_and_tell(cycle, sorted_rows.complete, by=by, at=at)
    return Submission(sorted_rows.complete, sorted_rows.incomplete)


def _refuse_unread(sorted_rows: Sorted, versions: Mapping[int, int]) -> None:
    still_open = [*sorted_rows.complete, *(each.row for each in sorted_rows.incomplete)]
    changed = [row for row in still_open if row.version != versions[row.pk]]
    if changed:
        raise WorkflowError(*(_unread(row, since=versions[row.pk]) for row in changed))


def _unread(row: Assessment, *, since: int) -> str:
    changes = "; ".join(what_changed(row, since=since))
    return f"{row.ref} changed since you checked it: {changes}. Read it below, then submit."


def _why_nothing(sorted_rows: Sorted) -> list[str]:
    lacking = [f"{each.row.ref}: {gap.message}" for each in sorted_rows.incomplete for gap in each.gaps]
    handed = [f"{row.ref} is {row.get_status_display().lower()} already" for row in sorted_rows.done]
    return lacking or handed or ["None of these rows is yours to submit: the lead of a row sends it."]


def _record_and_tell(cycle: ReviewCycle, rows: list[Assessment], *, by: Membership, at: datetime) -> None:
    # Evidence and actions go on changing: what was sent with a row is kept with the event.
    sent = [
        {
            "ref": row.ref,
            "version": row.version,
            "evidence": [evidence.title for evidence in evidence_of(row)],
            "actions": [action.text for action in actions_of(row)],
        }
        for row in rows
    ]
    audit.record(SUBMITTED, council=cycle.council, by=by.user, about=cycle, at=at, rows=sent)
    what = f"{rows[0].ref} {rows[0].title}" if len(rows) == 1 else f"{len(rows)} rows"
    tell(
        reviewers_of(cycle),
        by=by,
        action=SUBMITTED,
        text=f"{by.name} sent you {what} of the {cycle}.",
        url=reverse("assurance:review-queue", args=[cycle.council.slug, cycle.year]),
    )


@transaction.atomic
def take_back(*, row: Assessment, by: Membership, at: datetime) -> Assessment:
    """Give a submitted row back to its officer, as long as no reviewer has opened it."""
    cycle = lock_cycle(row.cycle)
    [row] = lock_rows([row])
    if not policies.can_take_back(by, by.permissions(year=cycle.year), row):
        raise WorkflowError(_why_not_back(row, by))
    row.status = Assessment.Status.IN_PROGRESS
    row.version += 1
    row.submitted_by = row.submitted_at = None
    bulk_update_with_history([row], Assessment, CHANGED_FIELDS, default_user=by.user)
    audit.record(TAKEN_BACK, council=cycle.council, by=by.user, about=row, at=at)
    return row


def _why_not_back(row: Assessment, by: Membership) -> str:
    if not row.cycle.is_being_scored:
        return f"The {row.cycle} is not open: its rows stay as they are."
    if row.status != Assessment.Status.SUBMITTED:
        return f"{row.ref} is not with the reviewers: it is {row.get_status_display().lower()}."
    if not policies.speaks_for(by, row):
        return f"{row.ref} is not yours to take back: ask its lead."
    return f"{row.ref} cannot be taken back: a reviewer has opened it. Ask them to send it back."
