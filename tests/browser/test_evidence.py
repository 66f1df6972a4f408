"""An officer finds evidence while typing, dates it, puts a file in and makes one item of two."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.axe import check_page
from tests.browser.journeys import MERROWDALE, follow, heading, open_row, review_of, row_of, sign_in_as

MINE = review_of(MERROWDALE) + "mine/"
REGISTER = f"{MERROWDALE}evidence/"
POLICY: FilePayload = {
    "name": "Policy.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n",
}
PAGE: FilePayload = {**POLICY, "buffer": b"<html><body>No PDF</body></html>"}


def test_a_few_letters_find_an_item_by_keyboard_alone(page: Page):
    sign_in_as(page, "Priya Anand")
    page.goto(MINE)
    row = open_row(page, "A2.4")
    field = row.get_by_label("Add evidence: type a few letters")
    field.press_sequentially("bribery anti")
    titles = row.locator(".ga-find__list")
    expect(titles.get_by_role("option")).to_have_text(["Anti-fraud and bribery strategy"])
    check_page(page)
    field.press("Escape")
    expect(titles).to_be_hidden()
    field.fill("")
    field.press_sequentially("policy")
    expect(titles.get_by_role("option")).to_have_count(3)
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("ArrowUp")
    field.press("Enter")
    expect(field).to_have_value("Complaints policy and yearly account")
    row.get_by_role("button", name="Add evidence to A2.4").click()
    expect(
        row_of(page, "A2.4").get_by_role("button", name=re.compile("^Remove Complaints policy"))
    ).to_be_visible()


def test_the_register_from_a_finding_to_a_file(page: Page):
    sign_in_as(page, "Priya Anand")
    page.goto(REGISTER)
    check_page(page, phone=True)
    page.get_by_label("Something to look at").check()
    page.get_by_label("Words in the title").fill("digital")
    follow(page.get_by_role("button", name="Show", exact=True))
    follow(page.get_by_role("link", name="Digital strategy 2023–2024"))
    expect(page.get_by_text("The title says 2023–2024")).to_be_visible()
    check_page(page, phone=True)

    follow(page.get_by_role("button", name="Put a file in"))
    page.get_by_label("File").set_input_files(PAGE)
    follow(page.get_by_role("button", name="Put the file in"))
    expect(page.get_by_role("alert")).to_contain_text("its content is something else")
    check_page(page)
    page.get_by_label("File").set_input_files(POLICY)
    follow(page.get_by_role("button", name="Put the file in"))
    expect(page.get_by_role("alert")).to_contain_text("“Policy.pdf” stands with the item now.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Policy.pdf", exact=True).click()
    assert download.value.suggested_filename == "Policy.pdf"


def test_two_items_become_one(page: Page):
    sign_in_as(page, "Priya Anand")
    page.goto(f"{REGISTER}?q=hospitality")
    follow(page.get_by_role("link", name="Register of gifts, hospitality and interests"))
    follow(page.get_by_role("link", name="This is the same as another item"))
    page.get_by_label("Register of interests, gifts and hospitality").check()
    follow(page.get_by_role("button", name="Compare with the ticked items"))
    check_page(page, phone=True)
    page.get_by_role("radio", name="Register of interests, gifts and hospitality").check()
    follow(page.get_by_role("button", name="Make them one item"))
    expect(heading(page)).to_have_text("Register of interests, gifts and hospitality")
    expect(page.get_by_role("alert")).to_contain_text("now stands for")


def test_the_administrator_erases_a_file(page: Page):
    sign_in_as(page, "Kit Sandiford")
    follow(page.get_by_role("link", name="Files", exact=True))
    check_page(page, phone=True)
    follow(page.get_by_role("link", name="Erase Speaking up policy.txt, version 1"))
    page.get_by_label("Why is it erased?").fill("It named a resident.")
    follow(page.get_by_role("button", name="Erase this version for good"))
    expect(page.get_by_role("table")).to_contain_text("It named a resident.")


@pytest.fixture
def plain(visit) -> Page:
    return visit(java_script_enabled=False)


def test_the_register_is_searched_without_scripts(plain: Page):
    sign_in_as(plain, "Priya Anand")
    row = open_row(plain, "A2.4")
    with plain.context.expect_page() as opened:
        row.get_by_role("link", name=re.compile("^Search the register for A2.4")).click()
    search = opened.value
    search.get_by_label("Words in the title, in any order").fill("policy")
    search.get_by_role("button", name="Search the register").click()
    search.get_by_label("Engagement policy").check()
    search.get_by_role("button", name="Show the ticked items for A2.4").click()
    expect(search.get_by_role("alert")).to_contain_text("A2.4 shows “Engagement policy” now.")
