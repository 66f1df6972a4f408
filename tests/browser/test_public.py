"""Somebody who is not signed in reads what was published, takes it away, and checks a copy."""

import re
import sqlite3
from contextlib import closing

from playwright.sync_api import expect

from tests.browser.axe import check_page
from tests.browser.journeys import follow, heading, today_in_london
from tests.browser.server import DATABASE


def publish(site) -> None:
    """Whatever the demonstration released to members is public from today."""
    with closing(sqlite3.connect(site.data / DATABASE)) as database, database:
        database.execute(
            "UPDATE reports_publication SET public_from = ?, state = 'unaudited' WHERE kind = 'ags'",
            [today_in_london().isoformat()],
        )


def test_from_the_sign_in_page_to_a_statement_and_its_data(page, site):
    publish(site)
    page.goto("/accounts/login/")
    follow(page.get_by_role("main").get_by_role("link", name="Published documents"))
    check_page(page, phone=True)

    follow(page.get_by_role("link", name="Stonereach"))
    check_page(page, phone=True)
    follow(page.get_by_role("link", name="Annual Governance Statement").first)
    expect(heading(page)).to_contain_text("Annual Governance Statement")
    check_page(page, phone=True)
    expect(page.get_by_role("link", name=re.compile(r"^PDF, \d+ pages"))).to_be_visible()

    for form, kind in (("Table (CSV)", "text/csv"), ("Data (JSON)", "application/json")):
        address = page.get_by_role("link", name=form).get_attribute("href")
        answer = page.request.get(address)
        assert answer.ok
        assert answer.headers["content-type"].startswith(kind)
    assert "sessionid" not in {cookie["name"] for cookie in page.context.cookies()}


def test_a_copy_is_checked_by_its_code_and_by_its_file(page, site):
    publish(site)
    page.goto("/published/stonereach/annual-governance-statement/")
    pdf = page.request.get(page.get_by_role("link", name=re.compile("^PDF")).get_attribute("href")).body()
    follow(page.get_by_role("link", name="Check a copy"))
    expect(page.get_by_role("heading", level=2).nth(0)).to_contain_text("A published document has this code")
    check_page(page, phone=True)

    page.get_by_label("Or choose the PDF").set_input_files(
        {"name": "statement.pdf", "mimeType": "application/pdf", "buffer": pdf}
    )
    follow(page.get_by_role("button", name="Check the file"))
    expect(page.get_by_role("main")).to_contain_text("This is exactly the file that")
    check_page(page)

    page.get_by_label("Type the document check code").fill("nonsense")
    follow(page.get_by_role("button", name="Check the code"))
    expect(page.get_by_role("alert")).to_contain_text("A document check code has 12 characters")
    check_page(page, phone=True)


def test_an_address_with_nothing_behind_it_says_so(page, console):
    console.expect(404)
    page.goto("/published/nowhere/annual-governance-statement/2024-25/")
    expect(heading(page)).to_contain_text("Nothing is published here")
    check_page(page, phone=True)
