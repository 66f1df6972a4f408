"""Every step of a significant issue in every state by every role: the table is written by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import TestCase
from django.urls import reverse

from assurance.models import GovernanceIssue, ImprovementAction, ReviewCycle
from assurance.workflow import issues as workflow
from assurance.workflow.issue_edits import (
    Ticks,
    add_action_for_issue,
    edit_issue,
    link_action,
    unlink_action,
)
from assurance.workflow.no_issues import say_no_issues, take_back_no_issues
from governance.models import AuditEntry, Membership, Notice
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.addresses import short_refusals
from tests.assurance.issue_desk import MINUTE, TODAY, TOMORROW, IssueDesk, Status, again, make_desk
from tests.builders import NOW, make_post

R = Role
MONITORS = {R.MONITORING_OFFICER, R.DEPUTY_MONITORING_OFFICER}
WRITES = MONITORS | {R.COORDINATOR}
DAY = {"met_on_day": "1", "met_on_month": "5", "met_on_year": "2025"}

# verb: (who may, what it is allowed from and leads to, what the form sends)
STEPS: dict[str, tuple[set[Role], dict[str, str], dict[str, str]]] = {
    "confirm": (MONITORS, {"candidate": "confirmed"}, {"reason": "It is large."}),
    "reject": (MONITORS, {"candidate": "rejected"}, {"reason": "It is small."}),
    "reopen-decision": (
        MONITORS,
        {"confirmed": "candidate", "rejected": "candidate"},
        {"reason": "New facts."},
    ),
    "watch": (WRITES, {"confirmed": "monitored"}, {}),
    "close": (
        WRITES,
        {"confirmed": "closed", "monitored": "closed"},
        {"committee": "Audit Committee", "minute": "12/2025", "outcome": "Put right.", **DAY},
    ),
    "reopen": (MONITORS, {"closed": "monitored"}, {"reason": "It came back."}),
    "update-add": (
        WRITES,
        {"confirmed": "confirmed", "monitored": "monitored"},
        {"progress": "at_risk", "text": "The supplier is late."},
    ),
    "action-add": (
        WRITES,
        {"candidate": "candidate", "confirmed": "confirmed", "monitored": "monitored"},
        {"text": "Join the two systems"},
    ),
}
# External auditors are left out: when they read a review at all is tested with the review.
READS_EARLY = set(Role) - {
    R.SERVICE_OFFICER,
    R.COMMITTEE_MEMBER,
    R.LEADER,
    R.ADMINISTRATOR,
    R.EXTERNAL_AUDITOR,
}
READS = READS_EARLY | {R.SERVICE_OFFICER}
DECIDED = {"confirmed", "monitored", "closed"}


def is_allowed(verb: str, status: str, role: Role) -> bool:
    may, moves, _ = STEPS[verb]
    return role in may and status in moves


class EveryStepTests(TestCase):
    desk: IssueDesk
    issues: dict[str, GovernanceIssue]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.desk = make_desk()
        cls.issues = {status: cls.desk.issue_in(status) for status in Status.values}

    @short_refusals()
    def step(self, verb: str, status: str, role: Role) -> int:
        self.client.force_login(self.desk.members[role].user)
        issue = self.issues[status]
        url = reverse(f"assurance:issue-{verb}", args=[self.desk.council.slug, issue.pk])
        return self.client.post(url, STEPS[verb][2]).status_code

    def check(self, role: Role) -> None:
        """Every verb in every state: it happens as the table says, or nothing at all is changed."""
        for verb, (may, moves, _) in STEPS.items():
            for status in Status.values:
                with self.subTest(verb=verb, status=status, role=role):
                    issue = self.issues[status]
                    before = (self.kept(issue), AuditEntry.objects.count(), Notice.objects.count())
                    code = self.step(verb, status, role)
                    if is_allowed(verb, status, role):
                        self.assertEqual(code, 302)
                        self.assertEqual(again(issue).status, moves[status])
                        self.assertNotEqual(
                            before, (self.kept(issue), AuditEntry.objects.count(), Notice.objects.count())
                        )
                        self.put_back(status)
                        continue
                    self.assertEqual(code, 302 if role in may else 403)
                    after = (self.kept(issue), AuditEntry.objects.count(), Notice.objects.count())
                    self.assertEqual(before, after)
                    if role in may:
                        self.assertIn("cannot be done now", self.said())

    def kept(self, issue: GovernanceIssue) -> tuple[object, ...]:
        values = GovernanceIssue.objects.filter(pk=issue.pk).values().get()
        return values, issue.updates.count(), issue.action_links.count()

    def put_back(self, status: str) -> None:
        self.issues[status] = self.desk.issue_in(status)

    def said(self) -> str:
        answer = self.client.get(reverse("assurance:issues", args=[self.desk.council.slug]))
        return answer.content.decode()

    def test_monitoring_officer(self) -> None:
        self.check(R.MONITORING_OFFICER)

    def test_coordinator(self) -> None:
        self.check(R.COORDINATOR)

    def test_head_of_internal_audit(self) -> None:
        self.check(R.HEAD_OF_INTERNAL_AUDIT)

    def test_everybody_else(self) -> None:
        for role in set(Role) - WRITES - {R.HEAD_OF_INTERNAL_AUDIT}:
            self.check(role)

    def test_the_deputy(self) -> None:
        self.check(R.DEPUTY_MONITORING_OFFICER)

    def test_possible_and_rejected_issues_are_read_by_those_who_see_scores_or_raise(self) -> None:
        for role in set(Role) - {R.EXTERNAL_AUDITOR}:
            self.client.force_login(self.desk.members[role].user)
            for status in Status.values:
                with self.subTest(status=status, role=role):
                    issue = self.issues[status]
                    with short_refusals():
                        answer = self.client.get(issue.get_absolute_url())
                    reads = READS if status in DECIDED else READS_EARLY
                    self.assertEqual(answer.status_code, 200 if role in reads else 403)

    def test_the_list_shows_what_each_may_read(self) -> None:
        url = reverse("assurance:issues", args=[self.desk.council.slug])
        for role in (R.SERVICE_OFFICER, R.SECTION_151, R.HEAD_OF_INTERNAL_AUDIT):
            self.client.force_login(self.desk.members[role].user)
            page = self.client.get(url).content.decode()
            for status, issue in self.issues.items():
                with self.subTest(status=status, role=role):
                    shown = f'href="{issue.get_absolute_url()}"' in page
                    self.assertEqual(shown, status in DECIDED or role in READS_EARLY)

    def test_the_owner_posts_holder_reports_and_does_nothing_else(self) -> None:
        owner = self.desk.members[R.SERVICE_OFFICER]
        post = make_post(self.desk.council, holder=owner)
        GovernanceIssue.objects.update(owner_post=post)
        for verb, (_, moves, _) in STEPS.items():
            for status in Status.values:
                with self.subTest(verb=verb, status=status):
                    code = self.step(verb, status, R.SERVICE_OFFICER)
                    reports = verb == "update-add" and status in moves
                    reads = verb == "update-add" and status in DECIDED
                    self.assertEqual(code, 302 if reports or reads else 403)
                    count = self.issues[status].updates.count()
                    self.assertEqual(count, 1 if verb == "update-add" and reports else min(count, 1))


ILLEGAL = [
    (verb, status)
    for verb, (_, moves, _) in STEPS.items()
    for status in Status.values
    if status not in moves and verb != "action-add"
]
CALLS = {
    "confirm": lambda issue, by: workflow.confirm_issue(issue=issue, reason="Large.", by=by, at=NOW),
    "reject": lambda issue, by: workflow.reject_issue(issue=issue, reason="Small.", by=by, at=NOW),
    "reopen-decision": lambda issue, by: workflow.reopen_decision(issue=issue, reason="No.", by=by, at=NOW),
    "watch": lambda issue, by: workflow.watch_issue(issue=issue, by=by, at=NOW),
    "close": lambda issue, by: workflow.close_issue(issue=issue, **MINUTE, by=by, at=NOW),
    "reopen": lambda issue, by: workflow.reopen_issue(issue=issue, reason="It came back.", by=by, at=NOW),
    "update-add": lambda issue, by: workflow.add_update(
        issue=issue, progress="late", said_on=TODAY, text="No.", by=by, at=NOW
    ),
}


class VerbTests(TestCase):
    desk: IssueDesk

    @classmethod
    def setUpTestData(cls) -> None:
        cls.desk = make_desk()

    def test_verbs_refuse_what_no_page_would_send(self) -> None:
        issues = {status: self.desk.issue_in(status) for status in Status.values}
        entries = AuditEntry.objects.count()
        for verb, status in ILLEGAL:
            with self.subTest(verb=verb, status=status):
                before = GovernanceIssue.objects.filter(pk=issues[status].pk).values().get()
                with self.assertRaisesRegex(WorkflowError, "The issue “Data we cannot trust” is"):
                    CALLS[verb](issues[status], self.desk.monitor)
                self.assertEqual(before, GovernanceIssue.objects.filter(pk=issues[status].pk).values().get())
        self.assertEqual(AuditEntry.objects.count(), entries)

    def test_auditors_and_those_who_write_never_decide(self) -> None:
        possible, closed = self.desk.raised(), self.desk.issue_in("closed")
        deciding = {"confirm": possible, "reject": possible, "reopen-decision": possible, "reopen": closed}
        for role in (R.HEAD_OF_INTERNAL_AUDIT, R.EXTERNAL_AUDITOR, R.COORDINATOR):
            for verb, issue in deciding.items():
                refused = self.assertRaisesRegex(WorkflowError, "Only the monitoring officer or a deputy")
                with self.subTest(role=role, verb=verb), refused:
                    CALLS[verb](issue, self.desk.members[role])

    def test_those_who_only_read_write_and_close_nothing(self) -> None:
        """Each verb asks by itself: a page or a command that forgets to ask changes nothing."""
        confirmed, watched = self.desk.issue_in("confirmed"), self.desk.issue_in("monitored")
        action = ImprovementAction.objects.create(council=self.desk.council, text="Join the systems")
        cycle, at = self.desk.cycle, NOW
        verbs: dict[str, Callable[[Membership], object]] = {
            "watch": lambda by: CALLS["watch"](confirmed, by),
            "close": lambda by: CALLS["close"](watched, by),
            "update": lambda by: CALLS["update-add"](watched, by),
            "edit": lambda by: edit_issue(
                issue=watched, version=watched.version, values={"impact": "None"}, ticks={}, by=by, at=at
            ),
            "action": lambda by: add_action_for_issue(issue=watched, text="Join them", by=by, at=at),
            "link": lambda by: link_action(issue=watched, action=action, by=by, at=at),
            "unlink": lambda by: unlink_action(issue=watched, action=action, by=by, at=at),
            "none": lambda by: say_no_issues(cycle=cycle, reason="None found.", by=by, at=at),
            "not none": lambda by: take_back_no_issues(cycle=cycle, by=by, at=at),
        }
        entries = AuditEntry.objects.count()
        for role in (R.HEAD_OF_INTERNAL_AUDIT, R.COMMITTEE_MEMBER, R.SERVICE_OFFICER, R.ADMINISTRATOR):
            for name, verb in verbs.items():
                with (
                    self.subTest(role=role, verb=name),
                    self.assertRaisesRegex(WorkflowError, "You cannot|Only the monitoring officer"),
                ):
                    verb(self.desk.members[role])
        self.assertEqual(AuditEntry.objects.count(), entries)
        self.assertEqual(again(watched).status, "monitored")

    def test_a_decision_that_was_signed_stays_with_its_criteria_until_the_review_is_reopened(self) -> None:
        issue = self.desk.issue_in("confirmed")
        cycle = ReviewCycle.objects.filter(pk=self.desk.cycle.pk)
        cycle.update(locked_at=NOW, stage=ReviewCycle.Stage.SIGNED_OFF)

        def tick_another() -> None:
            edit_issue(
                issue=again(issue),
                version=again(issue).version,
                values={"impact": "Late payments."},
                ticks={"criteria": Ticks(before=frozenset(), now=frozenset({"It has harmed residents"}))},
                by=self.desk.coordinator,
                at=NOW,
            )

        for step in (lambda: CALLS["reopen-decision"](issue, self.desk.monitor), tick_another):
            with self.assertRaisesRegex(WorkflowError, "The 2024/25 review was signed with"):
                step()
        self.assertEqual((again(issue).status, again(issue).impact), ("confirmed", ""))
        cycle.update(locked_at=None, stage=ReviewCycle.Stage.IN_REVIEW)
        tick_another()
        CALLS["reopen-decision"](issue, self.desk.monitor)
        self.assertEqual(again(issue).status, "candidate")

    def test_confirming_demands_a_description_a_reason_that_counts_and_a_reason(self) -> None:
        issue = self.desk.raised()
        with pytest.raises(WorkflowError, match="Say why"):
            workflow.confirm_issue(issue=issue, reason=" ", by=self.desk.monitor, at=NOW)
        GovernanceIssue.objects.update(description=" ")
        with pytest.raises(WorkflowError, match="Describe the issue"):
            workflow.confirm_issue(issue=issue, reason="Large.", by=self.desk.monitor, at=NOW)
        GovernanceIssue.objects.update(description="Two systems disagree.")
        issue.criteria.update(ended_at=NOW)
        with pytest.raises(WorkflowError, match="at least one reason why it counts"):
            workflow.confirm_issue(issue=issue, reason="Large.", by=self.desk.monitor, at=NOW)
        assert again(issue).status == "candidate"

    def test_whoever_raised_it_is_told_of_the_decision_and_those_who_decide_of_the_raising(self) -> None:
        issue = self.desk.issue_in("rejected")
        texts = list(Notice.objects.filter(url=issue.get_absolute_url()).values_list("recipient", "text"))
        reviewer = self.desk.members[R.REVIEWER]
        for role in MONITORS:
            said = f"{reviewer.name} raised a possible significant issue: “Data we cannot trust”"
            assert (self.desk.members[role].pk, said) in texts
        decided = f"{self.desk.monitor.name} decided that “Data we cannot trust” is not significant"
        assert (reviewer.pk, f"{decided}: It is small.") in texts

    def test_a_committee_closes_with_a_minute_of_a_day_that_has_been(self) -> None:
        issue = self.desk.issue_in("monitored")
        wrongs: list[tuple[dict[str, Any], str]] = [
            ({"met_on": TOMORROW}, "still to come"),
            ({"minute": " "}, "Name the committee and its minute"),
            ({"committee": ""}, "Name the committee and its minute"),
            ({"outcome": ""}, "Say what came of it"),
        ]
        for wrong, sentence in wrongs:
            with pytest.raises(WorkflowError, match=sentence):
                workflow.close_issue(issue=issue, **(MINUTE | wrong), by=self.desk.monitor, at=NOW)
        assert again(issue).status == "monitored"
        workflow.add_update(
            issue=issue, progress="at_risk", said_on=TODAY, text="Slow.", by=self.desk.monitor, at=NOW
        )
        workflow.close_issue(issue=issue, **MINUTE, by=self.desk.monitor, at=NOW)
        part = issue.in_cycles.get()
        assert (part.outcome, part.progress_at_close) == ("Put right.", "at_risk")

    def test_an_issue_opened_again_has_no_minute_and_its_history_has(self) -> None:
        issue = self.desk.issue_in("closed")
        workflow.reopen_issue(issue=issue, reason="It came back.", by=self.desk.monitor, at=NOW)
        now = again(issue)
        assert (now.closed_minute, now.closed_on, now.status) == ("", None, "monitored")
        assert issue.in_cycles.get().outcome == ""
        assert now.history.filter(closed_minute="12/2025").exists()

    def test_an_update_is_not_in_the_future_nor_older_than_the_newest_and_sent_twice_is_one(self) -> None:
        issue = self.desk.issue_in("confirmed")
        said: dict[str, Any] = {"issue": issue, "progress": "late", "text": "Slow.", "at": NOW}
        workflow.add_update(said_on=TODAY, by=self.desk.monitor, **said)
        workflow.add_update(said_on=TODAY, by=self.desk.monitor, **said)
        assert issue.updates.count() == 1
        with pytest.raises(WorkflowError, match="cannot be in the future"):
            workflow.add_update(said_on=TOMORROW, by=self.desk.monitor, **said)
        with pytest.raises(WorkflowError, match="The newest update is of 19 May 2025"):
            workflow.add_update(said_on=TODAY.replace(day=1), by=self.desk.monitor, **said)

    def test_a_closed_review_takes_no_issue(self) -> None:
        self.desk.cycle.stage = "closed"
        with pytest.raises(WorkflowError, match="is closed: an issue belongs to a later review"):
            self.desk.raised()
