"""What a reader of the review who may not see officers' scores learns of rows that are not agreed."""

from __future__ import annotations

from django.test import TestCase
from django.urls import reverse

from assurance.models import Assessment, GovernanceIssue, IssueInCycle, ReviewCycle
from governance.models import Council, Membership
from governance.roles import Role
from tests.assurance.review_rows import text_of
from tests.builders import NOW, fill, give_rows, make_council, make_cycle, make_member, row


class HiddenScoresTests(TestCase):
    """Last year's review is still open while this year's is begun."""

    council: Council
    last: ReviewCycle
    officer: Membership
    reader: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow")
        cls.officer = make_member(cls.council, Role.SERVICE_OFFICER)
        cls.reader = make_member(cls.council, Role.SECTION_151)
        cls.last = make_cycle(cls.council, 2023)
        cls.cycle = make_cycle(cls.council, 2024)
        give_rows(cls.cycle, cls.officer, "A1.1")

    def words_of_row(self, member: Membership) -> str:
        self.client.force_login(member.user)
        url = reverse("assurance:assessment", args=[self.council.slug, 2024, "A1.1"])
        return " ".join(self.client.get(url).content.decode().split())

    def test_last_years_score_shows_once_it_is_agreed(self) -> None:
        unsettled = fill(row(self.last, "A1.1"), by=self.officer, score=3, status="submitted")
        self.assertNotIn("Weak", self.words_of_row(self.reader))
        self.assertIn("Weak", self.words_of_row(self.officer))
        Assessment.objects.filter(pk=unsettled.pk).update(status="agreed", agreed_score=3)
        self.assertIn("Weak", self.words_of_row(self.reader))

    def test_that_a_row_does_not_apply_shows_once_it_is_agreed(self) -> None:
        for cycle in (self.last, self.cycle):
            said = row(cycle, "A1.1")
            said.not_applicable, said.not_applicable_reason = True, f"No fleet in {cycle.label}"
            said.status = "submitted"
            said.save()
        page = self.words_of_row(self.reader)
        self.assertNotIn("No fleet", page)
        self.assertNotIn("Not applicable", page)
        self.assertIn("No fleet in 2024/25", self.words_of_row(self.officer))
        self.assertIn("No fleet in 2023/24", self.words_of_row(self.officer))
        Assessment.objects.filter(not_applicable=True).update(status="agreed")
        page = self.words_of_row(self.reader)
        self.assertIn("No fleet in 2024/25", page)
        self.assertIn("No fleet in 2023/24", page)

    def test_the_list_of_all_rows_keeps_it_too(self) -> None:
        said = row(self.cycle, "A1.1")
        said.not_applicable, said.status = True, "submitted"
        said.save()
        fill(row(self.last, "A1.2"), by=self.officer, score=3, status="submitted")
        self.client.force_login(self.reader.user)
        page = self.client.get(reverse("assurance:requirements", args=[self.council.slug, 2024]))
        self.assertNotContains(page, "Not applicable")
        self.assertNotContains(page, "Weak")

    def page(self, name: str, member: Membership) -> str:
        self.client.force_login(member.user)
        return text_of(self.client.get(reverse(f"assurance:{name}", args=[self.council.slug, 2024])))

    def test_what_is_left_and_what_could_be_asked_wait_for_the_agreed_score(self) -> None:
        scored = fill(row(self.cycle, "A1.1"), by=self.officer, score=3, status="submitted")
        told = {"readiness": "3, no open action", "read-for-you": "It scores 3, no open action"}
        for name, words in told.items():
            page = self.page(name, self.reader)
            self.assertNotIn("no open action", page)
            self.assertIn("1 more ", page)
            self.assertIn("of officers’ scores", page)
            self.assertIn(words, self.page(name, make_member(self.council, Role.REVIEWER)))
        self.assertIn("0 of 91 requirements are scored", self.page("read-for-you", self.reader))
        Assessment.objects.filter(pk=scored.pk).update(status="agreed", agreed_score=3)
        for name, words in told.items():
            page = self.page(name, self.reader)
            self.assertIn(words, page)
            self.assertNotIn("of officers’ scores", page)

    def test_what_stops_the_finish_is_counted_for_officers_and_not_named(self) -> None:
        issue = GovernanceIssue.objects.create(council=self.council, title="Payroll errors", raised_at=NOW)
        IssueInCycle.objects.create(council=self.council, issue=issue, cycle=self.cycle)
        words = "Possible significant issues that nobody decided on"
        self.assertIn(words, self.page("sign-off", self.officer))
        self.assertNotIn("Payroll errors", self.page("sign-off", self.officer))
        self.assertIn("Payroll errors", self.page("sign-off", self.reader))
