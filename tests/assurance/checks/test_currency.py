"""Check 5: old evidence, and dates that contradict each other."""

from datetime import date

import pytest

from assurance.evidence_dates import old_time
from assurance.models import Evidence, EvidenceUse
from tests.assurance.checks.clean_review import change, found
from tests.builders import row

LONG = " It is read by all who need it, and internal audit tested it without a finding."


@pytest.mark.parametrize(
    ("text", "old"),
    [
        ("The plan (2021-24) defines our values.", "2021-24"),
        ("The plan (2021-25) defines our values.", ""),
        ("Arrangements were reviewed in 2020.", "2020"),
        ("Arrangements were reviewed in 2022.", "2022"),
        ("The strategy was updated in 2023.", ""),
        ("Adopted in 2015, reviewed in May 2024.", ""),
        ("Under the Localism Act 2011 we publish it.", ""),
        ("Nothing is dated.", ""),
    ],
)
def test_the_newest_time_of_a_text_decides(text, old):
    assert old_time(text, year_end=date(2025, 3, 31), months=24) == old


def test_an_old_narrative_is_named(cycle):
    change(cycle, "A1.1", narrative="Arrangements were reviewed in 2020." + LONG)
    said = "The newest time that the narrative names is 2020"
    assert found(cycle) == {"out-of-date": [("A1.1", said)]}


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"title": "Corporate plan 2012–2022"}, "the year in its title is over"),
        ({"next_review": date(2024, 9, 1)}, "its review date has passed"),
        ({"last_reviewed": date(2023, 3, 30)}, "older than 24 months"),
        ({"last_reviewed": date(2023, 3, 31)}, ""),
        ({}, ""),
    ],
)
def test_an_item_of_the_register_is_named_with_what_is_old(cycle, values, label):
    item = Evidence.objects.create(
        council=cycle.council, **{"title": "Fraud policy", "checked_by": "independent"} | values
    )
    EvidenceUse.objects.create(council=cycle.council, assessment=row(cycle, "A1.1"), evidence=item)
    expected = {"out-of-date": [("A1.1", f"“{item.title}”: {label}")]} if label else {}
    assert found(cycle) == expected


def test_an_item_that_no_row_of_the_review_shows_is_not_its_matter(cycle):
    Evidence.objects.create(council=cycle.council, title="Corporate plan 2012–2022")
    assert found(cycle) == {}


def test_two_dates_for_one_document_are_named_once_at_the_older(cycle):
    change(cycle, "A1.1", narrative="Fraud policy (reviewed February 2024)." + LONG)
    change(cycle, "B1.1", narrative="Fraud policy (reviewed July 2023)." + LONG)
    said = "“Fraud policy” is dated July 2023 here, February 2024 in A1.1"
    assert found(cycle) == {"contradicting-dates": [("B1.1", said)]}


def test_a_text_and_the_register_contradict_each_other(cycle):
    change(cycle, "A1.1", narrative="Fraud policy (reviewed February 2024)." + LONG)
    item = Evidence.objects.create(
        council=cycle.council, title="Fraud policy", last_reviewed=date(2024, 5, 1), checked_by="independent"
    )
    EvidenceUse.objects.create(council=cycle.council, assessment=row(cycle, "A1.1"), evidence=item)
    [(ref, said)] = found(cycle)["contradicting-dates"]
    assert ref == "A1.1"
    assert "A1.1 says February 2024; the register says May 2024" in said
