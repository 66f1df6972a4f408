"""A real review, imported and printed: the documents carry its figures. Skipped without the file."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from assurance.models import ReviewCycle
from reports.documents import draft_page, freeze
from reports.models import DocumentKind
from reports.paper import for_paper
from reports.pdf import engine
from tests.builders import make_council
from tests.reports.pdf_reading import TaggedPdf

WORKBOOK = Path(__file__).resolve().parents[3] / "shared" / "data" / "blaby-2025.xlsx"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not WORKBOOK.is_file(), reason="the real workbook is not at hand"),
]

MEANS = {
    "A": "8.92",
    "B": "9.15",
    "C": "8.78",
    "D": "9.00",
    "E": "8.75",
    "F": "9.22",
    "G": "9.50",
    "All": "9.07",
}

# Means and points stand in annexes; the two pages for a committee have none.
WITH_SCORES = [
    kind for kind in DocumentKind if not kind.is_about_actions and kind != DocumentKind.COMMITTEE_SUMMARY
]


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    make_council("blaby", name="Blaby District Council")
    call_command("import_review", str(WORKBOOK), council="blaby", year="2024/25", verbosity=0)
    return ReviewCycle.objects.get(council__slug="blaby")


@pytest.fixture
def cycle(made):
    return deepcopy(made)


@pytest.mark.parametrize("kind", WITH_SCORES)
def test_the_pdf_carries_the_golden_figures(cycle, kind):
    html = for_paper(draft_page(freeze(kind, cycle, on=date(2025, 6, 2)), cycle))

    pdf = TaggedPdf(engine.render(html).content)

    rows = {}
    for tag in pdf.of_kind("TR"):
        cells = [cell.text for cell in tag.kids]
        if len(cells) > 2 and cells[2] in MEANS.values():
            rows[cells[0].split()[0]] = cells[2]
    assert rows == MEANS
    words = " ".join(tag.text for tag in pdf.tags)
    for low in ("B2.3", "E1.4"):
        assert low in words
    assert sum("7 of 10, Good" in tag.text for tag in pdf.of_kind("LI")) >= 2
    assert "825 points" in words


@pytest.fixture(scope="module")
def made_as_past(rows_of_the_module):
    make_council("past", name="Blaby District Council")
    call_command("import_review", str(WORKBOOK), council="past", year="2024/25", past_year=True, verbosity=0)
    return ReviewCycle.objects.get(council__slug="past")


@pytest.mark.parametrize("kind", WITH_SCORES)
def test_the_page_carries_the_golden_figures_whether_in_work_or_of_a_past_year(made, made_as_past, kind):
    for review in (deepcopy(made), deepcopy(made_as_past)):
        page = draft_page(freeze(kind, review, on=date(2025, 6, 2)), review)

        for mean in MEANS.values():
            assert f">{mean}<" in page
        assert "825 points" in page
        assert page.count("7 of 10, Good") >= 2


def test_the_statement_lists_each_action_with_its_missing_owner_told(cycle):
    page = draft_page(freeze(DocumentKind.AGS, cycle, on=date(2025, 6, 2)), cycle)

    assert page.count("No owner yet") == 25
    assert "none with both an owner and a date yet" in page


def test_the_monitoring_report_counts_each_action_and_names_what_it_lacks(cycle):
    report = json.loads(freeze(DocumentKind.MONITORING_REPORT, cycle, on=date(2025, 6, 2)).content)

    assert report["summary"] == [
        "Of 25 actions 25 are without an update yet.",
        "25 open actions have no owner and 25 have no date.",
    ]
