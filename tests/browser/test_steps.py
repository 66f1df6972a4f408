"""A statement on its way: approved subject to amendments, amended, confirmed, signed, published, read."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.axe import check_page
from tests.browser.journeys import (
    STONEREACH,
    fill_date,
    follow,
    heading,
    review_of,
    sign_in_by_code,
    today_in_london,
)

STEPS = review_of(STONEREACH) + "documents/ags/steps/"
RELEASE = review_of(STONEREACH) + "documents/ags/release/"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 17 + b"\x00\x00\x00\x00IEND\xaeB`\x82"


def arrive(visit, site, name: str) -> Page:
    page = visit()
    sign_in_by_code(page, site, f"{name}@stonereach.example")
    page.goto(STEPS)
    expect(heading(page)).to_contain_text("From release to publication")
    return page


def say_today(page: Page, group: str) -> None:
    day = today_in_london()
    fill_date(page.get_by_role("group", name=group), day.day, day.month, day.year)


def pass_with_reasons(page: Page) -> None:
    """What still stands in the way of the next step, as the monitoring officer may."""
    follow(page.get_by_role("link", name="See all that is left to do"))
    ways = page.get_by_text("Pass this with a reason")
    while ways.count():
        ways.first.click()
        page.get_by_label("Your reason").locator("visible=true").first.fill("The committee was told.")
        follow(page.get_by_role("button", name="Pass with this reason").locator("visible=true").first)
    page.goto(STEPS)


def test_from_the_committee_to_the_public(visit, site):
    officer = arrive(visit, site, "winston.abara")
    check_page(officer, phone=True)
    pass_with_reasons(officer)
    follow(officer.get_by_role("button", name="Record the approval"))
    expect(officer.get_by_role("alert")).to_contain_text("Give the minute")
    check_page(officer)
    say_today(officer, "Date of the meeting")
    officer.get_by_label("Minute").fill("31")
    officer.get_by_text("It was approved subject to amendments").click()
    officer.get_by_label("Treasurer").check()
    follow(officer.get_by_role("button", name="Record the approval"))
    expect(officer.get_by_role("alert")).to_contain_text("Both offices can sign now.")
    check_page(officer, phone=True)

    officer.get_by_text("Amend it: open the next version").click()
    officer.get_by_label("Why?").locator("visible=true").fill("The auditor asked for a sentence.")
    officer.get_by_label("The amendments are those that the approval allows").check()
    follow(officer.get_by_role("button", name="Amend the document"))
    check_page(officer, phone=True)
    follow(officer.get_by_role("link", name="Write the next version"))
    box = officer.locator("textarea[name*=framework]").first
    box.fill(box.input_value() + "\n\nPensions are looked after by the county.")
    follow(officer.get_by_role("button", name="Save the statement").locator("visible=true").last)
    officer.goto(RELEASE)
    follow(officer.get_by_role("button", name="Check and release"))
    follow(officer.get_by_role("button", name="Release to members"))

    treasurer = arrive(visit, site, "elspeth.crane")
    expect(treasurer.get_by_role("main")).to_contain_text("Pensions are looked after by the county.")
    check_page(treasurer, phone=True)
    follow(treasurer.get_by_role("button", name="Confirm the amendments"))
    expect(treasurer.get_by_role("alert")).to_contain_text("Every amendment is confirmed")

    leader = arrive(visit, site, "beatrice.hale")
    check_page(leader, phone=True)
    leader.get_by_label("I have read this version, and I sign it.").check()
    follow(leader.get_by_role("button", name="Sign the statement"))
    expect(leader.get_by_role("alert")).to_contain_text("You signed version 2")

    officer.goto(STEPS)
    officer.get_by_label("Name").fill("Marcus Ferriby")
    officer.get_by_label("Post", exact=True).fill("Chief Fire Officer")
    say_today(officer, "Signed on")
    scan: FilePayload = {"name": "signed page.png", "mimeType": "image/png", "buffer": PNG}
    officer.get_by_label("Scan of the signed page").set_input_files(scan)
    follow(officer.get_by_role("button", name="Record the signature"))
    address = officer.get_by_role("link", name="Download the scan").get_attribute("href") or ""
    assert officer.request.get(address).body() == PNG
    check_page(officer, phone=True)
    if officer.get_by_role("link", name="See all that is left to do").count():
        pass_with_reasons(officer)
    follow(officer.get_by_role("button", name="Publish the final version"))
    expect(officer.get_by_role("main")).to_contain_text("It is published.")
    check_page(officer, phone=True)

    reader = visit()
    reader.goto("/published/stonereach/annual-governance-statement/")
    expect(heading(reader)).to_contain_text("Annual Governance Statement")
    expect(reader.get_by_role("main")).to_contain_text("Pensions are looked after by the county.")
    expect(reader.locator("body")).to_contain_text(re.compile("Signed by .*Marcus Ferriby"))
    assert reader.request.get(address, max_redirects=0).status == 302
