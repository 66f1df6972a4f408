"""An external auditor reads last year's finished review and takes the index; the record tells of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.axe import check_page
from tests.browser.journeys import (
    MERROWDALE,
    fill_date,
    follow,
    heading,
    review_of,
    sign_in_as,
    today_in_london,
)
from tests.browser.server import DATABASE

LAST_YEAR = review_of(MERROWDALE, "2023-24")

pytestmark = pytest.mark.usefixtures("still_auditing")


@pytest.fixture
def still_auditing(site):
    """The auditor's access, which ends half a year after the day of the demo, goes on until next month."""
    with closing(sqlite3.connect(site.data / DATABASE, timeout=20)) as database, database:
        changed = database.execute(
            "UPDATE governance_rolegrant SET ends_on = ? WHERE role = 'external_auditor'",
            [str(today_in_london() + timedelta(days=30))],
        )
        assert changed.rowcount


def test_an_auditor_takes_the_index_and_the_record_tells_of_it(visit):
    auditor = visit()
    sign_in_as(auditor, "Mei Lawson", f"{LAST_YEAR}evidence-index/")
    expect(heading(auditor)).to_have_text("Index of evidence, 2023/24")
    check_page(auditor, phone=True)
    with auditor.expect_download() as download:
        auditor.get_by_role("link", name="Download the index (CSV)").click()
    assert download.value.suggested_filename == "merrowdale-evidence-index-2023-24.csv"

    administrator = visit()
    sign_in_as(administrator, "Kit Sandiford", f"{MERROWDALE}audit/")
    expect(heading(administrator)).to_have_text("Record of changes")
    check_page(administrator, phone=True)
    administrator.get_by_label("What kind").select_option("What external auditors read")
    follow(administrator.get_by_role("button", name="Show", exact=True))
    expect(administrator.get_by_text("Read “Index of evidence, 2023/24 review”").first).to_be_visible()
    fill_date(administrator.get_by_role("group", name="From"), 31, 2, 2025)
    follow(administrator.get_by_role("button", name="Show", exact=True))
    expect(administrator.get_by_role("alert")).to_contain_text("February 2025 has 28 days")
    check_page(administrator, phone=True)


def test_an_auditor_finds_nothing_of_the_review_that_goes_on(visit, console):
    console.expect(403)
    auditor = visit()
    sign_in_as(auditor, "Mei Lawson", LAST_YEAR)
    expect(heading(auditor)).to_contain_text("2023/24")
    auditor.goto(review_of(MERROWDALE))
    expect(heading(auditor)).to_have_text("You may not do this")
