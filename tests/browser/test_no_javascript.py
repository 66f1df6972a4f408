"""The officer's whole job with scripts switched off: every button is a plain post."""

import re

import pytest
from playwright.sync_api import Page, expect

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
)

MINE = review_of(MERROWDALE) + "mine/"
TEXT = "The code was read again in May 2025, and internal audit tested thirty declarations: none was late."


@pytest.fixture
def page(visit) -> Page:
    return visit(java_script_enabled=False)


def test_answering_checking_submitting_and_taking_back(page):
    sign_in_as(page, "Priya Anand")
    row = open_row(page, "A3.1")
    choose_score(row, 8)
    row.get_by_label(NARRATIVE).fill(TEXT)
    open_row(page, "A3.4").get_by_label(NARRATIVE).fill("In another row: saved with it.")
    row.get_by_role("button", name="Save and open next after A3.1").click()
    expect(page.get_by_role("alert")).to_contain_text("2 rows were saved.")
    expect(page).to_have_url(re.compile(r"\?open=A3\.2#row-A3\.2$"))
    expect(row_of(page, "A3.2").get_by_label(NARRATIVE)).to_be_visible()

    row_of(page, "A3.5").get_by_role("button", name="Still true").click()
    expect(page.get_by_role("alert")).to_contain_text("A3.5 was saved.")

    page.get_by_role("button", name="Check and submit").click()
    expect(heading(page)).to_have_text("Check your answers")
    page.get_by_role("button", name=re.compile(r"^Submit \d rows$")).click()
    expect(heading(page)).to_have_text(re.compile("^Thank you. Helen Marsh has"))

    page.goto(MINE + "check/")
    page.get_by_role("button", name="Take back A3.1").click()
    expect(page.get_by_role("alert")).to_contain_text("A3.1")


def test_wrong_input_comes_back_with_everything_typed(page):
    sign_in_as(page, "Priya Anand")
    row = open_row(page, "A3.4")
    row.get_by_label(NARRATIVE).fill(TEXT)
    row.get_by_label("Add evidence").fill("Register of breaches")
    row.get_by_text("Add a link or a note to it").click()
    row.get_by_label("Link, if there is one").fill("javascript:alert(1)")
    row.get_by_text("Add an action").click()
    row.get_by_label("What will be done?").last.fill("Train the new deputies")
    fill_date(row.get_by_role("group", name="By when?").last, 31, 2, 2026)
    row.get_by_role("button", name="Add evidence to A3.4").click()

    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(2)
    row = row_of(page, "A3.4")
    expect(row.get_by_label(NARRATIVE)).to_have_value(TEXT)
    row.get_by_label("Link, if there is one").fill("https://merrowdale.example/breaches")
    fill_date(row.get_by_role("group", name="By when?").last, 28, 2, 2026)
    row.get_by_role("button", name="Save A3.4").click()
    expect(page.get_by_role("alert")).to_contain_text("A3.4 was saved.")


def test_choosing_between_two_texts(page, visit):
    other = visit(java_script_enabled=False)
    for each in (page, other):
        sign_in_as(each, "Priya Anand")
        open_row(each, "A3.1")
    row_of(other, "A3.1").get_by_label(NARRATIVE).fill("Theirs: the register was read.")
    row_of(other, "A3.1").get_by_role("button", name="Save A3.1").click()
    expect(other.get_by_role("alert")).to_contain_text("A3.1 was saved.")

    row_of(page, "A3.1").get_by_label(NARRATIVE).fill("Mine: the register was tested.")
    row_of(page, "A3.1").get_by_role("button", name="Save A3.1").click()
    row = row_of(page, "A3.1")
    expect(row.get_by_text("Two people changed")).to_be_visible()
    row.get_by_label("Write one from both").check()
    row.get_by_label("Your text from both").fill("Both: read and tested.")
    row.get_by_role("button", name="Save A3.1").click()
    expect(page.get_by_role("alert")).to_contain_text("A3.1 was saved.")
    page.goto(f"{MINE}?open=A3.1")
    expect(row_of(page, "A3.1").get_by_label(NARRATIVE)).to_have_value("Both: read and tested.")


def test_a_reviewer_decides(page):
    sign_in_as(page, "Helen Marsh")
    row = page.locator(".ga-row").first
    ref = row.locator(".ga-ref").first.inner_text()
    row.get_by_label("Send back").check()
    row.get_by_label("What is missing?").fill("Say what the internal auditor found.")
    row.get_by_role("button", name="Save decision and open next").click()
    expect(page.get_by_role("alert")).to_contain_text(f"{ref} was sent back.")
