"""Comments are never printed, exported or signed, and pages ask the same number of queries for any number."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assurance import signed_content
from assurance.exchange.export import export_review
from assurance.models import Comment, ReviewCycle
from assurance.workflow.comments import add_comment
from governance.models import Membership
from governance.roles import Role
from reports.documents import BUILDERS, freeze
from tests.builders import NOW, TODAY, fill, give_rows, make_council, make_cycle, make_member, row

WORDS = "Between ourselves zebra"


@pytest.fixture
def cycle(db) -> ReviewCycle:
    """A review with a comment on a submitted row."""
    cycle = make_cycle(make_council())
    officer = make_member(cycle.council, Role.SERVICE_OFFICER)
    [given] = give_rows(cycle, officer, "A1.1")
    fill(given, by=officer, status="submitted")
    add_comment(row=row(cycle, "A1.1"), text=WORDS, by=officer, at=NOW)
    return cycle


@pytest.mark.parametrize("kind", list(BUILDERS))
def test_no_document_holds_them(cycle, kind):
    assert "zebra" not in freeze(kind, cycle, on=TODAY).content


def test_what_is_signed_holds_none_of_them(cycle):
    assert "zebra" not in signed_content.as_json(signed_content.build(cycle))


def test_no_export_holds_them(cycle):
    csv = export_review(cycle=cycle, suffix="csv", sees_all=True, by=None, at=NOW).decode("utf-8-sig")
    assert "We do A1.1 well" in csv
    assert "zebra" not in csv


class CommentQueriesTests(TestCase):
    cycle: ReviewCycle
    officer: Membership
    reviewer: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cycle = make_cycle(make_council("merrow"))
        cls.officer = make_member(cls.cycle.council, Role.SERVICE_OFFICER)
        cls.reviewer = make_member(cls.cycle.council, Role.MONITORING_OFFICER)
        give_rows(cls.cycle, cls.officer, "A1.1")
        add_comment(row=row(cls.cycle, "A1.1"), text="Who?", mentioned=[cls.officer], by=cls.reviewer, at=NOW)

    def queries(self, name: str, *parts: str) -> int:
        self.client.force_login(self.reviewer.user)
        url = reverse(f"assurance:{name}", args=["merrow", 2024, *parts])
        with CaptureQueriesContext(connection) as asked:
            self.assertEqual(self.client.get(url).status_code, 200)
        return len(asked)

    def add_a_crowd(self) -> None:
        people = [make_member(self.cycle.council, Role.REVIEWER) for _ in range(5)]
        refs = list(self.cycle.assessments.values_list("requirement__ref", flat=True))
        for ref in refs:
            each = row(self.cycle, ref)
            Comment.objects.bulk_create(
                Comment(council=self.cycle.council, assessment=each, author=by, text=f"On {ref}", at=NOW)
                for by in people
            )

    def test_the_thread(self) -> None:
        few = self.queries("comments", "A1.1")
        self.assertLessEqual(few, 23)
        self.add_a_crowd()
        self.assertEqual(self.queries("comments", "A1.1"), few)

    def test_the_page_of_all_rows(self) -> None:
        few = self.queries("requirements")
        self.add_a_crowd()
        self.assertEqual(self.queries("requirements"), few)
