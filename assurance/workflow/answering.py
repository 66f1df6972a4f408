"""Writing a row: its answer and evidence. Who may, is asked here too, of the row as it stands."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from assurance.models import Assessment, EvidenceUse
from assurance.saving import Outcome, Values, keep_in_history, save_guarded
from assurance.workflow.evidence import item_named
from governance.models import Membership
from governance.workflow.errors import WorkflowError

SCORE_FIELDS = {"own_score", "not_applicable"}
# What "confirmed unchanged" speaks of.
CONFIRMED_FIELDS = SCORE_FIELDS | {"narrative", "not_applicable_reason"}


def save_answer(
    *,
    row: Assessment,
    version: int,
    values: Values,
    by: Membership,
    at: datetime,
    given_up: Values | None = None,
) -> Outcome[Assessment]:
    """Save what changed of the answer; a first change puts the row in progress.

    A changed score or text is no longer last year's: "confirmed unchanged" is withdrawn.

    `given_up` are texts that the person gave up for a colleague's: they go to the history only.
    """
    _require_editable(row)

    def also(current: Assessment, written: Values) -> Values:
        _require_editable(current)
        extra: Values = {"saved_by_id": by.pk, "saved_at": at, "status": Assessment.Status.IN_PROGRESS}
        if SCORE_FIELDS & written.keys():
            extra["scored_by_id"] = by.pk
        if CONFIRMED_FIELDS & written.keys():
            extra |= {"confirmed_by_id": None, "confirmed_at": None}
        return extra

    if not given_up:
        return save_guarded(row, version=version, values=values, by=by.user, also=also, just_read=True)
    with transaction.atomic():
        outcome = save_guarded(row, version=version, values=values, by=by.user, also=also, just_read=True)
        keep_in_history(outcome.row, given_up, by=by.user)
    return outcome


def confirm_last_year(*, row: Assessment, version: int, by: Membership, at: datetime) -> Outcome[Assessment]:
    """ "Still true": copy last year's score and words in, with who confirmed them and when.

    Refused when somebody else has answered meanwhile: what they wrote is neither replaced nor "unchanged".
    """
    last = row.previous
    if last is None or (last.score is None and not last.not_applicable):
        raise WorkflowError(f"{row.ref}: there is no answer of last year to confirm")
    _require_editable(row)
    values: Values = {
        "own_score": last.score,
        "not_applicable": last.not_applicable,
        "not_applicable_reason": last.not_applicable_reason,
        "narrative": last.narrative,
    }

    begun = WorkflowError(f"{row.ref}: a colleague has begun to answer it. Read it, then decide")

    def also(current: Assessment, written: Values) -> Values:
        _require_editable(current)
        if any(written.get(name, getattr(current, name)) != value for name, value in values.items()):
            raise begun
        return {
            "scored_by_id": by.pk,
            "confirmed_by_id": by.pk,
            "confirmed_at": at,
            "saved_by_id": by.pk,
            "saved_at": at,
            "status": Assessment.Status.IN_PROGRESS,
        }

    outcome = save_guarded(row, version=version, values=values, by=by.user, also=also, just_read=True)
    if outcome.clashes:
        raise begun
    return outcome


@transaction.atomic
def add_evidence(
    *, row: Assessment, title: str, link: str = "", note: str = "", by: Membership, at: datetime
) -> EvidenceUse:
    """Attach an item of the register by its title, making the item when the council has none of that name."""
    locked = lock_editable(row)
    item = item_named(row.council, title, link=link, by=by)
    use = EvidenceUse.objects.filter(assessment=row, evidence=item, removed_at=None).first()
    if use is None:
        use = EvidenceUse.objects.create(
            council=row.council, assessment=row, evidence=item, note=note, added_by=by, added_at=at
        )
    elif note and note != use.note:
        use.note = note
        use.save(update_fields=["note"])
    touch(locked, by=by, at=at)
    return use


@transaction.atomic
def remove_evidence(*, row: Assessment, use_id: int, by: Membership, at: datetime) -> None:
    """Take an item off the row; it stays in the register."""
    locked = lock_editable(row)
    use = EvidenceUse.objects.filter(pk=use_id, assessment=row, removed_at=None).first()
    if use is not None:
        use.removed_at = at
        use.save(update_fields=["removed_at"])
        touch(locked, by=by, at=at)


def _require_editable(row: Assessment) -> None:
    if not row.is_editable:
        raise WorkflowError(
            f"{row.ref} is {row.get_status_display().lower()} and can no longer be changed here"
        )


def lock_editable(row: Assessment) -> Assessment:
    """The row locked, so that nobody submits or agrees it in the same moment, and its state checked."""
    locked = Assessment.objects.select_for_update(of=("self",), no_key=True).with_reference().get(pk=row.pk)
    _require_editable(locked)
    return locked


def touch(locked: Assessment, *, by: Membership, at: datetime) -> None:
    """Note that the row was worked on. No version: adding evidence or an action never conflicts."""
    begins = locked.status != Assessment.Status.IN_PROGRESS
    locked.saved_by, locked.saved_at, locked.status = by, at, Assessment.Status.IN_PROGRESS
    changes = {name: getattr(locked, name) for name in ("saved_by", "saved_at", "status")}
    Assessment.objects.filter(pk=locked.pk).update(**changes)
    if begins:
        Assessment.history.bulk_history_create([locked], update=True, default_user=by.user)
