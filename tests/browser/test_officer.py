"""An officer answers her rows: on one page, with scripts, to the thank-you page."""

import re

from playwright.sync_api import expect

from tests.browser.axe import check_page
from tests.browser.journeys import (
    MERROWDALE,
    NARRATIVE,
    choose_score,
    fill_date,
    heading,
    open_row,
    review_of,
    row_of,
    sign_in_as,
    sign_in_by_code,
)

MINE = review_of(MERROWDALE) + "mine/"
PRIYA = "priya.anand@merrowdale.example"
TEXT = "The code was read again in May 2025, and internal audit tested thirty declarations: none was late."


def test_she_saves_a_row_without_leaving_the_page(page):
    sign_in_as(page, "Priya Anand")
    expect(heading(page)).to_have_text("My rows")
    expect(page.get_by_text("of 13 done")).to_be_visible()
    check_page(page, phone=True)

    row = open_row(page, "A3.1")
    row.locator('.ga-pick[value="1"]').focus()
    page.keyboard.press("0")
    expect(row.locator('.ga-pick[value="10"]')).to_be_checked()
    page.keyboard.press("8")
    expect(row.locator('.ga-pick[value="8"]')).to_be_checked()
    row.get_by_label(NARRATIVE).fill(TEXT)
    expect(row.locator("[data-row-state]").first).to_have_text("Not saved yet")
    check_page(page, phone=True)

    row.get_by_role("button", name="Save A3.1").click()
    state = page.locator("[data-rows-state]")
    expect(state).to_have_text(re.compile(r"^All saved \d\d:\d\d$"))
    expect(state).to_have_attribute("role", "status")
    expect(row.locator("summary").first).to_contain_text("8 Good")
    check_page(page)

    page.goto(f"{MINE}?open=A3.1")
    expect(row_of(page, "A3.1").get_by_label(NARRATIVE)).to_have_value(TEXT)


def test_saving_opens_the_next_row(page):
    sign_in_as(page, "Priya Anand")
    row = open_row(page, "A3.1")
    row.get_by_label(NARRATIVE).fill(TEXT)
    row.get_by_role("button", name="Save and open next after A3.1").click()
    following = row_of(page, "A3.2")
    expect(following.get_by_label(NARRATIVE)).to_be_visible()
    expect(following.locator("summary").first).to_be_focused()
    expect(row.get_by_label(NARRATIVE)).to_be_hidden()


def test_what_is_still_true_takes_one_press(page):
    sign_in_as(page, "Priya Anand")
    row = row_of(page, "A3.2")
    row.get_by_role("button", name="Still true").click()
    expect(page.locator("[data-rows-state]")).to_have_text(re.compile("^All saved"))
    expect(row.get_by_role("button", name="Still true")).to_have_count(0)
    expect(row.locator("summary").first).not_to_contain_text("Not started")


def test_wrong_input_is_answered_at_the_field_and_nothing_typed_is_lost(page):
    sign_in_as(page, "Priya Anand")
    row = open_row(page, "A3.4")
    choose_score(row, 2)
    row.get_by_label(NARRATIVE).fill(TEXT)
    row.get_by_label("Add evidence").fill("Register of breaches")
    row.get_by_text("Add a link or a note to it").click()
    row.get_by_label("Link, if there is one").fill("javascript:alert(1)")
    row.get_by_text("Add an action").click()
    row.get_by_label("What will be done?").last.fill("Train the new deputies")
    fill_date(row.get_by_role("group", name="By when?").last, 31, 2, 2026)
    page.get_by_role("button", name="Save everything").click()

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("There is a problem")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(summary.get_by_role("link")).to_have_count(3)
    row = row_of(page, "A3.4")
    expect(row.get_by_label(NARRATIVE)).to_have_value(TEXT)
    expect(row.get_by_label("Link, if there is one")).to_have_value("javascript:alert(1)")
    expect(row.get_by_label("Month", exact=True).last).to_have_value("2")
    check_page(page, phone=True)
    for link in summary.get_by_role("link").all():
        target = link.get_attribute("href")
        link.click()
        expect(page.locator(f'[id="{target.removeprefix("#")}"]')).to_be_focused()

    row.get_by_label("why?").fill("Two breaches in a year, where there had been none.")
    row.get_by_label("Link, if there is one").fill("https://merrowdale.example/breaches")
    fill_date(row.get_by_role("group", name="By when?").last, 28, 2, 2026)
    page.get_by_role("button", name="Save everything").click()
    expect(page.get_by_role("alert")).to_contain_text("A3.4 was saved.")

    row = open_row(page, "A3.4")
    expect(row.get_by_role("link", name="Register of breaches")).to_be_visible()
    expect(row.get_by_text("Train the new deputies").first).to_be_visible()
    expect(row).to_contain_text("28 February 2026")
    row.get_by_role("button", name="Remove Register of breaches from A3.4").click()
    expect(row.get_by_role("link", name="Register of breaches")).to_have_count(0)


def test_a_script_save_says_what_is_wrong_too(page):
    sign_in_as(page, "Priya Anand")
    row = open_row(page, "A3.5")
    row.get_by_text("Add a link or a note to it").click()
    row.get_by_label("Link, if there is one").fill("javascript:alert(1)")
    row.get_by_label("Add evidence").fill("Fraud risk register")
    row.get_by_role("button", name="Add evidence to A3.5").click()
    expect(page.locator("[data-rows-state]")).to_contain_text("1 row not saved")
    expect(row.get_by_label("Link, if there is one")).to_be_focused()
    check_page(page, phone=True)


def test_she_checks_submits_and_takes_one_back(page):
    sign_in_as(page, "Priya Anand")
    page.get_by_role("button", name="Check and submit").click()
    expect(heading(page)).to_have_text("Check your answers")
    expect(page.get_by_role("link", name="Choose a score in A3.1")).to_be_visible()
    check_page(page, phone=True)

    page.get_by_role("button", name=re.compile(r"^Submit \d rows$")).click()
    expect(heading(page)).to_have_text(re.compile("^Thank you. Helen Marsh has"))
    expect(page.get_by_role("heading", name="A2.1")).to_be_visible()
    check_page(page, phone=True)

    page.goto(MINE + "check/")
    page.get_by_role("button", name="Take back A2.1").click()
    expect(page.get_by_role("alert")).to_contain_text("A2.1")
    page.goto(f"{MINE}?open=A2.1")
    expect(row_of(page, "A2.1").get_by_label(NARRATIVE)).to_be_editable()


def test_two_texts_for_one_row_are_both_shown_and_one_is_chosen(visit):
    first, second = visit(), visit()
    for page in (first, second):
        sign_in_as(page, "Priya Anand")
        open_row(page, "A3.1")
    row_of(first, "A3.1").get_by_label(NARRATIVE).fill("Theirs: the register was read.")
    row_of(first, "A3.1").get_by_role("button", name="Save A3.1").click()
    expect(first.locator("[data-rows-state]")).to_contain_text("All saved")

    row = row_of(second, "A3.1")
    row.get_by_label(NARRATIVE).fill("Mine: the register was tested.")
    row.get_by_role("button", name="Save A3.1").click()
    expect(row.get_by_text("Two people changed")).to_be_visible()
    expect(row.get_by_role("region", name="Saved by Priya Anand")).to_contain_text("Theirs:")
    expect(row.get_by_role("region", name="Yours")).to_contain_text("Mine:")
    check_page(second, phone=True)

    row.get_by_label("Keep mine").check()
    row.get_by_role("button", name="Save A3.1").click()
    expect(second.locator("[data-rows-state]")).to_contain_text("All saved")
    first.goto(f"{MINE}?open=A3.1")
    expect(row_of(first, "A3.1").get_by_label(NARRATIVE)).to_have_value("Mine: the register was tested.")


def test_text_sent_after_the_session_ended_is_back_after_signing_in(page, site, console):
    console.expect(401)
    sign_in_as(page, "Priya Anand")
    row = open_row(page, "A3.1")
    row.get_by_label(NARRATIVE).fill(TEXT)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save everything").click()
    expect(heading(page)).to_have_text("Sign in")
    check_page(page)

    sign_in_by_code(page, site, PRIYA, go=False)
    expect(heading(page)).to_have_text("My rows")
    expect(page.get_by_text("You had been signed out.")).to_be_visible()
    row = row_of(page, "A3.1")
    expect(row.get_by_label(NARRATIVE)).to_have_value(TEXT)
    check_page(page)
    page.get_by_role("button", name="Save everything").click()
    expect(page.get_by_role("alert")).to_contain_text("A3.1 was saved.")


def test_a_script_save_after_the_session_ended_keeps_the_text_on_the_page(page, console):
    console.expect(401)
    sign_in_as(page, "Priya Anand")
    row = open_row(page, "A3.1")
    row.get_by_label(NARRATIVE).fill(TEXT)
    page.context.clear_cookies(name="sessionid")
    row.get_by_role("button", name="Save A3.1").click()
    expect(page.locator("[data-rows-state]")).to_contain_text("Sign in again to save")
    expect(row.get_by_label(NARRATIVE)).to_have_value(TEXT)


def test_the_same_rows_stand_on_the_other_pages(page):
    sign_in_as(page, "Priya Anand", review_of(MERROWDALE) + "principles/A/?open=A3.1")
    expect(row_of(page, "A3.1").get_by_label(NARRATIVE)).to_be_editable()
    check_page(page, phone=True)

    page.goto(review_of(MERROWDALE) + "requirements/A3.1/")
    page.get_by_label(NARRATIVE).fill(TEXT)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("A3.1 was saved.")
    check_page(page, phone=True)

    page.goto(review_of(MERROWDALE) + "requirements/?open=A3.1")
    expect(page.locator("[data-row]")).to_have_count(91)
    expect(row_of(page, "A3.1").get_by_label(NARRATIVE)).to_have_value(TEXT)
    check_page(page)
