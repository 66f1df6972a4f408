"""What becomes of a director's exception: a possible significant issue, an action, or noted with a reason."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from assurance.models import (
    ActionInCycle,
    ActionLink,
    Assessment,
    DirectorReturn,
    GovernanceIssue,
    ImprovementAction,
    ReturnAnswer,
)
from assurance.return_policies import why_closed_to_exceptions
from assurance.workflow.actions import tell_owner
from assurance.workflow.issues import raise_issue
from assurance.workflow.locking import lock_cycle
from assurance.workflow.notices import tell
from governance import audit
from governance.models import Membership, Post
from governance.templatetags.ga import govdate
from governance.workflow.errors import WorkflowError


@transaction.atomic
def raise_from_exception(
    *, answer: ReturnAnswer, title: str, description: str, by: Membership, at: datetime
) -> GovernanceIssue:
    """A possible significant issue in the words given; what it becomes is decided where issues are."""
    current = _lock(answer)
    issue = raise_issue(
        cycle=current.director_return.cycle,
        title=title,
        description=description,
        raised_from=GovernanceIssue.RaisedFrom.DIRECTOR_RETURN,
        by=by,
        at=at,
    )
    current.issue = issue
    _deal_with(current, "issue", by=by, at=at, became=f"the possible significant issue “{issue}”")
    return issue


@transaction.atomic
def promise_from_exception(
    *,
    answer: ReturnAnswer,
    row: Assessment,
    text: str,
    expected_outcome: str,
    owner_post: Post | None,
    due_on: date | None,
    by: Membership,
    at: datetime,
) -> ImprovementAction:
    """An action on the requirement that the exception belongs to, whatever the state of its row.

    Refused once the review is signed: the actions on its rows are part of what was signed.
    """
    current = _lock(answer)
    cycle = current.director_return.cycle
    if cycle.is_locked:
        raise WorkflowError(
            f"The {cycle} is finished, and the actions on its rows with it."
            " Raise a possible significant issue, or note the exception."
        )
    if not text.strip():
        raise WorkflowError("Say what is to be done.")
    if row.cycle_id != cycle.pk:
        raise WorkflowError(f"Choose a requirement of the {cycle}.")
    council = cycle.council
    action = ImprovementAction.objects.create(
        council=council,
        text=text,
        expected_outcome=expected_outcome,
        owner_post=owner_post,
        due_on=due_on,
        added_by=by,
    )
    ActionLink.objects.create(council=council, action=action, assessment=row)
    ActionInCycle.objects.create(council=council, action=action, cycle=cycle, promised_for=due_on)
    tell_owner(action, by=by)
    current.action = action
    _deal_with(current, "action", by=by, at=at, became=f"the action “{action}”")
    return action


@transaction.atomic
def note_exception(*, answer: ReturnAnswer, reason: str, by: Membership, at: datetime) -> ReturnAnswer:
    """Nothing more is needed, because…"""
    current = _lock(answer)
    if not reason.strip():
        raise WorkflowError("Say why nothing more is needed.")
    current.noted_reason = reason
    _deal_with(current, "noted_reason", by=by, at=at, became=f"noted: {reason}")
    return current


def _lock(answer: ReturnAnswer) -> ReturnAnswer:
    """The exception as it stands now, locked after its review and return; refused if it is none any more."""
    cycle = lock_cycle(answer.director_return.cycle)
    if why := why_closed_to_exceptions(cycle):
        raise WorkflowError(why)
    director_return = (
        DirectorReturn.objects.select_for_update(of=("self",), no_key=True)
        .select_related("post__holder__user", "post__deputy__user", "sent_by__user")
        .get(pk=answer.director_return_id)
    )
    director_return.cycle, director_return.council = cycle, cycle.council
    current = director_return.answers.select_related("dealt_with_by__user").get(pk=answer.pk)
    current.director_return = director_return
    if not director_return.is_sent:
        raise WorkflowError(f"The return of the {director_return.post} is with its director again.")
    if not current.is_exception:
        raise WorkflowError("The director says “Yes” to this now: there is nothing to deal with.")
    if current.dealt_with_at is not None:
        who = current.dealt_with_by.name if current.dealt_with_by else "A colleague"
        raise WorkflowError(f"{who} dealt with this on {govdate(current.dealt_with_at)}.")
    return current


def _deal_with(current: ReturnAnswer, changed: str, *, by: Membership, at: datetime, became: str) -> None:
    director_return = current.director_return
    current.dealt_with_by, current.dealt_with_at = by, at
    current.save(update_fields=[changed, "dealt_with_by", "dealt_with_at"])
    audit.record(
        "assurance.return.exception_dealt_with",
        council=director_return.council,
        by=by.user,
        about=director_return,
        at=at,
        number=current.number,
        became=became,
    )
    post = director_return.post
    people = [one for one in (post.holder, post.deputy, director_return.sent_by) if one and not one.ended_at]
    tell(
        people,
        by=by,
        action="assurance.return.exception_dealt_with",
        text=f"{by.name} dealt with your exception to point {current.number}: {became}",
        url=director_return.get_absolute_url(),
    )
