"""What waits for an officer, from being reminded to searching: on a computer and on a phone."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.axe import check_page
from tests.browser.journeys import MERROWDALE, follow, heading, review_of, sign_in_as


def test_an_officer_is_reminded_reads_it_and_finds_what_waits(visit):
    coordinator = visit()
    sign_in_as(coordinator, "Owen Castell", review_of(MERROWDALE) + "remind/")
    check_page(coordinator, phone=True)
    coordinator.get_by_label("Nia Rowlands").uncheck()
    follow(coordinator.get_by_role("button", name="Remind the ticked people"))
    expect(coordinator.get_by_role("alert")).to_contain_text("You reminded Priya Anand")
    expect(coordinator.get_by_text("Reminded today at").first).to_be_visible()

    officer = visit()
    sign_in_as(officer, "Priya Anand")
    follow(officer.get_by_role("link", name="My work"))
    expect(heading(officer)).to_have_text("My work")
    expect(officer.get_by_text("7 of 13 done")).to_be_visible()
    expect(
        officer.get_by_role("link", name=re.compile("^My work [0-9]+ things wait for you"))
    ).to_be_visible()
    check_page(officer, phone=True)

    follow(officer.get_by_role("link", name="Notices").first)
    expect(heading(officer)).to_have_text("Notices")
    check_page(officer, phone=True)
    follow(officer.get_by_role("link", name=re.compile("^Owen Castell reminds you")))
    expect(heading(officer)).to_have_text("My rows")
    expect(officer.get_by_text(re.compile("About [0-9]+ minutes left at your pace"))).to_be_visible()
    officer.goto("/notices/")
    expect(officer.get_by_text("You have read everything.")).to_be_visible()

    officer.get_by_label("Search my councils").fill("a1.4 policies")
    officer.keyboard.press("Enter")
    expect(heading(officer)).to_have_text("Search")
    first = officer.locator(".ga-hits a").first
    expect(first).to_have_text("A1.4 Policies that keep values alive")
    expect(first.locator("mark").first).to_have_text("A1.4")
    check_page(officer, phone=True)
