"""How many queries the pages of rows take: fixed, whatever the number of rows, councils and reviews."""

from __future__ import annotations

from django.test import TestCase
from django.urls import reverse

from assurance.models import Assessment, Comment, ReviewCycle, SentBack
from assurance.workflow.actions import add_action
from assurance.workflow.answering import add_evidence
from governance.models import Council, Membership
from governance.roles import Role
from tests.builders import NOW, fill, give_rows, make_council, make_cycle, make_member, make_post, row


def add_a_crowd(council: Council) -> None:
    """More councils, more years and more people than the page is about."""
    for _ in range(2):
        elsewhere = make_council()
        make_cycle(elsewhere, 2024)
    make_cycle(council, 2025, opened=False)
    for _ in range(5):
        make_member(council, Role.SERVICE_OFFICER, Role.REVIEWER)
        make_post(council)


# Session, person, membership with roles and settings, the review, its rows with their four lists, what the
# council adds, posts, and what the header counts.
QUERIES = {"my-rows": 13, "principle": 13, "requirements": 11, "assessment": 12}
# Of one row by script: begin and end of the transaction are counted as a test counts them, as savepoints.
SAVE = 8


class QueryCountTests(TestCase):
    council: Council
    cycle: ReviewCycle
    officer: Membership
    coordinator: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow")
        cls.officer = make_member(cls.council, Role.SERVICE_OFFICER)
        cls.coordinator = make_member(cls.council, Role.COORDINATOR)
        last = make_cycle(cls.council, 2023)
        fill(row(last, "A1.1"), by=cls.officer, status="submitted")
        cls.cycle = make_cycle(cls.council, 2024)
        rows = give_rows(cls.cycle, cls.officer, "A1.1", "A1.2")
        add_evidence(row=rows[0], title="Code of conduct", by=cls.officer, at=NOW)
        add_action(row=rows[0], text="Train members", by=cls.officer, at=NOW)

    def count(self, name: str, *args: object, member: Membership) -> int:
        self.client.force_login(member.user)
        url = reverse(f"assurance:{name}", args=[self.council.slug, 2024, *args])
        with self.assertNumQueries(QUERIES[name]):
            response = self.client.get(url)
        self.assertEqual(response.status_code, 200)
        return len(response.content)

    def fill_the_review(self) -> None:
        refs = Assessment.objects.filter(cycle=self.cycle).values_list("requirement__ref", flat=True)
        for assessment in give_rows(self.cycle, self.officer, *refs):
            add_evidence(row=assessment, title=f"Policy {assessment.ref}", by=self.officer, at=NOW)
            add_action(row=assessment, text=f"Improve {assessment.ref}", by=self.officer, at=NOW)

    def test_my_rows(self) -> None:
        self.count("my-rows", member=self.officer)
        add_a_crowd(self.council)
        self.fill_the_review()
        self.count("my-rows", member=self.officer)

    def test_a_principle(self) -> None:
        self.count("principle", "A", member=self.officer)
        add_a_crowd(self.council)
        self.fill_the_review()
        self.count("principle", "A", member=self.officer)

    def test_all_91(self) -> None:
        self.count("requirements", member=self.coordinator)
        add_a_crowd(self.council)
        self.fill_the_review()
        self.count("requirements", member=self.coordinator)

    def test_one_row(self) -> None:
        self.count("assessment", "A1.1", member=self.officer)
        add_a_crowd(self.council)
        self.count("assessment", "A1.1", member=self.officer)

    def test_one_row_that_was_sent_back_and_talked_about(self) -> None:
        assessment = row(self.cycle, "A1.1")
        SentBack.objects.create(
            council=self.council, assessment=assessment, reason="Say more", by=self.coordinator, at=NOW
        )
        Comment.objects.create(
            council=self.council, assessment=assessment, author=self.coordinator, text="Ask HR", at=NOW
        )
        self.client.force_login(self.officer.user)
        url = assessment.get_absolute_url()
        with self.assertNumQueries(QUERIES["assessment"] + 2):
            self.client.get(url)

    def test_a_row_saved_by_script_while_somebody_types(self) -> None:
        self.client.force_login(self.officer.user)
        url = reverse("assurance:assessment", args=[self.council.slug, 2024, "A1.1"])
        data = {"A1.1-version": "1", "A1.1-changed": "narrative", "A1.1-narrative": "Tested", "autosave": "1"}
        with self.assertNumQueries(SAVE):
            answer = self.client.post(url, data, headers={"accept": "application/json"})
        self.assertEqual((answer.status_code, answer.json()["version"]), (200, 2))
        add_a_crowd(self.council)
        self.fill_the_review()
        data = {"A1.1-version": "2", "A1.1-changed": "score", "A1.1-score": "9", "save": "A1.1"}
        with self.assertNumQueries(SAVE):
            answer = self.client.post(url, data, headers={"accept": "application/json"})
        self.assertEqual((answer.status_code, answer.json()["version"]), (200, 3))

    def test_still_true_by_script(self) -> None:
        self.client.force_login(self.officer.user)
        url = reverse("assurance:assessment", args=[self.council.slug, 2024, "A1.1"])
        data = {"A1.1-version": "1", "A1.1-still-true": "1"}
        with self.assertNumQueries(SAVE):
            answer = self.client.post(url, data, headers={"accept": "application/json"})
        self.assertTrue(answer.json()["saved"])
