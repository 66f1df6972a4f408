"""What the Annual Governance Statement says of significant issues, from the data."""

from __future__ import annotations

from django.test import TestCase

from assurance.models import ReviewCycle
from assurance.workflow.carrying import start_from_last_year
from assurance.workflow.issue_edits import add_action_for_issue
from assurance.workflow.issues import close_issue, confirm_issue
from assurance.workflow.no_issues import say_no_issues
from reports.content.actions import read_actions
from reports.content.issues import (
    former_issues,
    issues_sentences,
    read_issues,
    summary_sentence,
)
from reports.documents import draft_page, freeze
from reports.models import DocumentKind
from tests.assurance.issue_desk import CRITERION, MINUTE, TODAY, IssueDesk, make_desk
from tests.builders import NOW, make_cycle


class StatementIssuesTests(TestCase):
    desk: IssueDesk

    @classmethod
    def setUpTestData(cls) -> None:
        cls.desk = make_desk()

    def html(self, cycle: ReviewCycle) -> str:
        return draft_page(freeze(DocumentKind.AGS, cycle, on=TODAY), cycle)

    def test_nothing_is_claimed_while_nobody_has_decided(self) -> None:
        self.desk.issue_in("candidate", title="A secret so far")
        found = read_issues(self.desk.cycle)
        assert issues_sentences(found) == (
            "It has not been decided yet whether there are significant governance issues.",
        )
        assert summary_sentence(found) == ""
        assert "A secret so far" not in self.html(self.desk.cycle)

    def test_none_is_printed_with_the_definition_and_the_reason(self) -> None:
        say_no_issues(cycle=self.desk.cycle, reason="Nobody found any.", by=self.desk.monitor, at=NOW)
        definition, none = issues_sentences(read_issues(self.desk.cycle))
        assert definition.startswith("An issue is significant when")
        assert none == "There are no significant governance issues. Nobody found any."

    def test_an_issue_is_printed_whole(self) -> None:
        issue = self.desk.raised("A1.1")
        self.desk.issue_in("rejected", title="A small thing")
        add_action_for_issue(issue=issue, text="Join the systems", by=self.desk.coordinator, at=NOW)
        confirm_issue(issue=issue, reason="Large.", by=self.desk.monitor, at=NOW)
        [told] = read_issues(self.desk.cycle).issues
        assert (told.criteria, told.description) == ((CRITERION,), "Two systems disagree.")
        assert [name[0] for name in told.principles] == ["A"]
        assert [answer.text for answer in told.actions] == ["Join the systems"]
        page = self.html(self.desk.cycle)
        for text in ["Data we cannot trust", CRITERION, "Join the systems", "No owner yet"]:
            assert text in page
        assert "There is 1 open significant governance issue." in page
        assert "A small thing" not in page

    def test_an_issue_that_was_closed_stands_with_its_minute(self) -> None:
        self.desk.issue_in("closed")
        [told] = read_issues(self.desk.cycle).issues
        assert told.closed == "Closed by the Audit Committee on 19 May 2025, minute 12/2025"
        assert told.closed in self.html(self.desk.cycle)

    def test_last_years_issues_are_reported_with_what_became_of_them(self) -> None:
        open_one = self.desk.issue_in("monitored", title="Open")
        self.desk.issue_in("closed", title="Closed")
        left = self.desk.issue_in("confirmed", title="Left")
        self.desk.issue_in("candidate", title="Possible")
        following = make_cycle(self.desk.council, 2025, opened=False)
        start_from_last_year(
            cycle=following,
            why_issues_go_on={open_one.pk: "The supplier failed."},
            left_issues={left.pk: "One service looks after it."},
            by=self.desk.coordinator,
            at=NOW,
        )
        told = {each.title: (each.result, each.explanation) for each in former_issues(following)}
        assert told == {
            "Open": ("Still open, carried into 2025/26", "The supplier failed."),
            "Closed": ("Closed by the Audit Committee on 19 May 2025, minute 12/2025", "Put right."),
            "Left": ("Not carried on", "One service looks after it."),
        }
        page = self.html(following)
        assert "One service looks after it." in page
        assert "First reported in 2024/25, and carried once since" in page
        close_issue(issue=open_one, **MINUTE, by=self.desk.monitor, at=NOW)
        assert [each.is_closed for each in former_issues(following)] == [True, True, False]

    def test_an_action_that_only_answers_an_issue_is_in_the_plan_once_the_issue_is_confirmed(self) -> None:
        on_row, without_row = self.desk.raised("A1.1"), self.desk.raised(title="An issue on no row")
        for issue in (without_row, on_row):
            add_action_for_issue(issue=issue, text=f"For {issue.title}", by=self.desk.coordinator, at=NOW)
        of_row = ("A1.1", "For Data we cannot trust")

        planned = [(one.requirements[0][:4], one.text) for one in read_actions(self.desk.cycle, on=TODAY)]
        assert planned == [of_row]

        confirm_issue(issue=without_row, reason="Large.", by=self.desk.monitor, at=NOW)
        last = read_actions(self.desk.cycle, on=TODAY)[-1]
        assert (last.text, last.requirements) == (
            "For An issue on no row",
            ("the significant issue “An issue on no row”",),
        )
        assert [one.number for one in read_actions(self.desk.cycle, on=TODAY)] == ["24/25-1", "24/25-2"]
