"""Small reviews in the state that a test of the documents asks for."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from assurance.models import (
    ActionInCycle,
    ActionLink,
    ActionUpdate,
    Assessment,
    Evidence,
    EvidenceUse,
    ImprovementAction,
    ReviewCycle,
)
from governance.models import Council, Membership
from governance.roles import Role
from reports.documents import freeze
from reports.models import DocumentKind, Publication
from reports.standing import WITH_STEPS, is_locked_by_release
from reports.workflow.amending import amend
from reports.workflow.publications import release
from tests.builders import NOW, TODAY, fill, make_council, make_cycle, make_member, make_post, row

YESTERDAY, NEXT_YEAR = TODAY - timedelta(days=1), TODAY + timedelta(days=365)


def scored_review(council: Council | None = None, year: int = 2024) -> ReviewCycle:
    """A review with every row at 9, save A1.1 at 10 and B2.3 at 7, all submitted."""
    cycle = make_cycle(council or make_council(), year)
    Assessment.objects.filter(cycle=cycle).update(own_score=9, status="submitted", narrative="We did.")
    officer = make_member(cycle.council, Role.SERVICE_OFFICER)
    for ref, score in (("A1.1", 10), ("B2.3", 7)):
        fill(row(cycle, ref), by=officer, score=score, status="submitted")
    return cycle


def promise(cycle: ReviewCycle, ref: str, text: str, **fields) -> ImprovementAction:
    """An action on a row of the review."""
    action = ImprovementAction.objects.create(council=cycle.council, text=text, **fields)
    ActionLink.objects.create(council=cycle.council, action=action, assessment=row(cycle, ref))
    return action


def owned_promise(
    cycle: ReviewCycle, ref: str, text: str, due_on: date | None = NEXT_YEAR, **fields
) -> ImprovementAction:
    post = make_post(cycle.council)
    return promise(cycle, ref, text, owner_post=post, due_on=due_on, **fields)


def says(
    action: ImprovementAction, progress: str, on: date = YESTERDAY, text: str = "As planned"
) -> ActionUpdate:
    """What the owner says of an action on a day."""
    return ActionUpdate.objects.create(
        council=action.council, action=action, said_on=on, progress=progress, text=text
    )


def carried(action: ImprovementAction, *years: int, reason: str = "") -> None:
    """The action's part in the reviews of these years: promised in the first, carried in the others."""
    for number, year in enumerate(years):
        found = ReviewCycle.objects.for_council(action.council).in_year(year).first()
        ActionInCycle.objects.create(
            council=action.council,
            action=action,
            cycle=found or make_cycle(action.council, year),
            origin="carried" if number else "new",
            reason=reason if number else "",
            promised_for=date(year + 1, 3, 31),
        )


def evidence_on(cycle: ReviewCycle, ref: str, title: str, **fields) -> Evidence:
    item = Evidence.objects.create(council=cycle.council, title=title, **fields)
    EvidenceUse.objects.create(council=cycle.council, assessment=row(cycle, ref), evidence=item)
    return item


def monitoring_officer(cycle: ReviewCycle) -> Membership:
    return make_member(cycle.council, Role.MONITORING_OFFICER)


def released(
    cycle: ReviewCycle,
    kind: DocumentKind = DocumentKind.AGS,
    *,
    by: Membership | None = None,
    visible_from: date | None = None,
    **fields,
) -> Publication:
    """A document released to members, from today unless told otherwise.

    What was released before is amended first, as it has to be.
    """
    by = by or monitoring_officer(cycle)
    if kind in WITH_STEPS and is_locked_by_release(cycle, kind):
        amend(kind=kind, cycle=cycle, reason="It says more now.", by=by, at=timezone.now())
    seen = freeze(kind, cycle, on=timezone.localdate()).body_digest
    return release(
        kind=kind,
        cycle=cycle,
        seen=seen,
        visible_from=visible_from or timezone.localdate(),
        meeting=fields.pop("meeting", ""),
        meeting_on=fields.pop("meeting_on", None),
        agenda_label=fields.pop("agenda_label", ""),
        by=by,
        at=timezone.now(),
    )


def released_on(cycle: ReviewCycle, kind: DocumentKind, day: date) -> Publication:
    """A document released on a day, as things stood then."""
    return release(
        kind=kind,
        cycle=cycle,
        seen=freeze(kind, cycle, on=day).body_digest,
        visible_from=day,
        meeting="",
        meeting_on=None,
        by=monitoring_officer(cycle),
        at=datetime.combine(day, NOW.timetz()),
    )
