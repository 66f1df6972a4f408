"""What is left to do: the monitoring officer reads it, gives a reason and takes it back."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.axe import check_page
from tests.browser.journeys import MERROWDALE, follow, heading, review_of, sign_in_as


def test_the_monitoring_officer_gives_a_reason_and_takes_it_back(visit):
    page = visit()
    sign_in_as(page, "Helen Marsh")
    follow(page.get_by_role("link", name="What is left to do").first)
    expect(heading(page)).to_have_text("What is left to do")
    check_page(page, phone=True)

    group = page.get_by_role("region", name=re.compile("^High score, little behind it"))
    group.get_by_text("Accept these with one reason").click()
    follow(group.get_by_role("button", name="Accept with this reason"))
    expect(page.get_by_role("alert")).to_contain_text("Say why.")
    check_page(page)
    group.get_by_label("Your reason").fill("Both are being tested in June.")
    follow(group.get_by_role("button", name="Accept with this reason"))
    expect(group.get_by_text("Accepted by Helen Marsh")).to_be_visible()
    expect(group.get_by_text("“Both are being tested in June.”")).to_be_visible()
    check_page(page, phone=True)
    follow(group.get_by_role("button", name="Take back"))
    expect(group.get_by_text("Accepted by Helen Marsh")).to_have_count(0)

    second_eyes = page.get_by_role("region", name=re.compile("^Scored by the person who would agree it"))
    expect(second_eyes.get_by_text("Pass this with a reason")).to_have_count(0)
    follow(second_eyes.get_by_role("link", name=re.compile("^Ask ")))
    expect(heading(page)).to_contain_text("E1.2")


def test_a_coordinator_finds_it_from_the_overview(visit):
    page = visit()
    sign_in_as(page, "Owen Castell", review_of(MERROWDALE))
    follow(page.get_by_role("list", name="This review").get_by_role("link", name="What is left to do"))
    expect(heading(page)).to_have_text("What is left to do")
    expect(page.get_by_text("Pass this with a reason")).to_have_count(0)
    follow(page.get_by_role("link", name=re.compile("^(Assign|Remind)")).first)
    expect(heading(page)).to_have_text(re.compile("Who answers|Remind"))


def test_a_review_is_read_for_whoever_answers_for_it(visit):
    page = visit()
    sign_in_as(page, "Helen Marsh")
    follow(page.get_by_role("link", name="What is left to do").first)
    follow(page.get_by_role("link", name="What a councillor could ask"))
    expect(heading(page)).to_have_text(re.compile("read for you$"))
    check_page(page, phone=True)
    asked = page.get_by_role("region", name="Who does this, by when, and what will be different?")
    follow(asked.get_by_role("link").first)
    expect(heading(page)).to_be_visible()
