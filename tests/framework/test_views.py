"""The framework can be browsed by anyone, without signing in."""

from datetime import UTC, datetime
from pathlib import Path

from django.test import TestCase
from django.urls import reverse

from framework.examples import group_examples
from framework.loading import load_framework
from framework.models import Requirement
from framework.reading import read_framework
from tests.builders import remove_framework

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "framework-2016.json"
NOW = datetime(2025, 5, 19, 9, tzinfo=UTC)


class BrowsingTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        remove_framework()
        load_framework(read_framework(FIXTURE), in_use=False, at=NOW)

    def principle_url(self, letter: str) -> str:
        return reverse("framework:principle", kwargs={"letter": letter})

    def test_addresses(self) -> None:
        self.assertEqual(reverse("framework:overview"), "/framework/")
        self.assertEqual(self.principle_url("A"), "/framework/A/")

    def test_the_overview_lists_principles_and_sub_principles(self) -> None:
        response = self.client.get(reverse("framework:overview"))
        self.assertEqual(response.status_code, 200)
        for letter in "ABCDEFG":
            self.assertContains(response, f'href="{self.principle_url(letter)}"')
        self.assertContains(response, "91 requirements")
        self.assertContains(response, "F5 Strong public financial management")
        self.assertContains(response, "They are not the wording of the publication")

    def test_a_principle_shows_what_is_required_with_examples(self) -> None:
        response = self.client.get(self.principle_url("A"))
        self.assertContains(response, "Respecting the rule of law")
        self.assertContains(
            response, '<h3 class="govuk-heading-s" id="A1.1">A1.1 Integrity led from the top</h3>', html=True
        )
        self.assertContains(response, "Members and officers act honestly")
        self.assertContains(response, "Codes of conduct")
        self.assertContains(response, 'rel="next"')
        self.assertNotContains(response, 'rel="prev"')

    def test_every_principle_shows_each_of_its_requirements_once(self) -> None:
        for letter in "ABCDEFG":
            response = self.client.get(self.principle_url(letter))
            for ref in Requirement.objects.filter(ref__startswith=letter).values_list("ref", flat=True):
                self.assertContains(response, f'id="{ref}"', count=1)

    def test_scrutiny_is_worded_for_both_ways_of_governing(self) -> None:
        response = self.client.get(self.principle_url("F"))
        self.assertContains(response, "With a committee system:", count=1)

    def test_our_own_examples_are_marked(self) -> None:
        self.assertContains(
            self.client.get(self.principle_url("G")), "(example written for this service)", count=4
        )

    def test_what_is_no_longer_used_is_not_shown(self) -> None:
        Requirement.objects.filter(ref="A1.1").update(retired_at=NOW)
        self.assertNotContains(self.client.get(self.principle_url("A")), "Integrity led from the top")
        self.assertContains(self.client.get(reverse("framework:overview")), "90 requirements")

    def test_an_unknown_letter_is_not_found(self) -> None:
        for letter in ["H", "a", "AB"]:
            self.assertEqual(self.client.get(self.principle_url(letter)).status_code, 404)

    def test_pages_only_answer_reading(self) -> None:
        self.assertEqual(self.client.post(self.principle_url("A")).status_code, 405)

    def test_query_counts_do_not_grow_with_the_rows(self) -> None:
        with self.assertNumQueries(5):
            self.client.get(reverse("framework:overview"))
        with self.assertNumQueries(7):
            self.client.get(self.principle_url("F"))

    def test_nested_examples_stand_under_the_one_before(self) -> None:
        groups = group_examples(Requirement.objects.get(ref="A2.4").examples.all())
        self.assertEqual([len(group.nested) for group in groups], [2, 0])


class EmptyTests(TestCase):
    def setUp(self) -> None:
        remove_framework()

    def test_nothing_is_found_before_a_framework_is_loaded(self) -> None:
        self.assertEqual(self.client.get(reverse("framework:overview")).status_code, 404)
