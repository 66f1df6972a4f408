"""The list of issues, what it suggests, raising one, and saying that there are none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from assurance.models import Assessment, AssuranceSource, GovernanceIssue, NoIssuesStatement
from assurance.workflow.issues import add_update, confirm_issue
from assurance.workflow.no_issues import say_no_issues, standing_none, take_back_no_issues
from governance.models import AuditEntry
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.assurance.issue_desk import IssueDesk, Status, make_desk
from tests.builders import NOW, fill, make_cycle, row

# Session, person, membership with roles and settings, reviews, the page of issues with their parts, what is
# said and suggested, and what the header counts.
LIST, PAGE = 14, 14


class IssuePageTests(TestCase):
    desk: IssueDesk

    @classmethod
    def setUpTestData(cls) -> None:
        cls.desk = make_desk()
        officer = cls.desk.members[Role.SERVICE_OFFICER]
        fill(row(cls.desk.cycle, "A1.1"), by=officer, score=2, status="submitted")
        fill(row(cls.desk.cycle, "A1.2"), by=officer, score=4, status="submitted")
        fill(row(cls.desk.cycle, "A1.3"), by=officer, score=5, status="submitted")
        Assessment.objects.filter(requirement__ref="A1.2").update(agreed_score=3, status="agreed")

    def setUp(self) -> None:
        self.url = reverse("assurance:issues", args=[self.desk.council.slug])
        self.raising = reverse("assurance:issue-raise", args=[self.desk.council.slug, 2024])

    def page(self, role: Role, query: str = "") -> str:
        self.client.force_login(self.desk.members[role].user)
        answer = self.client.get(self.url + query)
        self.assertEqual(answer.status_code, 200)
        return answer.content.decode()

    def source(self, **fields: object) -> AssuranceSource:
        return AssuranceSource.objects.create(
            council=self.desk.council,
            cycle=self.desk.cycle,
            provider="Consortium",
            recorded_by=self.desk.coordinator,
            recorded_at=NOW,
            **({"kind": "head_of_internal_audit", "opinion_level": "limited"} | fields),
        )

    def test_low_scores_suggest_an_issue_until_one_stands_on_them(self) -> None:
        page = self.page(Role.REVIEWER)
        self.assertIn("?row=A1.1", page)
        self.assertIn("An issue is expected at this score", page)
        self.assertIn("An issue is possible at this score", page)
        self.assertNotIn("?row=A1.3", page)
        self.desk.raised("A1.1")
        self.assertNotIn("?row=A1.1", self.page(Role.REVIEWER))

    def test_an_officers_score_is_not_given_away_to_those_who_raise_and_do_not_see_scores(self) -> None:
        page = self.page(Role.SECTION_151)
        self.assertNotIn("?row=A1.1", page)
        self.assertIn("?row=A1.2", page)
        page = self.page(Role.SERVICE_OFFICER)
        self.assertNotIn("?row=", page)
        self.assertNotIn("Raise a possible issue", page)

    def test_an_unfavourable_source_suggests_an_issue(self) -> None:
        source = self.source()
        self.source(kind="inspection", opinion_level="reasonable")
        page = self.page(Role.HEAD_OF_INTERNAL_AUDIT)
        self.assertEqual(page.count("?source="), 1)
        sent = {"title": "Limited assurance", "description": "", "rows": ""}
        self.client.post(f"{self.raising}?source={source.pk}", sent)
        issue = GovernanceIssue.objects.get()
        self.assertEqual(issue.raised_from, "internal_audit")
        self.assertEqual(issue.raised_by, self.desk.members[Role.HEAD_OF_INTERNAL_AUDIT])
        self.assertNotIn("?source=", self.page(Role.HEAD_OF_INTERNAL_AUDIT))

    def test_raising_from_a_row_takes_one_press_and_says_no_score(self) -> None:
        self.client.force_login(self.desk.members[Role.REVIEWER].user)
        form = self.client.get(f"{self.raising}?row=A1.1").context["form"]
        sent = {name: form[name].value() or "" for name in form.fields}
        self.assertEqual((sent["rows"], sent["description"]), ("A1.1", ""))
        answer = self.client.post(f"{self.raising}?row=A1.1", sent, follow=True)
        self.assertContains(answer, "The possible significant issue was raised")
        issue = GovernanceIssue.objects.get()
        self.assertEqual((issue.raised_from, issue.row_links.count()), ("low_score", 1))
        shown = self.client.get(row(self.desk.cycle, "A1.1").get_absolute_url())
        self.assertContains(shown, "Possible significant issue")

    def test_raising_without_a_title_or_with_a_wrong_row_keeps_what_was_typed(self) -> None:
        self.client.force_login(self.desk.members[Role.REVIEWER].user)
        answer = self.client.post(self.raising, {"title": "", "description": "Typed.", "rows": "A9.9"})
        self.assertContains(answer, "Give the issue a short title", status_code=422)
        self.assertContains(answer, "has no row A9.9", status_code=422)
        self.assertContains(answer, "Typed.", status_code=422)
        self.assertFalse(GovernanceIssue.objects.exists())

    def test_open_issues_stand_first_and_late_ones_on_top(self) -> None:
        today = timezone.localdate()
        issues = {name: self.desk.issue_in("confirmed", title=name) for name in ("fine", "said", "due")}
        GovernanceIssue.objects.filter(title="due").update(due_on=today - timedelta(days=9))
        GovernanceIssue.objects.filter(title="fine").update(due_on=today + timedelta(days=9))
        said: dict[str, Any] = {"said_on": NOW.date(), "text": "Slow.", "by": self.desk.monitor, "at": NOW}
        add_update(issue=issues["said"], progress="late", **said)
        self.desk.issue_in("closed", title="over")
        self.desk.issue_in("candidate", title="open question")
        page = self.page(Role.MONITORING_OFFICER)
        places = [page.index(f">{title}</a>") for title in ("due", "said", "fine", "open question", "over")]
        self.assertEqual(places, sorted(places))
        self.assertIn("9 days late", page)

    def test_year_and_state_narrow_the_list(self) -> None:
        self.desk.issue_in("confirmed", title="confirmed one")
        self.desk.issue_in("rejected", title="rejected one")
        page = self.page(Role.REVIEWER, "?state=rejected")
        self.assertIn("rejected one", page)
        self.assertNotIn("confirmed one", page)
        make_cycle(self.desk.council, 2025, opened=False)
        self.assertIn("No such issue", self.page(Role.REVIEWER, "?year=2025/26"))
        self.assertIn("confirmed one", self.page(Role.REVIEWER, "?year=2024-25"))
        self.assertIn("confirmed one", self.page(Role.REVIEWER, "?year=nonsense&state=nonsense"))

    def test_the_pages_ask_the_database_as_often_whatever_there_is(self) -> None:
        issue = self.desk.issue_in("monitored")
        self.client.force_login(self.desk.monitor.user)
        for _ in range(2):
            with self.assertNumQueries(LIST):
                self.client.get(self.url)
            with self.assertNumQueries(PAGE):
                self.client.get(issue.get_absolute_url())
            for number, status in enumerate(Status.values):
                self.desk.issue_in(status, title=f"Number {number}")
            said: dict[str, Any] = {"said_on": NOW.date(), "progress": "late", "by": self.desk.monitor}
            for number in range(3):
                add_update(issue=issue, text=f"Slow {number}.", at=NOW, **said)

    def test_the_history_tells_each_step_with_its_reason(self) -> None:
        issue = self.desk.issue_in("rejected")
        self.client.force_login(self.desk.monitor.user)
        url = reverse("assurance:issue-history", args=[self.desk.council.slug, issue.pk])
        answer = self.client.get(url)
        self.assertContains(answer, "Why: It is small.")
        self.assertContains(answer, "Not significant")

    def test_none_is_said_with_its_reason_and_taken_back(self) -> None:
        self.client.force_login(self.desk.monitor.user)
        url = reverse("assurance:issues-none", args=[self.desk.council.slug, 2024])
        self.assertContains(self.client.post(url, {"reason": " "}), "Say on what basis", status_code=422)
        self.client.post(url, {"reason": "Internal audit found none."})
        self.assertIn("no significant issues, because…", self.page(Role.SERVICE_OFFICER))
        self.assertIn("Internal audit found none.", self.page(Role.SERVICE_OFFICER))
        back = reverse("assurance:issues-none-take-back", args=[self.desk.council.slug, 2024])
        self.client.force_login(self.desk.monitor.user)
        self.client.post(back)
        self.assertIsNone(standing_none(self.desk.cycle))
        codes = list(AuditEntry.objects.order_by("-sequence").values_list("action", flat=True)[:2])
        self.assertEqual(codes, ["assurance.no_issues.taken_back", "assurance.no_issues.said"])

    def test_none_is_refused_while_an_issue_is_open_or_undecided(self) -> None:
        said: dict[str, Any] = {"cycle": self.desk.cycle, "reason": "None.", "by": self.desk.monitor}
        self.desk.issue_in("candidate", title="Undecided")
        with pytest.raises(WorkflowError, match="Decide on “Undecided” first"):
            say_no_issues(at=NOW, **said)
        self.desk.issue_in("monitored", title="Open one")
        with pytest.raises(WorkflowError, match="“Open one” is a significant issue"):
            say_no_issues(at=NOW, **said)
        self.assertFalse(NoIssuesStatement.objects.exists())
        self.client.force_login(self.desk.monitor.user)
        url = reverse("assurance:issues-none", args=[self.desk.council.slug, 2024])
        self.assertContains(self.client.get(url), "cannot be said of the 2024/25 review while")

    def test_confirming_takes_back_that_there_are_none_and_the_record_says_why(self) -> None:
        say_no_issues(cycle=self.desk.cycle, reason="None.", by=self.desk.monitor, at=NOW)
        issue = self.desk.raised()
        self.assertIsNotNone(standing_none(self.desk.cycle))
        confirm_issue(issue=issue, reason="Large.", by=self.desk.monitor, at=NOW)
        self.assertIsNone(standing_none(self.desk.cycle))
        entry = AuditEntry.objects.get(action="assurance.no_issues.taken_back")
        self.assertEqual(entry.data["why"], f"“{issue.title}” is one")

    def test_a_finished_review_that_says_none_is_reopened_before_one_is_confirmed(self) -> None:
        say_no_issues(cycle=self.desk.cycle, reason="None.", by=self.desk.monitor, at=NOW)
        issue = self.desk.raised()
        self.desk.cycle.stage = "signed_off"
        self.desk.cycle.save()
        with pytest.raises(WorkflowError, match="Reopen it first"):
            confirm_issue(issue=issue, reason="Large.", by=self.desk.monitor, at=NOW)
        for verb in (
            lambda: say_no_issues(cycle=self.desk.cycle, reason="N.", by=self.desk.monitor, at=NOW),
            lambda: take_back_no_issues(cycle=self.desk.cycle, by=self.desk.monitor, at=NOW),
        ):
            with pytest.raises(WorkflowError, match="is finished"):
                verb()
        issue.refresh_from_db()
        self.assertEqual(issue.status, "candidate")
