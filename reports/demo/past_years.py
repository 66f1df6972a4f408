"""A demo council's year that was signed off elsewhere: on record, to start the next review from."""

from __future__ import annotations

from datetime import datetime

from simple_history.utils import bulk_update_with_history

from assurance.models import ActionInCycle, Assessment, Assignment, Evidence, Milestone, ReviewCycle
from assurance.workflow.cycles import record_past_year
from assurance.workflow.evidence import stop_using_evidence
from governance.models import Council, Membership, User
from reports.demo.answers import show_evidence
from reports.demo.dates import LONG_AGO, ReviewDates, at_noon
from reports.demo.people import Cast
from reports.demo.promises import follow_up, promise
from reports.demo.reading import Source, read_past_year

FIELDS = ["version", "own_score", "agreed_score", "narrative"]


def load_past_year(review: Source, *, cast: Cast, dates: ReviewDates) -> ReviewCycle:
    """The record with its answers, who gave them, what was shown for them and what was promised."""
    source = read_past_year(review["rows"], dates.year)
    approved_on = dates.due[Milestone.Kind.APPROVAL]
    at, by = dates.closed(approved_on), cast.coordinator
    cycle = record_past_year(
        council=cast.council,
        year=dates.year,
        body=source["record"]["body"],
        approved_on=approved_on,
        minute=source["record"]["minute"],
        by=by,
        at=at,
    )
    rows = {
        row.ref: row
        for row in Assessment.objects.with_reference()
        .select_related("council")
        .filter(cycle=cycle)
        .in_order()
    }
    for ref, row in rows.items():
        row.version += 1
        row.own_score = row.agreed_score = source["rows"][ref]["score"]
        row.narrative = source["rows"][ref]["narrative"]
    answered = [*rows.values()]
    bulk_update_with_history(answered, Assessment, FIELDS, default_user=by.user, default_date=at)
    Assessment.history.filter(cycle=cycle).update(history_date=at)
    show_evidence(answered, source["rows"], by=by, at=at)
    promise(answered, source["rows"], cast=cast, by=by, at=at, fresh=True)
    follow_up(cycle, source["rows"], at=at)
    _note_what_was_carried(cycle, source["rows"])
    _give_rows(cycle, source, rows, cast=cast, dates=dates)
    for item in Evidence.objects.for_council(cast.council).filter(title__in=source["no_longer_used"]):
        stop_using_evidence(item=item, by=by, at=at)
    return cycle


def _note_what_was_carried(cycle: ReviewCycle, sources: dict[str, Source]) -> None:
    """Actions that the recorded year had taken on from the one before it, with the reason."""
    reasons = {
        action["text"]: action["carried"] for source in sources.values() for action in source["actions"]
    }
    parts = ActionInCycle.objects.filter(cycle=cycle).select_related("action")
    carried = [part for part in parts if reasons[part.action.text]]
    for part in carried:
        part.origin, part.reason = ActionInCycle.Origin.CARRIED, reasons[part.action.text]
    ActionInCycle.objects.bulk_update(carried, ["origin", "reason"])


def _give_rows(
    cycle: ReviewCycle, source: Source, rows: dict[str, Assessment], *, cast: Cast, dates: ReviewDates
) -> None:
    """Who answered which rows then; some have left since, or have other roles now."""
    members = cast.members | {
        key: who_left(each, cast.council, at=dates.closed(dates.due[Milestone.Kind.APPROVAL]))
        for key, each in source["left"].items()
    }
    given = Assignment.objects.bulk_create(
        Assignment(council=cycle.council, assessment=rows[ref], member=members[key], kind=kind)
        for kind, people in ((Assignment.Kind.LEAD, "leads"), (Assignment.Kind.CONTRIBUTOR, "contributors"))
        for key, refs in source[people].items()
        for ref in refs
    )
    Assignment.objects.filter(pk__in=[each.pk for each in given]).update(started_at=dates.assigned)


def who_left(source: Source, council: Council, *, at: datetime) -> Membership:
    """Somebody who worked for the council until then, and signs in no more."""
    user = User.objects.create_user(source["email"], name=source["name"], is_active=False)
    return Membership.objects.create(user=user, council=council, started_at=at_noon(LONG_AGO), ended_at=at)
