"""The demonstration's evidence register has something to find, to date, to merge and to download."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db.models import QuerySet
from django.test import TestCase

from assurance import file_store
from assurance.evidence_dates import Kind
from assurance.evidence_register import Judge, out_of_date
from assurance.models import Evidence, FileVersion, ReviewCycle
from assurance.similar_titles import similar


class RegisterTests(TestCase):
    """For a test case that has loaded the demonstration as for `today`: loading takes seconds."""

    today: date

    @property
    def items(self) -> QuerySet[Evidence]:
        return Evidence.objects.filter(council__slug="merrowdale")

    def test_many_items_have_an_owner_and_dates(self) -> None:
        self.assertGreaterEqual(self.items.exclude(owner_post=None).exclude(last_reviewed=None).count(), 20)
        self.assertEqual(list(self.items.filter(last_reviewed__gt=self.today)), [])
        self.assertEqual(list(self.items.filter(effective_from__gt=self.today)), [])

    def test_some_are_out_of_date_and_each_kind_of_finding_is_there(self) -> None:
        cycle = ReviewCycle.objects.get(council__slug="merrowdale", starts_on__year=2024)
        judge = Judge.of(cycle.council, cycle, at=self.today)
        kinds = {flag.kind for item in self.items for flag in judge.flags(item)}
        self.assertEqual(kinds, set(Kind))
        old = out_of_date(self.items, at=self.today, months=24, year_end=cycle.ends_on).count()
        self.assertGreaterEqual(old, 5)
        self.assertLess(old, self.items.count() / 4)

    def test_two_items_are_the_same_but_for_the_order_of_their_words(self) -> None:
        titles = {item.pk: item.title for item in self.items}
        found = similar(["Register of gifts, hospitality and interests"], titles)
        self.assertEqual(len([key for key in found if titles[key].startswith("Register of")]), 2)

    def test_a_file_stands_in_two_versions_with_its_bytes(self) -> None:
        versions = FileVersion.objects.filter(file__evidence__title="Speaking up policy")
        self.assertEqual([version.number for version in versions], [2, 1])
        for version in versions:
            with file_store.open_stored(version.stored_as) as content:
                self.assertEqual(hashlib.sha256(content.read()).hexdigest(), version.sha256)
