"""Posts that no page of ours sends are refused in words; they neither break a page nor leave a trace."""

from __future__ import annotations

from django.test import TestCase
from django.urls import reverse

from assurance.models import Assessment, ReviewCycle
from governance.models import Council, Membership
from governance.roles import Role
from tests.builders import fill, give_rows, make_council, make_cycle, make_member, row

NUMBERS = ("²", "٣", "9" * 5_000, "9" * 40, "-1", "1e3")


class HostilePostTests(TestCase):
    council: Council
    cycle: ReviewCycle
    member: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow")
        cls.cycle = make_cycle(cls.council)
        cls.member = make_member(cls.council, Role.SERVICE_OFFICER, Role.COORDINATOR, Role.MONITORING_OFFICER)
        give_rows(cls.cycle, cls.member, "A1.1")

    def setUp(self) -> None:
        self.client.force_login(self.member.user)

    def post(self, name: str, data: dict[str, object], *args: object) -> int:
        url = reverse(f"assurance:{name}", args=[self.council.slug, self.cycle.year, *args])
        return self.client.post(url, data).status_code

    def test_a_score_with_zeros_before_it_is_no_score(self) -> None:
        for score in ("0011", "00010000", "011"):
            with self.subTest(score=score):
                status = self.post("my-rows", {"A1.1-version": 1, "A1.1-score": score})
                self.assertEqual(status, 422)
        self.assertIsNone(row(self.cycle, "A1.1").own_score)

    def test_the_number_of_what_is_removed(self) -> None:
        for number in NUMBERS:
            with self.subTest(number=number[:20]):
                data = {"A1.1-version": 1, "A1.1-remove-evidence": number}
                self.assertLess(self.post("my-rows", data), 500)

    def test_the_version_that_a_row_started_from(self) -> None:
        for number in NUMBERS:
            with self.subTest(number=number[:20]):
                status = self.post("my-rows", {"A1.1-version": number, "A1.1-narrative": "Typed"})
                self.assertEqual(status, 422)
        self.assertEqual(row(self.cycle, "A1.1").narrative, "")

    def test_the_version_of_a_ticked_row(self) -> None:
        for number in NUMBERS:
            with self.subTest(number=number[:20]):
                self.assertEqual(self.post("review-agree", {"row": f"A1.1:{number}"}), 422)

    def test_the_numbers_of_joined_actions(self) -> None:
        for number in NUMBERS:
            with self.subTest(number=number[:20]):
                self.assertEqual(self.post("actions-join", {"group": f"{number}-{number}"}), 302)

    def test_a_clash_of_what_is_no_text(self) -> None:
        fill(row(self.cycle, "A1.1"), by=self.member)
        data = {
            "A1.1-version": 2,
            "A1.1-score": 9,
            "A1.1-narrative": "Typed",
            "A1.1-clash": ["version", "nothing"],
            "A1.1-keep-version": "theirs",
            "A1.1-keep-nothing": "theirs",
        }
        self.post("my-rows", data)
        versions = Assessment.history.filter(requirement__ref="A1.1").values_list("version", flat=True)
        self.assertEqual(sorted(versions), [1, 2, 3])
