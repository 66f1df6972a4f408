"""What dates say against a piece of evidence: years over, reviews passed, age, contradictions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from assurance.dated_documents import dated_documents, is_same_document, words_of
from assurance.evidence_dates import Kind, contradictions, flags_of, years_over
from assurance.similar_titles import similar

YEAR_END = date(2025, 3, 31)
BLABY = Path(__file__).resolve().parents[3] / "shared" / "data" / "blaby-2025.json"


@dataclass
class Item:
    title: str = "Code of conduct"
    effective_from: date | None = None
    last_reviewed: date | None = None
    next_review: date | None = None


def kinds(item: Item, **more) -> list[Kind]:
    return [flag.kind for flag in flags_of(item, year_end=YEAR_END, months=24, **more)]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Local Plan 2012–2022", "2012–2022"),
        ("District Plan (2021-24)", "2021-24"),
        ("Annual report 2019/20", "2019/20"),
        ("Modern slavery statement 2022 to 2024", "2022 to 2024"),
        ("Accounts 1999/00", "1999/00"),
        ("Residents' survey 2023", "2023"),
        ("Anti-fraud policy (July 2020)", "2020"),
        ("Plan 2012–2016 and 2016–2020", "2016–2020"),
    ],
)
def test_a_title_names_years_that_are_over(title, shown):
    assert years_over(title, YEAR_END) == shown


@pytest.mark.parametrize(
    "title",
    [
        "2030 vision",
        "Annual report 2024/25",
        "Corporate plan 2023–2025",
        "Staff survey 2024",
        "Contract checks, February 2025",
        "Local plan 2012–2022, reviewed 2025",
        "Equality Act 2010 guide",
        "Accounts and Audit Regulations 2015",
        "ISO 27001:2013 certificate",
        "In place since 2019",
        "Purchases above £2,000",
        "Room 20211",
        "Code of conduct",
        "",
    ],
)
def test_a_title_names_no_year_that_is_over(title):
    assert years_over(title, YEAR_END) == ""


def test_a_plan_is_over_in_the_review_after_the_one_it_ends_in():
    assert years_over("Plan 2021–25", YEAR_END) == ""
    assert years_over("Plan 2021–25", date(2026, 3, 31)) == "2021–25"


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (Item(), []),
        (Item(last_reviewed=date(2023, 3, 31)), []),
        (Item(last_reviewed=date(2023, 3, 30)), [Kind.OLD]),
        (Item(effective_from=date(2019, 1, 1)), [Kind.OLD]),
        (Item(effective_from=date(2019, 1, 1), last_reviewed=date(2024, 1, 1)), []),
        (Item(next_review=date(2025, 3, 31)), []),
        (Item(next_review=date(2025, 3, 30)), [Kind.REVIEW_PASSED]),
        (
            Item("Plan 2012–2022", last_reviewed=date(2012, 1, 1), next_review=date(2022, 1, 1)),
            [Kind.YEARS_OVER, Kind.REVIEW_PASSED, Kind.OLD],
        ),
    ],
)
def test_ages_are_counted_to_the_year_end_of_the_review(item, expected):
    assert kinds(item) == expected


def test_a_review_passes_on_its_day_when_a_day_is_given():
    item = Item(next_review=date(2025, 5, 1))
    assert kinds(item) == []
    assert kinds(item, at=date(2025, 5, 2)) == [Kind.REVIEW_PASSED]


def test_each_finding_says_why_it_matters_and_what_helps():
    [flag] = flags_of(Item("Plan 2012–2022"), year_end=YEAR_END, months=24)
    assert "2012–2022" in flag.finding
    assert flag.why.endswith(".")
    assert flag.fix.endswith(".")
    assert flag.is_out_of_date


@pytest.mark.parametrize(
    ("text", "name", "year", "month"),
    [
        ("Code of Conduct (July 2020).", "Code of Conduct", 2020, 7),
        ("The code of conduct for councillors was reviewed in February 2024.", "code of conduct", 2024, 2),
        ("Anti-fraud & corruption policy (reviewed Feb 2024)", "Anti-fraud & corruption policy", 2024, 2),
        ("We follow our risk strategy, updated 3 Sept 2023.", "risk strategy", 2023, 9),
        ("The pay policy of 2022 is kept", "pay policy", 2022, 0),
        ("The pay policy was adopted in May 2020 and revised in June 2023.", "pay policy", 2023, 6),
    ],
)
def test_a_text_gives_a_document_its_date(text, name, year, month):
    [found] = dated_documents(text, where="A1.1")
    assert found.name.startswith(name)
    assert (found.where, found.year, found.month) == ("A1.1", year, month)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The pay policy is due for review in May 2026.",
        "The pay policy will be updated in 2026.",
        "The policy was read. In 2019 the town hall burned.",
        "A survey in May 2024 asked about the pay policy.",
        "The code (July 2020)",
        "Twelve people met in March 2024.",
    ],
)
def test_a_text_that_gives_no_document_a_date(text):
    found = [document for document in dated_documents(text, where="A1.1") if len(document.words) > 1]
    assert found == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            "Anti-fraud & corruption policy",
            "Anti-fraud and anti-corruption, prosecution and sanction policy",
            True,
        ),
        ("Code of Conduct", "Codes of conduct for councillors and staff", True),
        ("Whistleblowing policy", "The council's whistleblowing policies", True),
        ("Risk strategy", "Risk policy", False),
        ("Policy", "Pay policy", False),
        ("Pay policy", "Travel policy", False),
    ],
)
def test_names_of_the_same_document(one, other, same):
    assert is_same_document(words_of(one), words_of(other)) is same
    assert is_same_document(words_of(other), words_of(one)) is same


def test_two_texts_that_date_a_document_differently_contradict_each_other():
    texts = {
        "A1.4": "Code of Conduct (July 2020).",
        "A3.5": "The Code of Conduct was reviewed in February 2024.",
        "B1.1": "Whistleblowing policy (2025).",
        "B1.2": "Whistleblowing policy (reviewed February 2025).",
    }
    documents = [found for ref, text in texts.items() for found in dated_documents(text, where=ref)]
    [found] = contradictions(documents)
    assert [(each.where, each.date_in_words) for each in found.said] == [
        ("A1.4", "July 2020"),
        ("A3.5", "February 2024"),
    ]
    [flag] = flags_of(Item(), year_end=YEAR_END, months=24, documents=documents)
    assert flag.kind == Kind.CONTRADICTION
    assert not flag.is_out_of_date
    assert "A1.4 says July 2020; A3.5 says February 2024" in flag.finding


def test_one_text_may_tell_of_several_dates_of_a_document():
    documents = dated_documents("Pay policy (May 2020). Pay policy (June 2023).", where="A1.1")
    assert contradictions(documents) == []


def test_a_text_of_nothing_but_documents_and_dates_is_read_once():
    """Compared each with all before it, they would take the page a quarter of a minute."""
    text = "pay plan 2024 " * 1_400
    assert [found.name for found in dated_documents(text, where="A1.1")] == ["pay plan"]


@pytest.mark.parametrize(
    ("reviewed", "expected"),
    [(None, []), (date(2024, 2, 9), []), (date(2024, 5, 1), [Kind.CONTRADICTION])],
)
def test_a_text_contradicts_the_register(reviewed, expected):
    documents = dated_documents("Code of Conduct (reviewed February 2024)", where="A1.4")
    assert kinds(Item(last_reviewed=reviewed), documents=documents) == expected


def test_titles_that_may_be_the_same_come_likest_first():
    others = {
        1: "Complaints policy",
        2: "Code of conduct for councillors",
        3: "Code of conduct",
        4: "Pay policy",
    }
    assert similar(["Councillors' code of conduct"], others) == [2, 3]
    assert similar([""], others) == []


@pytest.mark.skipif(not BLABY.is_file(), reason="the review of a real council is not here")
def test_the_contradictions_of_a_real_review_are_found():
    review = json.loads(BLABY.read_text())
    rows = [
        row
        for principle in review["principles"]
        for part in principle["sub_principles"]
        for row in part["requirements"]
    ]
    documents = [
        found for row in rows for found in dated_documents(row["evidence_narrative"] or "", where=row["ref"])
    ]
    [found] = contradictions(documents)
    assert [(each.where, each.date_in_words) for each in found.said] == [
        ("A1.4", "February 2024"),
        ("A3.5", "February 2024"),
        ("F3.3", "July 2020"),
    ]
    over = [row["ref"] for row in rows if years_over(row["evidence_narrative"] or "", YEAR_END)]
    assert "A1.2" in over
