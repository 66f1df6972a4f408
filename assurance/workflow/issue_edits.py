"""Writing a significant issue: its texts against their version, its ticks by what was added and taken.

Two people who tick different things both keep theirs; two who write the same text differently see both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from assurance.models import (
    ActionInCycle,
    ActionLink,
    GovernanceIssue,
    ImprovementAction,
    IssueAction,
    IssueAssessment,
    IssueCriterion,
    IssueInCycle,
    IssuePrinciple,
    IssueSource,
    ReviewCycle,
)
from assurance.saving import Outcome, Values, save_guarded
from assurance.workflow.actions import tell_owner as tell_owner_of_action
from assurance.workflow.issue_guards import require_writer
from assurance.workflow.issues import (
    TITLE_LIMIT,
    lock_issue,
    lock_reviews,
    signed_with_decision,
    tell_owner,
)
from assurance.workflow.locking import lock_cycle
from governance import audit
from governance.models import Membership, Post
from governance.workflow.errors import WorkflowError

Status = GovernanceIssue.Status
CHANGED = "assurance.issue.changed"
CRITERIA = "criteria"
# What an issue stands on: the link's model, the column that tells one from another, the words of the record.
KINDS: dict[str, tuple[type[models.Model], str, str]] = {
    CRITERIA: (IssueCriterion, "text", "why it counts as significant"),
    "rows": (IssueAssessment, "assessment_id", "its rows"),
    "principles": (IssuePrinciple, "principle_id", "its principles"),
    "sources": (IssueSource, "source_id", "its sources of assurance"),
}


@dataclass(frozen=True)
class Ticks:
    """What was ticked of one kind when the form was opened, and when it was sent."""

    before: frozenset[Any]
    now: frozenset[Any]


def edit_issue(
    *,
    issue: GovernanceIssue,
    version: int,
    values: Values,
    ticks: Mapping[str, Ticks],
    by: Membership,
    at: datetime,
) -> tuple[Outcome[GovernanceIssue], list[str]]:
    """Save what changed of an issue that is neither rejected nor closed; a new owner is told.

    Gives the outcome of the texts, and the kinds of `ticks` (keys of KINDS) of which something changed.
    """
    if not values.get("title", issue.title).strip():
        raise WorkflowError("Give the issue a short title.")
    if len(values.get("title", "")) > TITLE_LIMIT:
        raise WorkflowError(f"Shorten the title to {TITLE_LIMIT} characters. The description may be longer.")
    with transaction.atomic():
        reviews = lock_reviews(issue)
        current = lock_issue(issue)
        require_writer(current, by)
        require_editable(current)
        outcome = save_guarded(current, version=version, values=values, by=by.user)
        changed = [kind for kind, ticked in ticks.items() if _sync(current, kind, ticked, at=at)]
        now = lock_issue(issue)
        _require_still_significant(now)
        if CRITERIA in changed and (signed := signed_with_decision(now, reviews)):
            raise WorkflowError(
                f"The {signed} was signed with the criteria as they are ticked. Reopen the review first."
            )
        if "due_on" in outcome.written:
            _promise_anew(now)
        if outcome.written.get("owner_post_id"):
            tell_owner(now, by=by)
        if changed:
            what = [KINDS[kind][2] for kind in changed]
            audit.record(CHANGED, council=now.council, by=by.user, about=now, at=at, what=what)
    return outcome, changed


def require_editable(issue: GovernanceIssue) -> None:
    if issue.status in {Status.REJECTED, Status.CLOSED}:
        raise WorkflowError(
            f"“{issue.title}” is {issue.get_status_display().lower()} and stays as it was written."
        )


def _require_still_significant(issue: GovernanceIssue) -> None:
    """What was confirmed keeps what it was confirmed on."""
    if not issue.is_open:
        return
    if not issue.description.strip():
        raise WorkflowError("A significant issue keeps its description: councillors read what is wrong.")
    if not issue.criteria.filter(ended_at=None).exists():
        raise WorkflowError("A significant issue keeps at least one reason why it counts as significant.")


def _sync(issue: GovernanceIssue, kind: str, ticks: Ticks, *, at: datetime) -> bool:
    """Add what this person ticked and end what they took the tick from; a colleague's ticks stay."""
    model, column, _ = KINDS[kind]
    links = model._default_manager.filter(issue=issue, ended_at=None)
    live = {getattr(link, column): link for link in links}
    new = ticks.now - ticks.before - live.keys()
    model._default_manager.bulk_create(
        [model(council=issue.council, issue=issue, **{column: value}) for value in sorted(new)]
    )
    gone = [live[value].pk for value in (ticks.before - ticks.now) & live.keys()]
    return bool(model._default_manager.filter(pk__in=gone).update(ended_at=at) or new)


def _promise_anew(issue: GovernanceIssue) -> None:
    """Reviews that are not finished promise the date as it stands; finished ones keep what they promised."""
    parts = [
        part.pk
        for part in IssueInCycle.objects.filter(issue=issue).select_related("cycle")
        if not part.cycle.is_locked
    ]
    IssueInCycle.objects.filter(pk__in=parts).update(promised_for=issue.due_on)


# The actions that answer it


@transaction.atomic
def add_action_for_issue(
    *,
    issue: GovernanceIssue,
    text: str,
    expected_outcome: str = "",
    owner_post: Post | None = None,
    due_on: date | None = None,
    priority: str = "",
    by: Membership,
    at: datetime,
) -> ImprovementAction:
    """Promise something that answers the issue; the owner is told.

    It stands on the issue's first row too, so that it is in the action plan, unless the review is finished.
    The row itself is not worked on: its officer's answer and its state stay.
    """
    newest = newest_review(issue)
    cycle = lock_cycle(newest) if newest else None  # nobody signs it between this look and the link
    rows = _rows_in(issue, cycle)
    current = lock_issue(issue)
    require_writer(current, by)
    require_editable(current)
    if not text.strip():
        raise WorkflowError("Say what will be done.")
    action = ImprovementAction.objects.create(
        council=current.council,
        text=text.strip(),
        expected_outcome=expected_outcome.strip(),
        owner_post=owner_post,
        due_on=due_on,
        priority=priority,
        added_by=by,
    )
    if cycle is not None:
        ActionInCycle.objects.create(council=current.council, action=action, cycle=cycle, promised_for=due_on)
        if rows and not cycle.is_locked:
            ActionLink.objects.create(council=current.council, action=action, assessment_id=rows[0])
    _link(current, action, by=by, at=at)
    tell_owner_of_action(action, by=by)
    return action


@transaction.atomic
def link_action(*, issue: GovernanceIssue, action: ImprovementAction, by: Membership, at: datetime) -> None:
    """An action that is promised already answers the issue too; linking it twice is once."""
    current = lock_issue(issue)
    require_writer(current, by)
    require_editable(current)
    if action.council_id != current.council_id or not action.is_open:
        raise WorkflowError("Choose an action of the council that is still open.")
    if not current.action_links.filter(action=action, ended_at=None).exists():
        _link(current, action, by=by, at=at)


@transaction.atomic
def unlink_action(*, issue: GovernanceIssue, action: ImprovementAction, by: Membership, at: datetime) -> None:
    """An action does not answer the issue after all; the action itself goes on."""
    current = lock_issue(issue)
    require_writer(current, by)
    require_editable(current)
    if current.action_links.filter(action=action, ended_at=None).update(ended_at=at):
        _record_action("assurance.issue.action_unlinked", current, action, by=by, at=at)


def _link(issue: GovernanceIssue, action: ImprovementAction, *, by: Membership, at: datetime) -> None:
    IssueAction.objects.create(council=issue.council, issue=issue, action=action)
    _record_action("assurance.issue.action_linked", issue, action, by=by, at=at)


def _record_action(
    code: str, issue: GovernanceIssue, action: ImprovementAction, *, by: Membership, at: datetime
) -> None:
    audit.record(code, council=issue.council, by=by.user, about=issue, at=at, answer=action.text)


def newest_review(issue: GovernanceIssue) -> ReviewCycle | None:
    """The newest review that the issue stands in."""
    part = issue.in_cycles.select_related("cycle").order_by("-cycle__starts_on").first()
    return part.cycle if part else None


def _rows_in(issue: GovernanceIssue, cycle: ReviewCycle | None) -> list[int]:
    links = issue.row_links.filter(ended_at=None, assessment__cycle=cycle)
    return list(links.order_by("assessment__requirement__position").values_list("assessment_id", flat=True))
