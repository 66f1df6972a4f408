"""A committee member reads what was released, on screen and as PDF."""

import re

from playwright.sync_api import expect

from tests.browser.axe import check_page
from tests.browser.journeys import (
    MERROWDALE,
    STONEREACH,
    fill_date,
    follow,
    heading,
    review_of,
    sign_in_as,
    sign_in_by_code,
    today_in_london,
)

STATEMENT = "Statement, PDF of the Annual Governance Statement 2024/25"
IVOR = "ivor.maddock@stonereach.example"


def assert_is_pdf(page, address) -> None:
    answer = page.request.get(address)
    assert answer.ok
    assert answer.body().startswith(b"%PDF-")
    assert answer.headers["content-type"] == "application/pdf"


def release_statement(page) -> None:
    """The monitoring officer shows this year's statement to members as of today."""
    sign_in_as(page, "Helen Marsh", review_of(MERROWDALE) + "documents/ags/release/")
    day = today_in_london()
    fill_date(page.get_by_role("group", name="Members can read it from"), day.day, day.month, day.year)
    page.get_by_role("button", name="Check and release").click()
    page.get_by_role("button", name="Release to members").click()
    expect(page.get_by_role("alert")).to_contain_text("Its PDF is being made.")


def test_signing_in_leads_to_the_documents(page, site):
    sign_in_by_code(page, site, IVOR)
    expect(page).to_have_url(re.compile(f"{STONEREACH}documents/$"))
    check_page(page, phone=True)
    link = page.get_by_role("link", name=STATEMENT)
    expect(page.get_by_role("listitem").filter(has=link)).to_contain_text(re.compile(r"\d+ pages, \d+"))
    assert_is_pdf(page, link.get_attribute("href"))

    page.get_by_role("button", name="Read on screen").click()
    expect(heading(page)).to_contain_text("Annual Governance Statement")
    expect(page.get_by_role("table").first).to_be_visible()
    check_page(page, phone=True)
    page.get_by_role("link", name="What changed between versions").click()
    expect(heading(page)).to_have_text("What changed")
    page.get_by_text("Summary and opinion: the same").click()
    check_page(page, phone=True)
    page.get_by_role("link", name="Back to documents").click()
    expect(page).to_have_url(re.compile(f"{STONEREACH}documents/$"))


def test_he_has_no_way_to_drafts(page, site, console):
    console.expect(403)
    sign_in_by_code(page, site, IVOR)
    expect(page.get_by_role("heading", name="Drafts")).to_have_count(0)
    assert page.goto(review_of(STONEREACH) + "documents/ags/").status == 403
    expect(page.get_by_role("heading", name="Who can help")).to_be_visible()


def test_the_worker_makes_the_pdf_of_what_is_released(page, visit, site):
    release_statement(visit())
    sign_in_as(page, "Councillor Joan Pethick")
    page.get_by_role("link", name=STATEMENT).click()
    expect(heading(page)).to_contain_text("The PDF is being made")
    check_page(page, phone=True)
    address = page.url

    site.work_off_the_queue()
    expect(page.get_by_role("link", name="Open the PDF")).to_be_visible()
    check_page(page)
    assert_is_pdf(page, address)
    page.get_by_role("link", name="Documents", exact=True).first.click()
    link = page.get_by_role("link", name=STATEMENT)
    expect(page.get_by_role("listitem").filter(has=link)).to_contain_text(re.compile(r"\d+ pages, \d+"))


def test_a_coordinator_makes_a_pdf_of_a_draft(page, worker):
    sign_in_as(page, "Owen Castell")
    for kind in ("ags", "local-code"):
        page.goto(review_of(MERROWDALE) + f"documents/{kind}/")
        check_page(page, phone=True)
    page.goto(review_of(MERROWDALE, "2023-24") + "documents/assurance-review/")
    check_page(page)

    page.goto(review_of(MERROWDALE) + "documents/local-code/")
    follow(page.get_by_role("button", name="Make a PDF of this draft"))
    check_page(page, phone=True)
    download = page.get_by_role("button", name="Download the PDF")
    expect(download).to_be_visible(timeout=90_000)
    check_page(page)
    assert_is_pdf(page, page.url + download.get_attribute("href"))
