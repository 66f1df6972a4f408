"""What can be done with an action: promised, changed, reported on, completed, verified, replaced.

Progress is work that goes on after a review is finished: no row's lock stops it, and it leaves every
signature as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from assurance.action_register import acts_for
from assurance.models import (
    ActionInCycle,
    ActionLink,
    ActionUpdate,
    Assessment,
    ImprovementAction,
    ReviewCycle,
)
from assurance.models.actions import Progress
from assurance.saving import Outcome, Values, save_guarded
from assurance.workflow.answering import lock_editable, touch
from assurance.workflow.notices import tell
from governance import audit
from governance.models import Membership, Post, User
from governance.templatetags.ga import govdate
from governance.workflow.errors import WorkflowError

Status = ImprovementAction.Status
# The steps an edit may take; the later ones have verbs of their own.
STEPS: dict[str, tuple[Status, ...]] = {
    Status.PROPOSED: (Status.AGREED, Status.IN_PROGRESS),
    Status.AGREED: (Status.IN_PROGRESS,),
}


def steps_from(status: str) -> tuple[Status, ...]:
    """The statuses that an edit may move an action on to."""
    return STEPS.get(status, ())


@transaction.atomic
def add_action(
    *,
    row: Assessment,
    text: str,
    expected_outcome: str = "",
    owner_post: Post | None = None,
    due_on: date | None = None,
    by: Membership,
    at: datetime,
) -> ImprovementAction:
    """Promise something on the row; the owner is told."""
    locked = lock_editable(row)
    action = ImprovementAction.objects.create(
        council=row.council,
        text=text,
        expected_outcome=expected_outcome,
        owner_post=owner_post,
        due_on=due_on,
        added_by=by,
    )
    ActionLink.objects.create(council=row.council, action=action, assessment=row)
    ActionInCycle.objects.create(council=row.council, action=action, cycle=row.cycle, promised_for=due_on)
    touch(locked, by=by, at=at)
    tell_owner(action, by=by)
    return action


def change_action(
    *, row: Assessment, action: ImprovementAction, version: int, values: Values, by: Membership, at: datetime
) -> Outcome[ImprovementAction]:
    """Save what changed of an action of the row, by those who answer the row; the row counts as worked on."""
    with transaction.atomic():
        locked = lock_editable(row)
        outcome = edit_action(action=action, version=version, values=values, by=by)
        if outcome.written:
            touch(locked, by=by, at=at)
    return outcome


def edit_action(
    *, action: ImprovementAction, version: int, values: Values, by: Membership
) -> Outcome[ImprovementAction]:
    """Save what changed of an open action, against its own version; a new owner is told.

    A status among the values takes the action a step on (`steps_from`), never back.
    """

    def also(current: ImprovementAction, written: Values) -> Values:
        _require_open(current)
        if "status" in written and written["status"] not in steps_from(current.status):
            raise WorkflowError(f"{_named(current)} is {_word(current)} and cannot become that from here.")
        return {}

    with transaction.atomic():
        outcome = save_guarded(action, version=version, values=values, by=by.user, also=also)
        if "due_on" in outcome.written:
            _promise_anew(outcome.row)
        if outcome.written.get("owner_post_id"):
            tell_owner(outcome.row, by=by)
    return outcome


def _promise_anew(action: ImprovementAction) -> None:
    """Reviews that nobody has signed promise the date as it stands; signed ones keep what they promised."""
    finished = (ReviewCycle.Stage.SIGNED_OFF, ReviewCycle.Stage.CLOSED)
    parts = ActionInCycle.objects.filter(action=action, cycle__is_past_record=False)
    parts.filter(cycle__locked_at=None).exclude(cycle__stage__in=finished).update(promised_for=action.due_on)


def tell_owner(action: ImprovementAction, *, by: Membership) -> None:
    """Tell whoever acts for the owner post, its holder or else its deputy, that the action is theirs."""
    post = action.owner_post
    owner = acts_for(post) if post else None
    if owner is None:
        return
    due = f", due {govdate(action.due_on)}" if action.due_on else ""
    tell(
        [owner],
        by=by,
        action="assurance.action.given",
        text=f"{by.name} gave {post} an action{due}: “{action.text}”",
        url=reverse("assurance:action", args=[action.council.slug, action.pk]),
    )


@transaction.atomic
def add_update(
    *, action: ImprovementAction, progress: str, said_on: date, text: str, by: Membership, at: datetime
) -> ActionUpdate:
    """Say how an open action goes. The first update puts it in progress; none is ever edited."""
    current = _lock(action)
    _require_open(current)
    newest = current.updates.first()
    if newest and said_on < newest.said_on:
        raise WorkflowError(
            f"The newest update is of {govdate(newest.said_on)}: give that date or a later one."
        )
    said: dict[str, Any] = {"said_on": said_on, "progress": progress, "text": text, "by": by}
    if newest and all(getattr(newest, name) == value for name, value in said.items()):
        return newest  # sent twice
    update = ActionUpdate.objects.create(council=current.council, action=current, **said)
    if current.status != Status.IN_PROGRESS:
        _move(current, {"status": Status.IN_PROGRESS}, by=by)
    return update


@transaction.atomic
def complete_action(
    *, action: ImprovementAction, done_on: date, what: str, by: Membership, at: datetime
) -> ImprovementAction:
    """Finish an open action, with what was done: its last update, and how the year's part ended."""
    current = _lock(action)
    _require_open(current)
    if not what.strip():
        raise WorkflowError("Say what was done.")
    newest = current.updates.first()
    said_on = max(done_on, newest.said_on) if newest else done_on
    late = current.due_on is not None and done_on > current.due_on
    ActionUpdate.objects.create(
        council=current.council,
        action=current,
        said_on=said_on,
        by=by,
        progress=Progress.LATE if late else Progress.ON_TRACK,
        text=what,
    )
    _end_part(current, what)
    _move(current, {"status": Status.COMPLETE, "completed_on": done_on}, by=by)
    _record("completed", current, by=by, at=at, what=what)
    return current


def _end_part(action: ImprovementAction, outcome: str) -> None:
    """Say how the newest year's part ended, or that it has not; what earlier years were told stays."""
    part = action.in_cycles.order_by("-cycle__starts_on").first()
    if part is not None:
        part.outcome = outcome
        part.save(update_fields=["outcome"])


@transaction.atomic
def verify_action(*, action: ImprovementAction, by: Membership, at: datetime) -> ImprovementAction:
    """Confirm that a complete action was done: by somebody other than who completed it."""
    current = _lock(action)
    if current.status != Status.COMPLETE:
        raise WorkflowError(f"{_named(current)} is {_word(current)}: only a complete action can be verified.")
    if completed_by(current) == by.user:
        raise WorkflowError("You completed this action, so somebody else verifies it.")
    _move(current, {"status": Status.VERIFIED}, by=by)
    _record("verified", current, by=by, at=at)
    return current


@transaction.atomic
def take_up_again(
    *, action: ImprovementAction, reason: str, by: Membership, at: datetime
) -> ImprovementAction:
    """A complete action turns out not to be finished: it is in progress again."""
    current = _lock(action)
    if current.status not in {Status.COMPLETE, Status.VERIFIED}:
        raise WorkflowError(f"{_named(current)} is {_word(current)}: it need not be taken up again.")
    _require_reason(reason)
    _end_part(current, "")
    _move(current, {"status": Status.IN_PROGRESS, "completed_on": None}, by=by)
    _record("taken_up_again", current, by=by, at=at, reason=reason)
    return current


@transaction.atomic
def replace_action(
    *, action: ImprovementAction, other: ImprovementAction, reason: str, by: Membership, at: datetime
) -> ImprovementAction:
    """Another open action of the council takes the place of this one, which stays on its rows as replaced."""
    locked = {
        one.pk: one
        for one in ImprovementAction.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=[action.pk, other.pk], council=action.council_id)
        .order_by("pk")
    }
    current, heir = locked[action.pk], locked.get(other.pk)
    _require_open(current)
    if heir is None or heir.pk == current.pk or not heir.is_open:
        raise WorkflowError("Choose another action that is still open.")
    _require_reason(reason)
    _move(current, {"status": Status.SUPERSEDED, "joined_into_id": heir.pk}, by=by)
    _record("replaced", current, by=by, at=at, reason=reason, other=heir.text)
    return current


@transaction.atomic
def hand_over(
    *,
    actions: list[ImprovementAction],
    is_theirs: Callable[[ImprovementAction], bool],
    to: Post,
    reason: str,
    by: Membership,
    at: datetime,
) -> tuple[list[ImprovementAction], list[ImprovementAction]]:
    """Give open actions to another post, with a reason. Returns those given and those left as they are.

    `is_theirs` says of an action as it stands now whether it still is of whom it was taken from.
    """
    if not actions:
        raise WorkflowError("Tick at least one action to hand over.")
    _require_reason(reason)
    keys = [action.pk for action in actions]
    locked = (
        ImprovementAction.objects.select_for_update(of=("self",), no_key=True)
        .select_related("owner_post__holder", "owner_post__deputy", "council")
        .filter(pk__in=keys, council=to.council_id)
        .order_by("pk")
    )
    given, left = [], []
    for action in locked:
        if not action.is_open or action.owner_post_id == to.pk or not is_theirs(action):
            left.append(action)
            continue
        was = str(action.owner_post or "nobody")
        outcome = save_guarded(action, version=action.version, values={"owner_post_id": to.pk}, by=by.user)
        _record("handed_over", outcome.row, by=by, at=at, was=was, now=to.title, reason=reason)
        given.append(outcome.row)
    if given:
        _tell_of_many(given, to, by=by, reason=reason)
    return given, left


def _tell_of_many(given: list[ImprovementAction], to: Post, *, by: Membership, reason: str) -> None:
    if len(given) == 1:
        tell_owner(given[0], by=by)
        return
    owner = acts_for(to)
    if owner is not None:
        address = reverse("assurance:actions", args=[to.council.slug])
        tell(
            [owner],
            by=by,
            action="assurance.action.given",
            text=f"{by.name} gave {to} {len(given)} actions: {reason}",
            url=f"{address}?owner=mine",
        )


def completed_by(action: ImprovementAction) -> User | None:
    """Who marked the action as complete, the last time that it was; nobody when that is not on record."""
    before = (
        action.history.exclude(status__in=[Status.COMPLETE, Status.VERIFIED]).order_by("-history_id").first()
    )
    done = action.history.filter(status=Status.COMPLETE).order_by("history_id").select_related("history_user")
    if before is not None:
        done = done.filter(history_id__gt=before.history_id)
    record = done.first()
    return record.history_user if record else None


def _lock(action: ImprovementAction) -> ImprovementAction:
    """The action as it stands now, locked until the end of the transaction."""
    return (
        ImprovementAction.objects.select_for_update(of=("self",), no_key=True)
        .select_related("council")
        .get(pk=action.pk)
    )


def _move(current: ImprovementAction, values: Values, *, by: Membership) -> None:
    moved = save_guarded(current, version=current.version, values=values, by=by.user).row
    current.version, current.status = moved.version, moved.status


def _record(verb: str, action: ImprovementAction, *, by: Membership, at: datetime, **data: Any) -> None:
    """The version tells which change of the history the reason belongs to."""
    audit.record(
        f"assurance.action.{verb}",
        council=action.council,
        by=by.user,
        about=action,
        at=at,
        version=action.version,
        **data,
    )


def _require_open(action: ImprovementAction) -> None:
    if not action.is_open:
        raise WorkflowError(f"{_named(action)} is {_word(action)} and stays as it was promised.")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise WorkflowError("Say why.")


def _named(action: ImprovementAction) -> str:
    return f"The action “{action.text[:60].rstrip()}{'…' if len(action.text) > 60 else ''}”"


def _word(action: ImprovementAction) -> str:
    return str(action.get_status_display()).lower()
