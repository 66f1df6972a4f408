"""Two people at one significant issue in the same instant: one is done, the other is refused in words."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from assurance.models import GovernanceIssue
from assurance.workflow import issues as workflow
from assurance.workflow.issue_edits import Ticks, edit_issue
from assurance.workflow.no_issues import say_no_issues, standing_none, take_back_no_issues
from governance.models import AuditEntry
from governance.workflow.errors import WorkflowError
from tests.assurance.issue_desk import MINUTE, TODAY, again, make_desk
from tests.builders import NOW
from tests.threads import at_once, refused

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one transaction write after another"
    ),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("committed"),
]

ROUNDS = 8


@pytest.fixture(scope="module")
def desk(committed):
    return make_desk()


def recorded(issue: GovernanceIssue) -> list[str]:
    entries = AuditEntry.objects.filter(object_type="assurance.governanceissue", object_id=str(issue.pk))
    return list(entries.order_by("sequence").values_list("action", flat=True))


def test_confirming_and_rejecting_at_once_decides_once(desk):
    for _ in range(ROUNDS):
        issue = desk.raised()
        results = at_once(
            partial(workflow.confirm_issue, issue=issue, reason="Large.", by=desk.monitor, at=NOW),
            partial(workflow.reject_issue, issue=issue, reason="Small.", by=desk.monitor, at=NOW),
        )
        assert len(refused(results)) == 1
        now = again(issue)
        verb = recorded(issue)[1:]
        assert verb == [f"assurance.issue.{now.status}"]
        assert now.decision_reason == ("Large." if now.status == "confirmed" else "Small.")
        GovernanceIssue.objects.filter(pk=issue.pk).update(status="rejected")


def test_closing_twice_at_once_keeps_one_minute(desk):
    for _ in range(ROUNDS):
        issue = desk.issue_in("monitored")
        results = at_once(
            *(
                partial(
                    workflow.close_issue,
                    issue=issue,
                    **(MINUTE | {"minute": minute}),
                    by=desk.coordinator,
                    at=NOW,
                )
                for minute in ("1/2025", "2/2025")
            )
        )
        assert len(refused(results)) == 1
        entry = AuditEntry.objects.get(action="assurance.issue.closed", object_id=str(issue.pk))
        assert entry.data["minute"] == again(issue).closed_minute


def test_an_update_beside_a_closing_never_follows_it(desk):
    for _ in range(ROUNDS):
        issue = desk.issue_in("monitored")
        results = at_once(
            partial(workflow.close_issue, issue=issue, **MINUTE, by=desk.coordinator, at=NOW),
            partial(
                workflow.add_update,
                issue=issue,
                progress="late",
                said_on=TODAY,
                text="Slow.",
                by=desk.monitor,
                at=NOW,
            ),
        )
        assert again(issue).status == "closed"
        said = issue.updates.count()
        assert said == 1 - len(refused(results))
        assert issue.in_cycles.get().progress_at_close == ("late" if said else "")


def test_saying_none_beside_confirming_never_leaves_both(desk):
    for _ in range(ROUNDS):
        GovernanceIssue.objects.filter(council=desk.council).exclude(status="closed").update(
            status="rejected", decision_reason="Over."
        )
        issue = desk.raised()
        results = at_once(
            partial(workflow.confirm_issue, issue=issue, reason="Large.", by=desk.monitor, at=NOW),
            partial(say_no_issues, cycle=desk.cycle, reason="None.", by=desk.monitor, at=NOW),
        )
        assert len(refused(results)) == 1
        assert again(issue).status == "confirmed"
        assert standing_none(desk.cycle) is None


def test_two_who_tick_at_once_both_keep_their_ticks(desk):
    issue = desk.raised()
    nothing: frozenset[str] = frozenset()
    for number in range(ROUNDS):
        pairs = ([f"{who} {number}", f"both {number}"] for who in ("one", "other"))
        results = at_once(
            *(
                partial(
                    edit_issue,
                    issue=issue,
                    version=issue.version,
                    values={},
                    ticks={"criteria": Ticks(nothing, frozenset(pair))},
                    by=desk.coordinator,
                    at=NOW,
                )
                for pair in pairs
            )
        )
        assert refused(results) == []
        texts = sorted(issue.criteria.filter(text__endswith=f" {number}").values_list("text", flat=True))
        assert texts == [f"both {number}", f"one {number}", f"other {number}"]


def test_taking_none_back_twice_at_once_is_once(desk):
    GovernanceIssue.objects.filter(council=desk.council).exclude(status="closed").update(
        status="rejected", decision_reason="Over."
    )
    say_no_issues(cycle=desk.cycle, reason="None.", by=desk.monitor, at=NOW)
    verb = partial(take_back_no_issues, cycle=desk.cycle, by=desk.monitor, at=NOW)
    results = at_once(verb, verb)
    assert [type(error) for error in refused(results)] == [WorkflowError]
