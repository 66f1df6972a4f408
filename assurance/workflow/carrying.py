"""Starting a review from last year: people, evidence, open actions and issues come over; answers never do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from simple_history.utils import bulk_create_with_history

from assurance.carrying import LastYear, OpenPromise, can_still_start, from_last_year
from assurance.models import (
    ActionInCycle,
    ActionLink,
    Assessment,
    Assignment,
    EvidenceUse,
    ImprovementAction,
    ReviewCycle,
)
from assurance.workflow.carrying_issues import carry_issues, leave_issues, lock_open_issues
from assurance.workflow.locking import lock_cycle
from governance import audit
from governance.models import Membership
from governance.workflow.errors import WorkflowError

STARTED_FROM_LAST_YEAR = "assurance.cycle.started_from_last_year"
LONGEST_REASON = 500  # characters of ActionInCycle.reason


@dataclass(frozen=True)
class CameOver:
    """How much came over; `left` and `left_issues` were left behind, with the reason."""

    leads: int
    contributors: int
    evidence: int
    actions: int
    left: int
    issues: int = 0
    left_issues: int = 0

    @property
    def words(self) -> list[str]:
        """ "13 leads", "1 evidence link": what there is none of is not named."""
        counts = {
            "lead": self.leads,
            "contributor": self.contributors,
            "evidence link": self.evidence,
            "action": self.actions,
            "significant issue": self.issues,
        }
        return [f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts.items() if count]

    def __bool__(self) -> bool:
        return bool(self.words or self.left or self.left_issues)


@transaction.atomic
def start_from_last_year(
    *,
    cycle: ReviewCycle,
    assignees: bool = True,
    evidence: bool = True,
    actions: Collection[int] | None = None,
    left_behind: Mapping[int, str] | None = None,
    issues: Collection[int] | None = None,
    why_issues_go_on: Mapping[int, str] | None = None,
    left_issues: Mapping[int, str] | None = None,
    by: Membership,
    at: datetime,
) -> CameOver:
    """Bring over what is asked for and has not come over yet; asking twice brings nothing twice.

    `actions` are the keys of open actions to take on (None: all), `left_behind` the reason of each that does
    not go on. An action in neither is not decided on, and is offered again. `issues`, `why_issues_go_on` and
    `left_issues` say the same of open significant issues. No answer is filled in.
    """
    locked = lock_cycle(cycle)
    if not can_still_start(locked):
        raise WorkflowError(f"The {locked} has gone on: nothing comes over from last year any more.")
    _lock_what_is_read(locked)
    last_year = from_last_year(locked, at=timezone.localdate(at))
    if last_year is None:
        raise WorkflowError(f"There is no {locked.previous_label} review to start from.")
    left = left_behind or {}
    if any(not reason.strip() for reason in left.values()):
        raise WorkflowError("Say why each action that is left behind does not go on.")
    issues_left = left_issues or {}
    if any(not outcome.strip() for outcome in issues_left.values()):
        raise WorkflowError("Say what became of each significant issue that does not go on.")
    wanted_issues = [
        each
        for each in last_year.issues
        if each.issue.pk not in issues_left and (issues is None or each.issue.pk in issues)
    ]
    issues_behind = [each for each in last_year.issues if each.issue.pk in issues_left]
    wanted = [
        promise
        for promise in last_year.promises
        if promise.action.pk not in left and (actions is None or promise.action.pk in actions)
    ]
    left_promises = [promise for promise in last_year.promises if promise.action.pk in left]
    came = CameOver(
        leads=len(last_year.leads) if assignees else 0,
        contributors=len(last_year.contributors) if assignees else 0,
        evidence=len(last_year.evidence) if evidence else 0,
        actions=len(wanted),
        left=len([promise for promise in left_promises if promise.left != left[promise.action.pk]]),
        issues=len(wanted_issues),
        left_issues=len([each for each in issues_behind if each.left != issues_left[each.issue.pk]]),
    )
    if assignees:
        _give_rows(last_year, by=by)
    if evidence:
        _show_evidence(last_year, by=by)
    _take_on(last_year, wanted)
    _leave_behind(last_year, left_promises, left)
    carry_issues(
        wanted_issues, last=last_year.last, cycle=locked, reasons=why_issues_go_on or {}, by=by, at=at
    )
    leave_issues(issues_behind, issues_left, last=last_year.last)
    behind = [(promise.action.text, left[promise.action.pk]) for promise in left_promises]
    behind += [(each.issue.title, issues_left[each.issue.pk]) for each in issues_behind]
    _record(locked, last_year, came, behind, by=by, at=at)
    return came


def _lock_what_is_read(cycle: ReviewCycle) -> None:
    """This year's rows, then last year's open actions and issues, by key: nobody changes them meanwhile."""
    rows = Assessment.objects.select_for_update(no_key=True).filter(cycle=cycle).order_by("pk")
    list(rows.values_list("pk", flat=True))
    links = ActionLink.objects.filter(
        assessment__cycle__council=cycle.council,
        assessment__cycle__starts_on__year=cycle.year - 1,
        ended_at=None,
    )
    actions = ImprovementAction.objects.select_for_update(no_key=True).open()
    list(actions.filter(pk__in=links.values("action_id")).order_by("pk").values_list("pk", flat=True))
    lock_open_issues(cycle)


def _give_rows(last_year: LastYear, *, by: Membership) -> None:
    Assignment.objects.bulk_create(
        Assignment(
            council=last_year.cycle.council,
            assessment=given.row,
            member=given.member,
            kind=given.kind,
            assigned_by=by,
        )
        for given in last_year.assignees
    )


def _show_evidence(last_year: LastYear, *, by: Membership) -> None:
    """The rows' status and version stay: evidence that came over is no work on the row."""
    bulk_create_with_history(
        [
            EvidenceUse(
                council=last_year.cycle.council,
                assessment=shown.row,
                evidence=shown.evidence,
                note=shown.note,
                added_by=by,
            )
            for shown in last_year.evidence
        ],
        EvidenceUse,
        default_user=by.user,
    )


def _take_on(last_year: LastYear, promises: list[OpenPromise]) -> None:
    """The same actions, on this year's rows. One that was left behind before goes on after all."""
    council, cycle = last_year.cycle.council, last_year.cycle
    ActionLink.objects.bulk_create(
        ActionLink(council=council, action=promise.action, assessment=row)
        for promise in promises
        for row in promise.rows
    )
    ActionInCycle.objects.bulk_create(
        ActionInCycle(
            council=council,
            action=promise.action,
            cycle=cycle,
            origin=ActionInCycle.Origin.CARRIED,
            reason=_why_it_goes_on(promise, cycle),
            promised_for=promise.action.due_on,
        )
        for promise in promises
    )
    again = [promise.action.pk for promise in promises if promise.left]
    if again:
        ActionInCycle.objects.filter(cycle=last_year.last, action__in=again).update(outcome="")


def _why_it_goes_on(promise: OpenPromise, cycle: ReviewCycle) -> str:
    """The owner's last words; an owner who said nothing has not finished."""
    said = Truncator(promise.said).chars(LONGEST_REASON)
    return said or f"Not finished when the {cycle} was started from {cycle.previous_label}"


def _leave_behind(last_year: LastYear, promises: list[OpenPromise], reasons: Mapping[int, str]) -> None:
    """How an action's part in last year ended: it did not go on, and why. The action stays as it is."""
    parts = {
        part.action_id: part
        for part in ActionInCycle.objects.filter(
            cycle=last_year.last, action__in=[promise.action.pk for promise in promises]
        )
    }
    missing = [promise.action for promise in promises if promise.action.pk not in parts]
    ActionInCycle.objects.bulk_create(
        ActionInCycle(
            council=last_year.cycle.council,
            action=action,
            cycle=last_year.last,
            promised_for=action.due_on,
            outcome=reasons[action.pk],
        )
        for action in missing
    )
    for action_id, part in parts.items():
        part.outcome = reasons[action_id]
    ActionInCycle.objects.bulk_update(parts.values(), ["outcome"])


def _record(
    cycle: ReviewCycle,
    last_year: LastYear,
    came: CameOver,
    behind: list[tuple[str, str]],
    *,
    by: Membership,
    at: datetime,
) -> None:
    """Who started the review from last year first stays on it; what came over later is in the record."""
    is_first = cycle.carried_forward_at is None
    if is_first:
        cycle.carried_forward_by, cycle.carried_forward_at = by, at
        cycle.save(update_fields=["carried_forward_by", "carried_forward_at"])
    if not is_first and not came:
        return
    left = "; ".join(f"“{what}” ({reason})" for what, reason in behind)
    audit.record(
        STARTED_FROM_LAST_YEAR,
        council=cycle.council,
        by=by.user,
        about=cycle,
        at=at,
        last=last_year.last.label,
        came=came.words or ["nothing came over"],
        left=f"Left behind: {left}" if left else "",
    )
