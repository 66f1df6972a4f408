"""Significant governance issues: raised, decided on, watched, reported on, closed by a committee.

What is decided of one stands in all reviews in which it has a part, so their rows are locked first.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assurance.action_register import acts_for
from assurance.models import (
    Assessment,
    AssuranceSource,
    GovernanceIssue,
    IssueAssessment,
    IssueInCycle,
    IssueSource,
    IssueUpdate,
    ReviewCycle,
)
from assurance.saving import Values, save_guarded
from assurance.workflow.issue_guards import require_decider, require_reporter, require_writer
from assurance.workflow.no_issues import take_back_when_confirmed
from assurance.workflow.notices import tell
from governance import audit
from governance.models import Membership
from governance.roles import Role
from governance.templatetags.ga import govdate
from governance.workflow.errors import WorkflowError

Status = GovernanceIssue.Status
RAISED = "assurance.issue.raised"
TITLE_LIMIT = 150  # characters
DECIDERS = (Role.MONITORING_OFFICER, Role.DEPUTY_MONITORING_OFFICER)


@transaction.atomic
def raise_issue(
    *,
    cycle: ReviewCycle,
    title: str,
    description: str = "",
    raised_from: str = GovernanceIssue.RaisedFrom.BY_HAND,
    rows: Iterable[Assessment] = (),
    source: AssuranceSource | None = None,
    by: Membership,
    at: datetime,
) -> GovernanceIssue:
    """A possible significant issue of a review, with the rows it stands on and the source that tells of it.

    Whoever may raise one is asked by the caller: a reviewer by right, a director by their return. Those who
    decide are told.
    """
    title = " ".join(title.split())
    if not title:
        raise WorkflowError("Give the issue a short title.")
    if len(title) > TITLE_LIMIT:
        raise WorkflowError(f"Shorten the title to {TITLE_LIMIT} characters. The description may be longer.")
    if cycle.is_past_record or cycle.stage == ReviewCycle.Stage.CLOSED:
        raise WorkflowError(f"The {cycle} is closed: an issue belongs to a later review.")
    issue = GovernanceIssue.objects.create(
        council=cycle.council,
        title=title,
        description=description.strip(),
        raised_from=raised_from,
        raised_by=by,
        raised_at=at,
    )
    IssueInCycle.objects.create(council=cycle.council, issue=issue, cycle=cycle)
    IssueAssessment.objects.bulk_create(
        IssueAssessment(council=cycle.council, issue=issue, assessment=row) for row in rows
    )
    if source is not None:
        IssueSource.objects.create(council=cycle.council, issue=issue, source=source)
    audit.record(RAISED, council=cycle.council, by=by.user, about=issue, at=at, review=str(cycle))
    tell(
        Membership.objects.for_council(cycle.council).holding(*DECIDERS),
        by=by,
        action=RAISED,
        text=f"{by.name} raised a possible significant issue: “{issue.title}”",
        url=issue.get_absolute_url(),
    )
    return issue


@transaction.atomic
def confirm_issue(*, issue: GovernanceIssue, reason: str, by: Membership, at: datetime) -> GovernanceIssue:
    """A possible issue is significant. What said that there are none is taken back with it."""
    cycles = lock_reviews(issue)
    current = lock_issue(issue)
    require_decider(current, by)
    _require(current, Status.CANDIDATE, "only a possible issue can be confirmed")
    _require_reason(reason)
    if not current.description.strip():
        raise WorkflowError("Describe the issue before you confirm it: councillors will read what is wrong.")
    if not current.criteria.filter(ended_at=None).exists():
        raise WorkflowError("Tick at least one reason why it counts as significant before you confirm it.")
    take_back_when_confirmed(cycles, current.title, by=by, at=at)
    _decide(current, Status.CONFIRMED, reason, by=by, at=at)
    tell_owner(current, by=by)
    return current


@transaction.atomic
def reject_issue(*, issue: GovernanceIssue, reason: str, by: Membership, at: datetime) -> GovernanceIssue:
    """A possible issue is not significant."""
    current = lock_issue(issue)
    require_decider(current, by)
    _require(current, Status.CANDIDATE, "only a possible issue can be rejected")
    _require_reason(reason)
    _decide(current, Status.REJECTED, reason, by=by, at=at)
    return current


def _decide(issue: GovernanceIssue, status: Status, reason: str, *, by: Membership, at: datetime) -> None:
    values = {"status": status, "decision_reason": reason.strip(), "decided_by_id": by.pk, "decided_at": at}
    _move(issue, values, by=by)
    verb = "confirmed" if status == Status.CONFIRMED else "rejected"
    _record(verb, issue, by=by, at=at, reason=reason.strip())
    if issue.raised_by is not None:
        word = "is significant" if status == Status.CONFIRMED else "is not significant"
        tell(
            [issue.raised_by],
            by=by,
            action=f"assurance.issue.{verb}",
            text=f"{by.name} decided that “{issue.title}” {word}: {reason.strip()}",
            url=issue.get_absolute_url(),
        )


@transaction.atomic
def reopen_decision(*, issue: GovernanceIssue, reason: str, by: Membership, at: datetime) -> GovernanceIssue:
    """A decision was wrong or too early: the issue is a possible one again. The reason stays on record.

    A review that was signed with the decision is reopened first.
    """
    cycles = lock_reviews(issue)
    current = lock_issue(issue)
    require_decider(current, by)
    if current.status not in {Status.CONFIRMED, Status.REJECTED}:
        raise WorkflowError(f"{_named(current)} is {_word(current)}: there is no decision to take back.")
    _require_reason(reason)
    if signed := signed_with_decision(current, cycles):
        raise WorkflowError(f"The {signed} was signed with this decision. Reopen the review first.")
    nothing = {"decision_reason": "", "decided_by_id": None, "decided_at": None}
    _move(current, nothing | {"status": Status.CANDIDATE}, by=by)
    _record("decision_reopened", current, by=by, at=at, reason=reason.strip())
    return current


@transaction.atomic
def watch_issue(*, issue: GovernanceIssue, by: Membership, at: datetime) -> GovernanceIssue:
    """What answers a confirmed issue has begun: from now on it is watched until a committee closes it."""
    current = lock_issue(issue)
    require_writer(current, by)
    _require(current, Status.CONFIRMED, "only a confirmed issue goes on to being watched")
    _move(current, {"status": Status.MONITORED}, by=by)
    _record("watched", current, by=by, at=at)
    return current


@transaction.atomic
def add_update(
    *, issue: GovernanceIssue, progress: str, said_on: date, text: str, by: Membership, at: datetime
) -> IssueUpdate:
    """Say how an open issue goes. None is ever edited; the same sent twice is one."""
    current = lock_issue(issue)
    require_reporter(current, by)
    _require_open(current)
    if not text.strip():
        raise WorkflowError("Say what has happened, and what comes next.")
    if said_on > timezone.localdate(at):
        raise WorkflowError("The date of an update cannot be in the future.")
    newest = current.updates.first()
    if newest and said_on < newest.said_on:
        raise WorkflowError(
            f"The newest update is of {govdate(newest.said_on)}: give that date or a later one."
        )
    said: dict[str, Any] = {"said_on": said_on, "progress": progress, "text": text.strip(), "by": by}
    if newest and all(getattr(newest, name) == value for name, value in said.items()):
        return newest
    return IssueUpdate.objects.create(council=current.council, issue=current, **said)


@transaction.atomic
def close_issue(
    *,
    issue: GovernanceIssue,
    committee: str,
    met_on: date,
    minute: str,
    outcome: str,
    by: Membership,
    at: datetime,
) -> GovernanceIssue:
    """A committee has closed an open issue: which one, when, by which minute, and what came of it."""
    current = lock_issue(issue)
    require_writer(current, by)
    _require_open(current)
    if met_on > timezone.localdate(at):
        raise WorkflowError("The committee cannot have closed it on a day that is still to come.")
    if not (committee.strip() and minute.strip()):
        raise WorkflowError("Name the committee and its minute: nobody else closes a significant issue.")
    if not outcome.strip():
        raise WorkflowError("Say what came of it: one sentence is enough.")
    _end_part(current, outcome.strip())
    closed = {
        "status": Status.CLOSED,
        "closed_on": met_on,
        "closed_committee": committee.strip(),
        "closed_minute": minute.strip(),
        "closed_outcome": outcome.strip(),
        "closed_by_id": by.pk,
    }
    _move(current, closed, by=by)
    _record("closed", current, by=by, at=at, committee=committee.strip(), on=met_on, minute=minute.strip())
    return current


@transaction.atomic
def reopen_issue(*, issue: GovernanceIssue, reason: str, by: Membership, at: datetime) -> GovernanceIssue:
    """A closed issue was closed wrongly: it is watched again. The minute stays on record."""
    cycles = lock_reviews(issue)
    current = lock_issue(issue)
    require_decider(current, by)
    _require(current, Status.CLOSED, "only a closed issue can be opened again")
    _require_reason(reason)
    take_back_when_confirmed(cycles, current.title, by=by, at=at)
    _end_part(current, "")
    nothing: Values = {
        "closed_on": None,
        "closed_committee": "",
        "closed_minute": "",
        "closed_outcome": "",
        "closed_by_id": None,
    }
    minute = current.closed_minute
    _move(current, nothing | {"status": Status.MONITORED}, by=by)
    _record("reopened", current, by=by, at=at, reason=reason.strip(), minute=minute)
    return current


def _end_part(issue: GovernanceIssue, outcome: str) -> None:
    """Say how the newest year's part ended, or that it has not; what earlier years were told stays."""
    part = issue.in_cycles.order_by("-cycle__starts_on").first()
    if part is not None:
        part.outcome = outcome
        part.progress_at_close = newest_progress(issue) if outcome else ""
        part.save(update_fields=["outcome", "progress_at_close"])


def newest_progress(issue: GovernanceIssue) -> str:
    """What was said last of how it goes; empty when nobody has said."""
    newest = issue.updates.first()
    return newest.progress if newest else ""


def tell_owner(issue: GovernanceIssue, *, by: Membership) -> None:
    """Tell whoever acts for the owner post of an open issue that it is theirs."""
    post = issue.owner_post
    owner = acts_for(post) if post and issue.is_open else None
    if owner is None:
        return
    due = f", due {govdate(issue.due_on)}" if issue.due_on else ""
    tell(
        [owner],
        by=by,
        action="assurance.issue.given",
        text=f"{post} answers for a significant issue{due}: “{issue.title}”",
        url=issue.get_absolute_url(),
    )


def lock_issue(issue: GovernanceIssue) -> GovernanceIssue:
    """The issue as it stands now, locked until the end of the transaction."""
    issues = GovernanceIssue.objects.select_for_update(of=("self",), no_key=True)
    return issues.select_related("council", "raised_by", "owner_post__holder", "owner_post__deputy").get(
        pk=issue.pk
    )


def lock_reviews(issue: GovernanceIssue) -> list[ReviewCycle]:
    """The reviews in which the issue has a part, locked before the issue itself."""
    parts = IssueInCycle.objects.filter(issue=issue).values("cycle")
    reviews = ReviewCycle.objects.select_for_update(of=("self",), no_key=True).select_related("council")
    return list(reviews.filter(pk__in=parts).order_by("pk"))


def signed_with_decision(issue: GovernanceIssue, reviews: Iterable[ReviewCycle]) -> ReviewCycle | None:
    """The first of the locked reviews whose signatures stand over the decision on the issue."""
    decided = issue.decided_at
    return next(
        (each for each in reviews if each.locked_at and decided and decided <= each.locked_at),
        None,
    )


def _move(current: GovernanceIssue, values: Values, *, by: Membership) -> None:
    moved = save_guarded(current, version=current.version, values=values, by=by.user).row
    for name in [*values, "version"]:
        setattr(current, name, getattr(moved, name))


def _record(verb: str, issue: GovernanceIssue, *, by: Membership, at: datetime, **data: Any) -> None:
    """The version tells which change of the history the reason belongs to."""
    audit.record(
        f"assurance.issue.{verb}",
        council=issue.council,
        by=by.user,
        about=issue,
        at=at,
        version=issue.version,
        **data,
    )


def _require(issue: GovernanceIssue, status: Status, otherwise: str) -> None:
    if issue.status != status:
        raise WorkflowError(f"{_named(issue)} is {_word(issue)}: {otherwise}.")


def _require_open(issue: GovernanceIssue) -> None:
    if not issue.is_open:
        raise WorkflowError(f"{_named(issue)} is {_word(issue)}: only a significant issue goes on.")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise WorkflowError("Say why: one sentence is enough.")


def _named(issue: GovernanceIssue) -> str:
    return f"The issue “{issue.title[:60].rstrip()}{'…' if len(issue.title) > 60 else ''}”"


def _word(issue: GovernanceIssue) -> str:
    return str(issue.get_status_display()).lower()
