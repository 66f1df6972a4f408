"""The monitoring officer agrees, sends back, finishes and releases."""

import re

from playwright.sync_api import expect

from tests.browser.axe import check_page
from tests.browser.journeys import (
    MERROWDALE,
    STONEREACH,
    choose_score,
    fill_date,
    follow,
    heading,
    review_of,
    sign_in_as,
    sign_in_by_code,
    today_in_london,
)

QUEUE = review_of(MERROWDALE) + "review/"
SIGN_OFF = review_of(STONEREACH) + "sign-off/"


def test_she_decides_row_by_row(page):
    sign_in_as(page, "Helen Marsh")
    expect(heading(page)).to_have_text("Review queue")
    check_page(page, phone=True)

    follow(page.get_by_role("link", name=re.compile("^Open .* on its own page$")).first)
    check_page(page, phone=True)
    page.get_by_role("button", name="Save decision and open next").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    check_page(page, phone=True)

    first = decide(page, re.compile("^Agree another score$"))
    choose_score(page.get_by_role("main"), 7)
    page.get_by_label("Why?").fill("The training figures were checked in June and had risen again.")
    page.get_by_role("button", name="Agree 7 and open next").click()
    expect(page.get_by_role("alert")).to_contain_text(f"{first} was agreed at 7.")
    check_page(page)

    second = decide(page, re.compile("^Send back$"))
    assert second != first
    page.get_by_label("What is missing?").fill("Say what the internal auditor found.")
    page.get_by_role("button", name="Send back and open next").click()
    expect(page.get_by_role("alert")).to_contain_text(f"{second} was sent back.")

    third = decide(page, re.compile(r"^Agree \d"))
    page.get_by_role("button", name=re.compile(r"^Agree \d+ and open next$")).click()
    expect(page.get_by_role("alert")).to_contain_text(f"{third} was agreed at")

    page.goto(f"{QUEUE}{first}/")
    expect(page.get_by_role("main")).to_contain_text("had risen again")
    check_page(page, phone=True)
    page.goto(f"{QUEUE}?state=agreed")
    expect(page.get_by_role("table").get_by_role("row").filter(has_text=first)).to_have_count(1)
    check_page(page, phone=True)


def decide(page, choice) -> str:
    """Tick the choice on the page of one row; returns the row's reference."""
    page.get_by_role("radio", name=choice).check()
    return heading(page).inner_text().split()[0]


def test_she_agrees_several_rows_together(page):
    sign_in_as(page, "Helen Marsh")
    boxes = page.locator("form[data-agree-together]").get_by_role("checkbox")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Agree 2 rows").click()
    expect(page.get_by_role("alert")).to_contain_text("2 rows were agreed")
    check_page(page)


def test_she_reopens_an_agreed_row(page):
    sign_in_as(page, "Helen Marsh", f"{QUEUE}?state=agreed")
    follow(page.locator("main table").get_by_role("link").first)
    ref = heading(page).inner_text().split()[0]
    page.get_by_text(f"Reopen {ref}").first.click()
    page.get_by_role("button", name=f"Reopen {ref}").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why it is reopened")
    check_page(page, phone=True)
    page.get_by_label("Why is it reopened?").fill("The accounts were restated.")
    page.get_by_role("button", name=f"Reopen {ref}").click()
    expect(page.get_by_role("alert")).to_contain_text(f"{ref} was reopened")


def test_he_reopens_the_review_and_finishes_it_again(page, site):
    sign_in_by_code(page, site, "winston.abara@stonereach.example")
    page.goto(SIGN_OFF)
    expect(heading(page)).to_have_text("The review is finished")
    check_page(page, phone=True)
    page.get_by_text("Reopen the review").first.click()
    page.get_by_label("Why is it reopened?").fill("The auditor's letter came late.")
    page.get_by_role("button", name="Reopen the review").click()
    expect(page.get_by_role("alert")).to_contain_text("What was signed is void.")
    expect(page.get_by_role("heading", name=re.compile("^Void: finished"))).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("The auditor's letter came late.")
    check_page(page, phone=True)

    page.get_by_role("button", name="Finish the review").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick the declaration")
    check_page(page)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Finish the review").click()
    expect(heading(page)).to_have_text("The review is finished")
    expect(page.get_by_role("heading", name=re.compile("^Finished"))).to_be_visible()
    expect(page.get_by_text("Document check code").first).to_be_visible()


def test_she_sees_what_is_left_before_the_review_can_be_finished(page):
    sign_in_as(page, "Helen Marsh", review_of(MERROWDALE) + "sign-off/")
    expect(page.get_by_role("table", name="What is left")).to_be_visible()
    expect(page.get_by_role("button", name="Finish the review")).to_have_count(0)
    check_page(page, phone=True)


def test_she_releases_a_document_to_members_and_withdraws_it(page, visit, console):
    sign_in_as(page, "Helen Marsh", MERROWDALE + "documents/")
    check_page(page, phone=True)
    follow(page.locator('a[href$="2024-25/documents/ags/release/"]'))
    expect(heading(page)).to_contain_text("Release to members")
    expect(page.get_by_role("listitem").filter(has_text="Committee member: 1")).to_be_visible()
    expect(page.get_by_role("link", name="Read the pages")).to_be_visible()
    check_page(page, phone=True)

    day = today_in_london()
    from_when = page.get_by_role("group", name="Members can read it from")
    expect(from_when.get_by_label("Year")).to_have_value(str(day.year))  # today stands there to begin with
    fill_date(from_when, 31, 2, day.year)
    page.get_by_role("button", name="Check and release").click()
    expect(page.get_by_role("alert")).to_contain_text(f"31 February {day.year} is not a real date")
    check_page(page)
    fill_date(from_when, day.day, day.month, day.year)
    page.get_by_label("Meeting it goes to").fill("Audit and Standards Committee")
    page.get_by_role("button", name="Check and release").click()
    expect(heading(page)).to_contain_text("Check before you release")
    expect(page.get_by_role("main")).to_contain_text(f"{day:%A} {day.day} {day:%B %Y}")
    check_page(page, phone=True)
    page.get_by_role("button", name="Release to members").click()
    expect(page.get_by_role("alert")).to_contain_text("is released")

    member = visit()
    sign_in_as(member, "Councillor Joan Pethick")
    member.get_by_role("button", name="Read on screen").click()
    address = member.url
    expect(heading(member)).to_contain_text("Annual Governance Statement")

    page.goto(address)
    page.get_by_role("link", name="Withdraw this document").click()
    page.get_by_role("button", name="Withdraw the document").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    check_page(page, phone=True)
    page.get_by_label("Why is it withdrawn?").fill("A table was out by one row.")
    page.get_by_role("button", name="Withdraw the document").click()
    expect(page.get_by_role("alert")).to_contain_text("is withdrawn")
    check_page(page)

    console.expect(410)
    member.goto(address)
    expect(heading(member)).to_contain_text("This document has been withdrawn")
    expect(member.get_by_role("main")).to_contain_text("A table was out by one row.")
    check_page(member, phone=True)


def test_the_record_of_changes(page):
    sign_in_as(page, "Helen Marsh")
    page.get_by_role("link", name="Record of changes").click()
    expect(heading(page)).to_have_text("Record of changes")
    check_page(page, phone=True)
