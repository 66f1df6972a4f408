"""Deciding on submitted rows: agreeing, sending back, reopening."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from simple_history.utils import bulk_update_with_history

from assurance import policies
from assurance.models import Assessment, ReviewCycle, SentBack
from assurance.row_changes import what_changed
from assurance.scores import HIGHEST, LOWEST
from assurance.workflow.locking import lock_cycle, lock_rows
from assurance.workflow.notices import people_of, tell
from governance import audit
from governance.models import Membership
from governance.workflow.errors import WorkflowError

OPENED = "assurance.assessment.opened"
AGREED = "assurance.rows.agreed"
SENT_BACK = "assurance.assessment.sent_back"
REOPENED = "assurance.assessment.reopened"
LONGEST_REASON = 500  # characters of the reason for another score
CHANGED_FIELDS = ["status", "version", "agreed_score", "agreed_reason", "agreed_by", "agreed_at"]


@transaction.atomic
def mark_opened(*, row: Assessment, by: Membership, at: datetime) -> bool:
    """Note that a reviewer has opened a submitted row: from now on it is not taken back. True the first time.

    A receipt, not a change of the row: it makes no new version.
    """
    if not policies.can_agree(by, by.permissions(year=row.cycle.year), row):
        return False
    marked = Assessment.objects.filter(
        pk=row.pk, status=Assessment.Status.SUBMITTED, review_opened_at=None
    ).update(review_opened_at=at)
    if marked:
        audit.record(OPENED, council=row.cycle.council, by=by.user, about=row, at=at)
    return bool(marked)


@transaction.atomic
def agree(
    *, row: Assessment, score: int | None, reason: str, by: Membership, at: datetime, version: int
) -> Assessment:
    """Agree a submitted row: with the officer's score (None), or with another and the reason for it.

    The officer's score stays beside the agreed one. `version` is the row's as the reviewer read it.
    """
    cycle = lock_cycle(row.cycle)
    [row] = lock_rows([row])
    _refuse_agreeing(row, cycle=cycle, by=by, version=version)
    differs = score is not None and score != row.own_score
    reason = reason.strip() if differs else ""
    if differs:
        _refuse_score(row, score, reason)
    _set_agreed(row, score=score if differs else row.own_score, reason=reason, by=by, at=at)
    _save_agreed([row], cycle=cycle, by=by, at=at)
    if differs:
        tell(
            people_of(row),
            by=by,
            action=AGREED,
            text=(
                f"{by.name} agreed another score for {row.ref} {row.title}: {row.agreed_score}; your score"
                f" was {row.own_score}. {reason}"
            ),
            url=_row_url(row, cycle),
        )
    return row


@transaction.atomic
def agree_many(*, rows: Iterable[tuple[Assessment, int]], by: Membership, at: datetime) -> list[Assessment]:
    """Agree several rows of one review with their officers' scores: all of them or none.

    Each row comes with its version as the reviewer read it.
    """
    versions = {row.pk: version for row, version in rows}
    if not versions:
        raise WorkflowError("Tick at least one row to agree.")
    unlocked = list(Assessment.objects.select_related("cycle").filter(pk__in=versions))
    cycle = lock_cycle(unlocked[0].cycle)
    locked = lock_rows(unlocked)
    messages: list[str] = []
    for row in locked:
        try:
            _refuse_agreeing(row, cycle=cycle, by=by, version=versions[row.pk])
        except WorkflowError as error:
            messages += error.messages
    if messages:
        raise WorkflowError(*messages)
    for row in locked:
        _set_agreed(row, score=row.own_score, reason="", by=by, at=at)
    _save_agreed(locked, cycle=cycle, by=by, at=at)
    return locked


@transaction.atomic
def send_back(*, row: Assessment, reason: str, by: Membership, at: datetime, version: int) -> Assessment:
    """Return a submitted row to its officer, who is told why."""
    cycle = lock_cycle(row.cycle)
    [row] = lock_rows([row])
    _refuse_closed(cycle)
    _refuse_stale(row, version)
    if not policies.can_send_back(by.permissions(year=cycle.year), row):
        raise WorkflowError(_not_waiting(row))
    return _return_to_officer(row, SENT_BACK, "sent back", reason=reason, cycle=cycle, by=by, at=at)


@transaction.atomic
def reopen_row(*, row: Assessment, reason: str, by: Membership, at: datetime) -> Assessment:
    """Return an agreed row to its officer while the review is not finished; the agreement is undone."""
    cycle = lock_cycle(row.cycle)
    [row] = lock_rows([row])
    _refuse_closed(cycle)
    if row.status != Assessment.Status.AGREED:
        raise WorkflowError(f"{row.ref} is not agreed, so there is nothing to reopen.")
    if not policies.can_reopen_row(by.permissions(year=cycle.year), row):
        raise WorkflowError("Only those who finish the review can reopen an agreed row.")
    return _return_to_officer(row, REOPENED, "reopened", reason=reason, cycle=cycle, by=by, at=at)


def _refuse_closed(cycle: ReviewCycle) -> None:
    if not cycle.is_being_scored:
        raise WorkflowError(f"The {cycle} is not open: its rows stay as they are.")


def _refuse_stale(row: Assessment, version: int) -> None:
    if row.version != version:
        changes = "; ".join(what_changed(row, since=version))
        raise WorkflowError(f"{row.ref} changed since you opened it: {changes}. Read it again, then decide.")


def _refuse_agreeing(row: Assessment, *, cycle: ReviewCycle, by: Membership, version: int) -> None:
    _refuse_closed(cycle)
    _refuse_stale(row, version)
    if row.status != Assessment.Status.SUBMITTED:
        raise WorkflowError(_not_waiting(row))
    if not policies.may_agree(by, row):
        raise WorkflowError(f"You scored or submitted {row.ref}, so someone else must agree it.")
    if not policies.can_agree(by, by.permissions(year=cycle.year), row):
        raise WorkflowError(f"You are not a reviewer of the {cycle}.")


def _not_waiting(row: Assessment) -> str:
    return f"{row.ref} does not wait for a decision: it is {row.get_status_display().lower()}."


def _refuse_score(row: Assessment, score: int | None, reason: str) -> None:
    if row.not_applicable:
        raise WorkflowError(f"{row.ref} does not apply to this council, so it has no score.")
    if score is None or not LOWEST <= score <= HIGHEST:
        raise WorkflowError(f"{row.ref}: the agreed score is a whole number from {LOWEST} to {HIGHEST}.")
    if not reason:
        raise WorkflowError(f"{row.ref}: say why the agreed score differs from the officer's.")
    if len(reason) > LONGEST_REASON:
        raise WorkflowError(f"{row.ref}: the reason must be {LONGEST_REASON} characters or fewer.")


def _set_agreed(row: Assessment, *, score: int | None, reason: str, by: Membership, at: datetime) -> None:
    row.status = Assessment.Status.AGREED
    row.version += 1
    row.agreed_score = None if row.not_applicable else score
    row.agreed_reason = reason
    row.agreed_by, row.agreed_at = by, at


def _save_agreed(rows: list[Assessment], *, cycle: ReviewCycle, by: Membership, at: datetime) -> None:
    bulk_update_with_history(rows, Assessment, CHANGED_FIELDS, default_user=by.user)
    audit.record(
        AGREED,
        council=cycle.council,
        by=by.user,
        about=cycle,
        at=at,
        rows=[
            {
                "ref": row.ref,
                "officer": row.own_score,
                "agreed": row.agreed_score,
                "reason": row.agreed_reason,
            }
            for row in rows
        ],
    )


def _return_to_officer(
    row: Assessment,
    action: str,
    word: str,
    *,
    reason: str,
    cycle: ReviewCycle,
    by: Membership,
    at: datetime,
) -> Assessment:
    reason = reason.strip()
    if not reason:
        raise WorkflowError(f"{row.ref}: say why it is {word}. The officer reads it.")
    row.status = Assessment.Status.SENT_BACK
    row.version += 1
    row.agreed_score, row.agreed_reason, row.agreed_by, row.agreed_at = None, "", None, None
    bulk_update_with_history([row], Assessment, CHANGED_FIELDS, default_user=by.user)
    SentBack.objects.create(council=cycle.council, assessment=row, reason=reason, by=by, at=at)
    audit.record(action, council=cycle.council, by=by.user, about=row, at=at, reason=reason)
    tell(
        people_of(row),
        by=by,
        action=action,
        text=f"{by.name} {word} {row.ref} {row.title}: {reason}",
        url=_row_url(row, cycle),
    )
    return row


def _row_url(row: Assessment, cycle: ReviewCycle) -> str:
    return reverse("assurance:assessment", args=[cycle.council.slug, cycle.year, row.ref])
