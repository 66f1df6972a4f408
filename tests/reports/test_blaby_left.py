"""What is left to do in a real review: the last column of DOMAIN.md §8. Skipped without the file."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from assurance.models import ReviewCycle
from assurance.readiness import Readiness
from governance.models import CouncilSetting
from tests.builders import make_council

WORKBOOK = Path(__file__).resolve().parents[3] / "shared" / "data" / "blaby-2025.xlsx"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not WORKBOOK.is_file(), reason="the real workbook is not at hand"),
]

LITTLE_TEXT = ["A1.3", "A3.1", "B1.2", "B3.4", "C2.3", "D2.2", "E1.2", "F1.2", "F2.4", "F2.5", "G2.2"]


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    make_council("blaby", name="Blaby District Council")
    call_command("import_review", str(WORKBOOK), council="blaby", year="2024/25", verbosity=0)
    return ReviewCycle.objects.select_related("council", "framework").get(council__slug="blaby")


@pytest.fixture
def cycle(made):
    return deepcopy(made)


def found(cycle: ReviewCycle) -> dict[str, list[str]]:
    """The references that each rule names."""
    groups = Readiness(cycle, date(2025, 6, 2)).groups
    return {group.rule.key: [finding.ref for finding in group.findings] for group in groups}


def test_it_reports_what_a_reader_of_the_review_found(cycle):
    refs = found(cycle)
    assert len(refs.pop("agreed")) == 91
    assert len(refs.pop("actions-complete")) == 25
    assert refs == {
        "high-score": [*LITTLE_TEXT[:10], "F3.4", *LITTLE_TEXT[10:]],
        "one-band": [""],
        "out-of-date": ["A1.2", "F3.3", "F3.4", "F3.5"],
        "contradicting-dates": ["F3.3"],
        "drafting-notes": ["D2.4"],
        "same-words": ["B3.1", "G1.1"],
        "same-actions": ["B3.2", "D2.5"],
        "issues-said": [""],
        "sources-there": ["", ""],
        "opinion": [""],
        "up-to-date": ["", ""],
    }


def test_each_names_what_a_reader_would_ask_about(cycle):
    said = {
        (group.rule.key, finding.ref): finding.what
        for group in Readiness(cycle, date(2025, 6, 2)).groups
        for finding in group.findings
    }
    assert said["one-band", ""].startswith("78 of 91 rows score 9 or 10")
    assert said["high-score", "F3.4"] == "10, with an action still open"
    assert said["high-score", "A1.3"] == "9, a narrative of 59 characters"
    assert "dated July 2020 here, February 2024 in A1.4, A3.5" in said["contradicting-dates", "F3.3"]
    assert "B3.3" in said["same-words", "B3.1"]
    assert "G1.2" in said["same-words", "G1.1"]


def test_an_action_is_asked_for_where_the_council_draws_the_line(cycle):
    assert "low-score" not in found(cycle)
    CouncilSetting.objects.create(council=cycle.council, key="low_score_threshold", value=8)
    again = ReviewCycle.objects.select_related("council", "framework").get(pk=cycle.pk)
    assert found(again)["low-score"] == ["D2.3"]
