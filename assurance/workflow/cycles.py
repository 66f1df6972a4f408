"""Starting, dating and opening a review."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from assurance.models import Assessment, Milestone, ReviewCycle
from assurance.workflow.locking import lock_cycle
from framework.models import Framework, Requirement
from governance import audit
from governance.models import Council, Membership
from governance.workflow.errors import WorkflowError

# The English default of DOMAIN.md §6; every date is editable. (month, day) in the year the review ends in.
USUAL_DATES: dict[str, tuple[int, int]] = {
    Milestone.Kind.SCORING: (5, 23),
    Milestone.Kind.AGREEING: (6, 13),
    Milestone.Kind.DRAFT: (6, 30),
    Milestone.Kind.APPROVAL: (9, 24),
    Milestone.Kind.PUBLICATION: (9, 30),
}


def start_cycle(*, council: Council, year: int, by: Membership | None, at: datetime) -> ReviewCycle:
    """Start the review of the year beginning on 1 April `year`; its assessments come into being with it."""
    return _create_cycle(ReviewCycle(council=council, stage=ReviewCycle.Stage.SETUP), year=year, by=by, at=at)


def record_past_year(
    *,
    council: Council,
    year: int,
    body: str,
    approved_on: date | None,
    minute: str,
    by: Membership | None,
    at: datetime,
) -> ReviewCycle:
    """File a year that was signed off elsewhere: read-only, without checks, there to start from."""
    cycle = ReviewCycle(
        council=council,
        stage=ReviewCycle.Stage.CLOSED,
        is_past_record=True,
        record_body=body,
        record_date=approved_on,
        record_minute=minute,
    )
    return _create_cycle(cycle, year=year, by=by, at=at)


@transaction.atomic
def _create_cycle(cycle: ReviewCycle, *, year: int, by: Membership | None, at: datetime) -> ReviewCycle:
    cycle.starts_on = date(year, 4, 1)
    cycle.governance_model = cycle.council.governance_model
    cycle.started_by = by
    try:
        cycle.framework = Framework.objects.newest()
    except Framework.DoesNotExist:
        raise WorkflowError("No framework is loaded yet. Run load_framework first.") from None
    try:
        with transaction.atomic():
            cycle.save(force_insert=True)
    except IntegrityError:
        raise WorkflowError(f"There is a {cycle.label} review already.") from None
    _create_assessments(cycle, by=by)
    _stand_beside_next_year(cycle, by=by)
    if not cycle.is_past_record:
        _create_milestones(cycle)
    audit.record(
        "assurance.cycle.recorded" if cycle.is_past_record else "assurance.cycle.started",
        council=cycle.council,
        by=by.user if by else None,
        about=cycle,
        at=at,
    )
    return cycle


def _create_assessments(cycle: ReviewCycle, *, by: Membership | None) -> None:
    """One row per requirement, each linked to last year's by reference, also across framework revisions."""
    last_year = Assessment.objects.filter(cycle__council=cycle.council, cycle__starts_on__year=cycle.year - 1)
    previous = dict(last_year.values_list("requirement__ref", "pk"))
    requirements = Requirement.objects.filter(
        sub_principle__principle__framework=cycle.framework, retired_at=None
    )
    status = Assessment.Status.AGREED if cycle.is_past_record else Assessment.Status.NOT_STARTED
    rows = [
        Assessment(
            council=cycle.council,
            cycle=cycle,
            requirement=requirement,
            previous_id=previous.get(requirement.ref),
            status=status,
        )
        for requirement in requirements
    ]
    bulk_create_with_history(rows, Assessment, default_user=by.user if by else None)


def _stand_beside_next_year(cycle: ReviewCycle, *, by: Membership | None) -> None:
    """Where next year's review was started first, this year's rows become its last year's.

    A finished review keeps what stood beside its rows when it was finished.
    """
    following = ReviewCycle.objects.for_council(cycle.council).in_year(cycle.year + 1).first()
    if following is None or (following.is_locked and not following.is_past_record):
        return
    rows_of_year = Assessment.objects.filter(cycle=cycle).values_list("requirement__ref", "pk")
    by_reference = dict(rows_of_year)
    waiting = Assessment.objects.filter(cycle=following, previous=None).select_related("requirement")
    linked = [row for row in waiting if row.requirement.ref in by_reference]
    for row in linked:
        row.previous_id = by_reference[row.requirement.ref]
    bulk_update_with_history(linked, Assessment, ["previous"], default_user=by.user if by else None)


def _create_milestones(cycle: ReviewCycle) -> None:
    Milestone.objects.bulk_create(
        Milestone(
            council=cycle.council, cycle=cycle, kind=kind, due_on=working_day(date(cycle.year + 1, *usual))
        )
        for kind, usual in USUAL_DATES.items()
    )


def working_day(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


@transaction.atomic
def set_milestones(
    *, cycle: ReviewCycle, dates: dict[str, date | None], by: Membership, at: datetime
) -> None:
    """Set the due date of each named milestone; None leaves a step without a date."""
    cycle = lock_cycle(cycle)
    if cycle.is_locked:
        raise WorkflowError(f"The {cycle} is {cycle.stage_in_words}: its dates stand.")
    changed: dict[str, date | None] = {}
    for kind, due_on in dates.items():
        milestone, created = Milestone.objects.get_or_create(
            cycle=cycle, kind=kind, defaults={"council": cycle.council, "due_on": due_on}
        )
        if created or milestone.due_on != due_on:
            milestone.due_on = due_on
            milestone.save(update_fields=["due_on"])
            changed[kind] = due_on
    if changed:
        audit.record(
            "assurance.cycle.dated", council=cycle.council, by=by.user, about=cycle, at=at, dates=changed
        )


@transaction.atomic
def open_cycle(*, cycle: ReviewCycle, by: Membership, at: datetime) -> ReviewCycle:
    """Open a review for scoring; officers see their rows from now on."""
    locked = lock_cycle(cycle)
    if locked.is_past_record:
        raise WorkflowError("A record of a past year cannot be opened.")
    if locked.stage != ReviewCycle.Stage.SETUP:
        raise WorkflowError(f"The {locked} is open already.")
    locked.stage = ReviewCycle.Stage.OPEN
    locked.opened_at = at
    locked.save(update_fields=["stage", "opened_at"])
    audit.record("assurance.cycle.opened", council=cycle.council, by=by.user, about=locked, at=at)
    return locked
