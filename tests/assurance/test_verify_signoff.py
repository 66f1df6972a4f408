"""What the command says of signed reviews: those that stand, those that differ, those altered by SQL."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from assurance.models import (
    ImprovementAction,
    SignedContent,
)
from assurance.signed_content import check_code, digest_of
from governance.append_only import create_triggers, drop_triggers
from governance.models import AuditEntry
from tests.assurance.sealed_review import Sealed, change, change_row
from tests.assurance.signed_reviews import make_chamber


class TestTheCommand(Sealed):
    ONE = {"council": "merrowdale", "year": "2024/25"}  # noqa: RUF012

    def test_an_untouched_review_stands(self):
        out, failed = self.verify(**self.ONE)
        assert not failed
        assert "stands as signed by Monitoring officer Helen Marsh" in out
        assert check_code(self.content.digest) in out

    def test_what_differs_is_printed_and_ends_with_1(self):
        change_row(agreed_score=3)(self)
        change(ImprovementAction, status="complete")(self)
        out, failed = self.verify(**self.ONE)
        assert failed == "1 thing differs in the 2024/25 review of Merrowdale Council from what was signed."
        assert "DIFFERS: A1.1 agreed score: signed 9, now 3" in out
        assert "moved on: A1.1 action “Test the plan.”: status: signed “Proposed”, now “Complete”" in out

    def test_what_moved_on_ends_with_0(self):
        change(ImprovementAction, status="complete")(self)
        out, failed = self.verify(**self.ONE)
        assert not failed
        assert "moved on: A1.1" in out
        assert "stands as signed" in out

    def test_every_signed_review_is_checked_when_none_is_named(self):
        out, failed = self.verify()
        assert not failed
        assert "1 signed review checked: nothing differs." in out
        change_row(agreed_score=3)(self)
        assert "1 thing differs" in self.verify()[1]

    def test_a_review_that_waits_for_offices_says_so(self):
        other = make_chamber("stonereach")
        other.finish()
        out, failed = self.verify(council="stonereach", year="2024/25")
        assert not failed
        assert "Still to confirm it: Section 151 officer, Head of paid service." in out

    def test_bad_values_are_refused_in_one_line(self):
        for slug, year, words in (
            ("nowhere", "2024/25", "no council"),
            ("merrowdale", "2024", "not a financial year"),
            ("merrowdale", "2019/20", "has no 2019/20 review"),
            ("merrowdale", "2030/31", "not finished"),
            ("merrowdale", None, "Name the council and the year"),
        ):
            failed = self.verify(council=slug, year=year)[1]
            assert words in failed
            assert "\n" not in failed


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("also_its_code", [False, True])
def test_content_altered_by_sql_is_found(also_its_code):
    """Even with a new check code: the record of changes holds the one that was signed."""
    chamber = make_chamber("merrowdale", ["monitoring_officer"])
    content = chamber.finish().signed_content
    text = content.content.replace('"agreed_score":9', '"agreed_score":10', 1)
    fields = {"content": text} | ({"digest": digest_of(text)} if also_its_code else {})
    with connection.schema_editor() as editor:
        drop_triggers(editor, ["assurance_signedcontent"])
    SignedContent.objects.filter(pk=content.pk).update(**fields)
    with connection.schema_editor() as editor:
        create_triggers(editor, ["assurance_signedcontent"])
    words = "The record of changes knows nothing" if also_its_code else "was altered"
    with pytest.raises(CommandError, match=words):
        call_command("verify_signoff", council="merrowdale", year="2024/25")
    assert AuditEntry.objects.filter(data__digest=content.digest).exists()


@pytest.mark.django_db
def test_what_is_signed_says_what_it_was_measured_by():
    content = json.loads(make_chamber("").finish().signed_content.content)
    assert content["form"] == 2
    assert content["offices"] == ["monitoring_officer", "section_151", "head_of_paid_service"]
    assert content["no_issues"]["reason"] == "Internal audit found none."
    assert content["settings"]["low_score_threshold"] == 7
