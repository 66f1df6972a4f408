"""Directors' returns: the coordinator asks, a director answers with an exception, which becomes an issue."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

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

RETURNS = f"{review_of(MERROWDALE)}returns/"


def answer(page: Page, number: int, choice: str, text: str = "") -> None:
    point = page.get_by_role("region", name=re.compile(f"^{number}\\. "))
    point.get_by_label(choice, exact=True).check()
    if text:
        point.get_by_label(re.compile("^What are the exceptions")).fill(text)


def test_asked_answered_sent_and_raised(visit):
    page = visit()
    sign_in_as(page, "Owen Castell", RETURNS)
    expect(heading(page)).to_have_text("3 of 5 returns are in; 1 exception is not dealt with")
    check_page(page, phone=True)
    follow(page.get_by_role("link", name="Ask another director"))
    check_page(page, phone=True)
    follow(page.get_by_role("button", name="Ask the ticked posts"))
    expect(page.get_by_role("alert")).to_contain_text("Say when the returns are due")
    check_page(page)
    due = today_in_london() + timedelta(days=7)
    fill_date(page.get_by_role("group", name="When are they due?"), due.day, due.month, due.year)
    expect(page.get_by_label("Chief Executive, Sana Iqbal")).to_be_checked()
    follow(page.get_by_role("button", name="Ask the ticked posts"))
    expect(heading(page)).to_have_text(re.compile("^3 of 6 returns are in"))

    director = visit()
    sign_in_as(director, "Rhys Calloway")
    expect(heading(director)).to_have_text("Director of environment and property")
    check_page(director, phone=True)
    answer(director, 1, "Yes, with exceptions")
    follow(director.get_by_role("button", name="Save and check my return"))
    expect(director.get_by_role("link", name="Point 1: say what the exceptions are")).to_be_visible()
    check_page(director)
    follow(director.get_by_role("button", name="Go on answering"))
    answer(director, 1, "Yes, with exceptions", "Two of our aims have no measure yet.")
    for number in range(2, 11):
        answer(director, number, "Yes")
    follow(director.get_by_role("button", name="Save and check my return"))
    check_page(director, phone=True)
    director.get_by_label(re.compile("^I, Rhys Calloway, Director of environment and property")).check()
    follow(director.get_by_role("button", name="Send my return"))
    expect(director.get_by_text("Your return is sent. Thank you, Rhys.")).to_be_visible()
    check_page(director, phone=True)

    page.goto(RETURNS)
    follow(page.get_by_role("link", name=re.compile("^Deal with it ?: Director of environment and property")))
    page.get_by_text("A possible significant issue", exact=True).click()
    check_page(page, phone=True)
    expect(page.get_by_label("Title")).to_have_value("Two of our aims have no measure yet")
    follow(page.get_by_role("button", name="Raise a possible significant issue"))
    expect(page.get_by_text("is now a possible significant issue. The director was told.")).to_be_visible()
    follow(page.get_by_role("button", name="Remind 2 directors"))
    check_page(page, phone=True)
    follow(page.get_by_role("button", name="Remind the ticked directors"))
    expect(page.get_by_text("You reminded Chief Executive and Head of strategy.")).to_be_visible()


def test_a_director_answers_without_javascript(visit):
    page = visit(java_script_enabled=False)
    sign_in_as(page, "Rhys Calloway")
    answer(page, 3, "No", "The register was lost in a move.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("1 answer was saved at")).to_be_visible()
    expect(page.get_by_text("1 of 10 answered").first).to_be_visible()
    for number in (1, 2, *range(4, 11)):
        answer(page, number, "Yes")
    page.get_by_role("button", name="Save and check my return").click()
    page.get_by_label(re.compile("^I, Rhys Calloway")).check()
    page.get_by_role("button", name="Send my return").click()
    expect(page.get_by_text("Your return is sent. Thank you, Rhys.")).to_be_visible()
