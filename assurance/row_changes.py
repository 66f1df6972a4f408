"""What happened to a row between two of its versions, in words."""

from __future__ import annotations

from typing import Any

from assurance.models import Assessment
from assurance.saving import NOT_KEPT

TEXTS = {
    "narrative": "the text was changed",
    "private_note": "the private note was changed",
    "change_reason": "the reason for the movement was changed",
    "not_applicable_reason": "the reason why it does not apply was changed",
}
NO_DETAIL = "someone saved it"


def what_changed(row: Assessment, *, since: int) -> list[str]:
    """Sentences without a full stop; never empty. Reads the row's history."""
    kept = row.history.exclude(history_change_reason=NOT_KEPT)
    old = kept.filter(version=since).order_by("history_id").last()
    if old is None:
        return [NO_DETAIL]
    return [*_score_change(old, row), *_text_changes(old, row), *_state_change(old, row)] or [NO_DETAIL]


def _score_change(old: Any, row: Assessment) -> list[str]:
    if old.not_applicable != row.not_applicable:
        return ["it is now said not to apply" if row.not_applicable else "it is now said to apply"]
    if old.own_score != row.own_score:
        return [f"the score went from {old.own_score or 'none'} to {row.own_score or 'none'}"]
    return []


def _text_changes(old: Any, row: Assessment) -> list[str]:
    return [words for field, words in TEXTS.items() if getattr(old, field) != getattr(row, field)]


def _state_change(old: Any, row: Assessment) -> list[str]:
    if old.status == row.status:
        return []
    by = f" by {row.agreed_by.name}" if row.agreed_by else ""
    return [f"it is now {row.get_status_display().lower()}{by}"]
