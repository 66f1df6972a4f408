"""A review in which no rule finds anything, and what each rule finds in a review."""

from __future__ import annotations

from datetime import date

from assurance.models import Assessment, AssuranceSource, NoIssuesStatement, ReviewCycle
from assurance.readiness import Readiness
from governance.models import Membership
from governance.roles import Role
from reports.models import GovernanceStatement, StatementSection
from tests.builders import NOW, TODAY, make_council, make_cycle, make_member

SCORES = (8, 8, 9)  # in turn: in two bands, none of them low


def clean_review() -> tuple[ReviewCycle, Membership, Membership]:
    """Every row agreed, no significant issues, both opinions of others, the statement written.

    The review, its officer, its reviewer.
    """
    council = make_council()
    officer = make_member(council, Role.SERVICE_OFFICER, name="Priya Shah")
    reviewer = make_member(council, Role.MONITORING_OFFICER, name="Helen Marsh")
    cycle = make_cycle(council)
    rows = list(Assessment.objects.filter(cycle=cycle).select_related("requirement").in_order())
    for number, row in enumerate(rows):
        row.own_score = row.agreed_score = SCORES[number % len(SCORES)]
        row.narrative = f"In place for {row.ref}, and internal audit tested it in May 2025 without a finding."
        row.status = Assessment.Status.AGREED
        row.scored_by = row.submitted_by = officer
        row.agreed_by = reviewer
        row.submitted_at = row.agreed_at = NOW
    Assessment.objects.bulk_update(
        rows,
        [
            "own_score",
            "agreed_score",
            "narrative",
            "status",
            "scored_by",
            "submitted_by",
            "agreed_by",
            "submitted_at",
            "agreed_at",
        ],
    )
    statement = GovernanceStatement.objects.create(
        council=council, cycle=cycle, opinion="reasonable", as_at=date(2025, 9, 10)
    )
    StatementSection.objects.create(council=council, statement=statement, key="events", text="None.")
    NoIssuesStatement.objects.create(
        council=council, cycle=cycle, reason="Internal audit and the panel found none.", by=reviewer, at=NOW
    )
    for kind in ("head_of_internal_audit", "external_auditor"):
        record_source(cycle, kind, by=reviewer)
    return cycle, officer, reviewer


def found(cycle: ReviewCycle) -> dict[str, list[tuple[str, str]]]:
    """What each rule finds: reference and words."""
    cycle = ReviewCycle.objects.select_related("council", "framework").get(pk=cycle.pk)
    return {
        group.rule.key: [(finding.ref, finding.what) for finding in group.findings]
        for group in Readiness(cycle, TODAY).groups
    }


def change(cycle: ReviewCycle, ref: str, **values) -> None:
    Assessment.objects.filter(cycle=cycle, requirement__ref=ref).update(**values)


def record_source(cycle: ReviewCycle, kind: str, *, by: Membership, **values) -> AssuranceSource:
    """A favourable opinion about the year, unless told otherwise."""
    fitting = {
        "provider": f"Somebody as {kind}",
        "period_from": cycle.starts_on,
        "period_to": cycle.ends_on,
        "dated_on": date(2025, 5, 12),
        "opinion_level": "substantial",
    }
    return AssuranceSource.objects.create(
        council=cycle.council, cycle=cycle, kind=kind, recorded_by=by, recorded_at=NOW, **fitting | values
    )
