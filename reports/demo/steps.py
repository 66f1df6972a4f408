"""What became of a demo council's statement after its release: published as a draft, approved, signed."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from assurance.checks import Gate
from assurance.models import ReviewCycle
from assurance.readiness import Readiness
from assurance.workflow.warnings import accept_findings
from reports.demo.dates import ReviewDates, working_day
from reports.demo.issues import not_before_the_last
from reports.demo.people import Cast
from reports.demo.reading import Source
from reports.models import Signature
from reports.workflow.approvals import Decision, approve
from reports.workflow.publishing import publish_final, publish_unaudited
from reports.workflow.signatures import PaperSignature, record_signature

# Days after the meeting.
RECORDED, PUBLISHED = 1, 5


PASSED_BECAUSE = "The committee was told of it in the report that came with the statement."


def _pass(cycle: ReviewCycle, gate: Gate, *, cast: Cast, at: datetime) -> None:
    """The monitoring officer gives a reason for what still stands before a step."""
    for group in Readiness(cycle, timezone.localdate(at), gate).stopping:
        accept_findings(
            cycle=cycle, rule=group.rule.key, reason=PASSED_BECAUSE, by=cast.monitoring_officer, at=at
        )


def take_steps(
    cycle: ReviewCycle, source: Source, *, meeting_on: date, cast: Cast, dates: ReviewDates
) -> None:
    """The unaudited draft; then, where the file names an approval, approval, signatures and publication."""
    by = cast.monitoring_officer
    at = not_before_the_last(cast, dates.released(meeting_on))
    _pass(cycle, Gate.DRAFT, cast=cast, at=at)
    publish_unaudited(cycle=cycle, public_from=timezone.localdate(at), by=by, at=at)
    if not source["approval"]:
        return
    told = source["approval"]
    decision = Decision(told["body"], working_day(date.fromisoformat(told["date"])), told["minute"])
    at = not_before_the_last(cast, dates.stepped(meeting_on, RECORDED))
    _pass(cycle, Gate.APPROVAL, cast=cast, at=at)
    approve(cycle=cycle, decision=decision, by=by, at=at)
    at = not_before_the_last(cast, dates.stepped(meeting_on, PUBLISHED))
    for office, signed in zip(Signature.Office, source["signatures"], strict=True):
        name = cast.members[signed["person"]].name
        signed_on = working_day(date.fromisoformat(signed["date"]))
        paper = PaperSignature(office, name, signed["office"], signed_on)
        record_signature(cycle=cycle, paper=paper, by=by, at=at)
    _pass(cycle, Gate.FINAL, cast=cast, at=at)
    publish_final(cycle=cycle, public_from=timezone.localdate(at), by=by, at=at)
