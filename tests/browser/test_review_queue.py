"""A reviewer decides without a mouse, with single keys; an officer replies to what was decided otherwise."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.axe import check_page
from tests.browser.journeys import (
    MERROWDALE,
    follow,
    heading,
    review_of,
    row_of,
    sign_in_as,
    sign_in_by_code,
)
from tests.browser.test_keyboard import go, press, tab_to

QUEUE = review_of(MERROWDALE) + "review/"


def at_queue(page: Page, query: str = "") -> None:
    sign_in_as(page, "Helen Marsh", QUEUE + query)
    expect(heading(page)).to_have_text("Review queue")


def refs_first(page: Page) -> list[str]:
    rows = page.locator(".ga-rows [data-row]")
    return [str(row.get_attribute("data-row")) for row in rows.all()]


def test_rows_are_walked_opened_and_decided_on(page):
    at_queue(page)
    first, second, *_ = refs_first(page)
    press(page, "j")
    expect(row_of(page, first).locator("summary").first).to_be_focused()
    press(page, "j")
    expect(row_of(page, second).locator("summary").first).to_be_focused()
    press(page, "Enter")
    expect(row_of(page, second).locator("details").first).to_have_attribute("open", "")
    press(page, "Enter")
    expect(row_of(page, second).locator("details").first).not_to_have_attribute("open", "")
    press(page, "k")
    expect(row_of(page, first).locator("summary").first).to_be_focused()

    press(page, "2")
    row = row_of(page, first)
    expect(row.get_by_label("Agree another score")).to_be_checked()
    press(page, "7")  # the focus is in the numbers now: it is a score, no key
    expect(row.locator('.ga-pick[value="7"]').first).to_be_checked()
    expect(row.get_by_role("button", name="Agree 7 and open next")).to_be_visible()
    tab_to(row.get_by_label("Why?"))
    page.keyboard.type("3 joint visits, jointly kept")
    expect(row.get_by_label("Why?")).to_have_value("3 joint visits, jointly kept")
    expect(row.get_by_label("Agree another score")).to_be_checked()
    tab_to(row.get_by_role("button", name="Agree 7 and open next"))
    go(page)
    expect(page.get_by_role("alert")).to_contain_text(f"{first} was agreed at 7.")


def test_rows_where_nothing_stands_out_are_ticked_and_opened(page):
    at_queue(page, "?moved=same")
    rows = page.locator("form[data-agree-together] [data-row]")
    refs = [str(row.get_attribute("data-row")) for row in rows.all()]
    for _ in refs_first(page):
        press(page, "j")
    press(page, "j", "x", "j", "x", "j", "x", "x")
    expect(page.get_by_role("button", name="Agree 2 rows")).to_be_visible()
    expect(rows.nth(0).get_by_role("checkbox")).to_be_checked()
    expect(rows.nth(2).get_by_role("checkbox")).not_to_be_checked()
    go(page, "3")
    expect(heading(page)).to_contain_text(refs[2])
    expect(page.get_by_label("What is missing?")).to_be_focused()
    page.keyboard.type("1 line on who checked it.")
    expect(page.get_by_label("What is missing?")).to_have_value("1 line on who checked it.")
    check_page(page, phone=True)


def test_they_are_turned_off_and_on_again(page):
    at_queue(page)
    expect(page.get_by_text("Keys: J and K move")).to_be_visible()
    follow(page.get_by_role("button", name="Turn keys off"))
    [first, *_] = refs_first(page)
    page.keyboard.press("j")
    expect(page.locator("body")).to_be_focused()
    row_of(page, first).locator("summary").first.focus()
    page.keyboard.press("1")
    expect(row_of(page, first).get_by_role("radio", name=re.compile(r"^Agree \d"))).not_to_be_checked()
    check_page(page)
    follow(page.get_by_role("button", name="Turn keys on"))
    press(page, "j")
    expect(row_of(page, first).locator("summary").first).to_be_focused()
    press(page, "1")
    expect(row_of(page, first).get_by_role("radio", name=re.compile(r"^Agree \d"))).to_be_checked()
    expect(row_of(page, first).get_by_role("button", name=re.compile(r"^Agree \d"))).to_be_focused()


def test_an_officer_replies_once_to_a_changed_score(page, visit, site):
    sign_in_by_code(page, site, "samir.haddad@merrowdale.example")
    page.goto(review_of(MERROWDALE) + "mine/")
    follow(row_of(page, "E1.3").get_by_role("link", name=re.compile("^Reply once")))
    expect(heading(page)).to_contain_text("Reply on E1.3")
    check_page(page, phone=True)
    follow(page.get_by_role("button", name="Reply once to Callum Frayne"))
    expect(page.get_by_role("alert")).to_contain_text("E1.3: Write your reply")
    check_page(page)
    page.get_by_label("Your reply").fill("Internal audit confirms the saving in June.")
    follow(page.get_by_role("button", name="Reply once to Callum Frayne"))
    expect(page.get_by_role("alert")).to_contain_text("Your reply on E1.3 is kept.")
    expect(page.get_by_role("button", name=re.compile("^Reply once"))).to_have_count(0)
    check_page(page, phone=True)

    reviewer = visit(java_script_enabled=False)
    sign_in_as(reviewer, "Helen Marsh", f"{QUEUE}?state=agreed&principle=E")
    row = reviewer.get_by_role("row").filter(has_text="Samir Haddad replied")
    follow(row.get_by_role("link", name="Partnerships that add value"))
    expect(reviewer.get_by_role("main")).to_contain_text("Internal audit confirms the saving in June.")
