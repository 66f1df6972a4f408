"""Open significant issues when a review starts from last year: they go on, or it is said what they became."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import TestCase
from django.urls import reverse

from assurance.carrying import from_last_year
from assurance.models import GovernanceIssue, IssueInCycle, ReviewCycle
from assurance.workflow.carrying import start_from_last_year
from assurance.workflow.issue_edits import add_action_for_issue
from assurance.workflow.issues import add_update, close_issue
from assurance.workflow.no_issues import say_no_issues, standing_none
from governance.workflow.errors import WorkflowError
from tests.assurance.issue_desk import MINUTE, TODAY, IssueDesk, again, make_desk
from tests.builders import NOW, make_cycle


class CarryingIssuesTests(TestCase):
    desk: IssueDesk
    following: ReviewCycle
    issue: GovernanceIssue

    @classmethod
    def setUpTestData(cls) -> None:
        cls.desk = make_desk()
        cls.issue = cls.desk.issue_in("monitored", title="Data we cannot trust")
        cls.desk.issue_in("candidate", title="Undecided")
        cls.desk.issue_in("closed", title="Over")
        cls.following = make_cycle(cls.desk.council, 2025, opened=False)

    def start(self, **choices: Any):
        return start_from_last_year(cycle=self.following, by=self.desk.coordinator, at=NOW, **choices)

    def left_of_last_year(self) -> list[str]:
        last = from_last_year(self.following, at=TODAY)
        assert last is not None
        return [each.left for each in last.issues]

    def part(self, cycle: ReviewCycle) -> IssueInCycle:
        return self.issue.in_cycles.get(cycle=cycle)

    def test_open_issues_go_on_with_their_last_words_rows_and_how_they_stood(self) -> None:
        add_update(
            issue=self.issue, progress="at_risk", said_on=TODAY, text="Slow.", by=self.desk.monitor, at=NOW
        )
        came = self.start()
        assert (came.issues, came.words[-1]) == (1, "1 significant issue")
        assert (self.part(self.following).origin, self.part(self.following).reason) == ("carried", "Slow.")
        assert (self.part(self.desk.cycle).progress_at_close, self.part(self.desk.cycle).outcome) == (
            "at_risk",
            "",
        )
        assert again(self.issue).status == "monitored"
        assert self.start().issues == 0

    def test_the_issue_stands_on_this_years_rows(self) -> None:
        issue = self.desk.raised("A1.1", title="On a row")
        GovernanceIssue.objects.filter(pk=issue.pk).update(status="confirmed", decision_reason="Large.")
        self.start()
        refs = issue.row_links.values_list(
            "assessment__cycle__starts_on__year", "assessment__requirement__ref"
        )
        assert sorted(refs) == [(2024, "A1.1"), (2025, "A1.1")]

    def test_an_issue_left_behind_needs_what_became_of_it(self) -> None:
        with pytest.raises(WorkflowError, match="Say what became of each"):
            self.start(left_issues={self.issue.pk: " "})
        came = self.start(left_issues={self.issue.pk: "It is an action of one service now."})
        assert (came.issues, came.left_issues) == (0, 1)
        assert self.part(self.desk.cycle).outcome == "It is an action of one service now."
        assert again(self.issue).is_open
        assert self.left_of_last_year() == ["It is an action of one service now."]
        assert self.start().issues == 1
        assert self.part(self.desk.cycle).outcome == ""

    def test_an_action_without_a_row_goes_on_with_its_issue(self) -> None:
        action = add_action_for_issue(issue=self.issue, text="Join them", by=self.desk.coordinator, at=NOW)
        self.start()
        part = action.in_cycles.get(cycle=self.following)
        assert part.origin == "carried"

    def test_carrying_takes_back_that_there_are_none(self) -> None:
        say_no_issues(cycle=self.following, reason="None.", by=self.desk.monitor, at=NOW)
        self.start()
        assert standing_none(self.following) is None

    def test_the_page_asks_for_each_and_shows_twice_carried_ones(self) -> None:
        self.start()
        third = make_cycle(self.desk.council, 2026, opened=False)
        url = reverse("assurance:start-from-last-year", args=[self.desk.council.slug, 2026])
        self.client.force_login(self.desk.coordinator.user)
        self.assertContains(self.client.get(url), "Carried twice")
        key = self.issue.pk
        answer = self.client.post(url, {"shown-issue": key, "assignees": "on"})
        self.assertContains(answer, "Say what became of “Data we cannot trust”", status_code=422)
        self.assertContains(answer, f'href="#id_outcome-{key}"', status_code=422)
        sent = {"shown-issue": key, f"issue-{key}": "on", f"why-{key}": "The supplier failed."}
        answer = self.client.post(url, sent, follow=True)
        self.assertContains(answer, "1 significant issue came over from 2025/26")
        assert self.part(third).reason == "The supplier failed."
        page = self.client.get(self.issue.get_absolute_url())
        self.assertContains(page, "Carried twice: first reported in 2024/25, and still open")

    def test_closing_ends_the_newest_year_and_leaves_the_years_before(self) -> None:
        self.start()
        close_issue(issue=self.issue, **MINUTE, by=self.desk.monitor, at=NOW)
        assert self.part(self.following).outcome == "Put right."
        assert self.part(self.desk.cycle).outcome == ""
