"""The buttons of the statement's page that write from the review. Each saves first what was typed."""

from __future__ import annotations

from django.utils import timezone

from assurance.models import ReviewCycle
from governance.http import CouncilRequest
from governance.workflow.errors import WorkflowError
from reports.forms import StatementForm
from reports.workflow.statement_drafts import (
    SeenDraft,
    confirm_text,
    take_draft,
    write_again,
    write_first_draft,
    write_section,
)
from reports.workflow.statements import Saved

FIRST, AGAIN, WRITE, TAKE, HOLDS = "first", "again", "write", "take", "holds"


def button_pressed(request: CouncilRequest) -> tuple[str, str, str]:
    """What it does, to which text, and the facts of the draft that the page showed; empty where not named."""
    does, _, rest = request.POST.get("do", "").partition(":")
    key, _, facts = rest.partition(":")
    return does, key, facts


def press(request: CouncilRequest, cycle: ReviewCycle, form: StatementForm, saved: Saved) -> str:
    """Call the verb of the button; the sentence that says what was done, empty when it only saves.

    A text that this request saved just now was looked at in the version that it got by it.
    """
    does, key, facts = button_pressed(request)
    by, at = request.membership, timezone.now()
    if does == FIRST:
        return _written(write_first_draft(cycle=cycle, by=by, at=at), "No printed text was empty.")
    if does == AGAIN:
        return _written(write_again(cycle=cycle, by=by, at=at), "No unedited draft was out of date.")
    if does == WRITE:
        return _written(write_section(cycle=cycle, key=key, by=by, at=at), "")
    if does not in {TAKE, HOLDS}:
        return ""
    edit = form.section_edits().get(key)
    if edit is None:
        raise WorkflowError("Choose one of the texts.")
    seen = SeenDraft(key, edit.version + (key in saved.sections), facts)
    if does == TAKE:
        headings = take_draft(cycle=cycle, seen=seen, by=by, at=at)
        return f"{_written(headings, '')} The text before is kept in the record."
    [heading] = confirm_text(cycle=cycle, seen=seen, by=by, at=at)
    return f"Recorded that the text still holds: {heading}."


def _written(headings: list[str], otherwise: str) -> str:
    """One text by its heading, several by their number."""
    if len(headings) > 1:
        return f"{len(headings)} texts are written from the review. Fill in the blanks in square brackets."
    return f"Written from the review: {headings[0]}." if headings else otherwise
