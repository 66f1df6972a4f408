"""The Local Code is written by two people, ordered, compared, released, adopted and published."""

from __future__ import annotations

import re

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

CODE = MERROWDALE + "local-code/"
STEPS = review_of(MERROWDALE) + "documents/local-code/steps/"


def test_two_people_write_one_principle(visit, console):
    console.expect(409)
    page = visit()
    sign_in_as(page, "Owen Castell", CODE)
    check_page(page, phone=True)
    follow(page.get_by_role("link", name="Version 2", exact=True))
    check_page(page, phone=True)
    follow(page.get_by_role("link", name=re.compile("^A ")))
    first = page.get_by_role("group", name="Behaving with integrity, item 1", exact=True)
    first.get_by_label("Text").fill("Members and officers act honestly.")

    other = visit()
    sign_in_as(other, "Helen Marsh", page.url)
    item = other.get_by_role("group", name="Behaving with integrity, item 1", exact=True)
    item.get_by_label("Text").fill("Everybody acts honestly.")
    follow(other.get_by_role("button", name="Save the principle").first)
    expect(other.get_by_role("alert")).to_contain_text("Saved.")

    follow(page.get_by_role("button", name="Save the principle").first)
    expect(page.get_by_role("alert")).to_contain_text("Helen Marsh changed “Text”")
    expect(first).to_contain_text("Everybody acts honestly.")
    check_page(page)
    follow(page.get_by_role("button", name="Save the principle").first)
    expect(first.get_by_label("Text")).to_have_value("Members and officers act honestly.")

    follow(first.get_by_role("button", name="Move down"))
    second = page.get_by_role("group", name=re.compile("^Behaving with integrity, item [2-9]$"))
    places = [box.input_value() for box in second.get_by_label("Text").all()]
    assert "Members and officers act honestly." in places
    first.get_by_label("Stands under").select_option(label="Respecting the rule of law")
    follow(page.get_by_role("button", name="Save the principle").first)
    expect(page.get_by_role("alert")).to_contain_text("Moved to the end of another heading")
    check_page(page, phone=True)

    page.goto(CODE)
    follow(page.get_by_role("link", name="What changed between the last two versions"))
    expect(page.get_by_role("main")).to_contain_text("moved here from “Behaving with integrity”")
    check_page(page, phone=True)


def test_it_is_released_adopted_and_published(visit):
    page = visit()
    sign_in_as(page, "Helen Marsh", CODE)
    follow(page.get_by_role("link", name="Release version 2 to members"))
    follow(page.get_by_role("button", name="Check and release"))
    follow(page.get_by_role("button", name="Release to members"))
    page.goto(STEPS)
    check_page(page, phone=True)

    follow(page.get_by_role("button", name="Record the adoption"))
    expect(page.get_by_role("alert")).to_contain_text("Give the minute")
    page.get_by_label("Adopted by").fill("Full Council")
    day = today_in_london()
    fill_date(page.get_by_role("group", name="Date of the meeting"), day.day, day.month, day.year)
    page.get_by_label("Minute").fill("C/12")
    follow(page.get_by_role("button", name="Record the adoption"))
    check_page(page)
    follow(page.get_by_role("button", name="Publish the Local Code"))
    expect(page.get_by_role("main")).to_contain_text("It is published.")
    check_page(page, phone=True)

    reader = visit()
    reader.goto("/published/merrowdale/local-code/")
    expect(heading(reader)).to_contain_text("Local Code of corporate governance")
    expect(reader.locator("body")).to_contain_text("Adopted by Full Council")
