"""Every job of a review with scripts switched off: every button is a plain post."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.journeys import (
    MERROWDALE,
    NARRATIVE,
    QUILLHAM,
    choose_score,
    fill_date,
    follow,
    heading,
    open_row,
    review_of,
    row_of,
    sign_in_as,
)

MINE = review_of(MERROWDALE) + "mine/"
PRIVATE_NOTE = "Private note to the reviewer"
TEXT = "The code was read again in May 2025, and internal audit tested thirty declarations: none was late."
REGISTER: FilePayload = {
    "name": "Register.txt",
    "mimeType": "text/plain",
    "buffer": b"Thirty declarations, none of them late.\n",
}


@pytest.fixture
def page(visit) -> Page:
    return visit(java_script_enabled=False)


def test_answering_checking_submitting_and_taking_back(page):
    page.goto("/accounts/login/")
    follow(page.get_by_role("button", name=re.compile("Sign in as .*, Priya Anand$")))
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


def test_evidence_from_a_search_to_one_item_of_two(page):
    sign_in_as(page, "Priya Anand")
    row = open_row(page, "A2.4")
    with page.context.expect_page() as opened:
        row.get_by_role("link", name="Search the register for A2.4").click()
    search = opened.value
    search.get_by_label("Words in the title, in any order").fill("policy")
    follow(search.get_by_role("button", name="Search the register"))
    search.get_by_label("Engagement policy").check()
    follow(search.get_by_role("button", name="Show the ticked items for A2.4"))
    expect(search.get_by_role("alert")).to_contain_text("A2.4 shows “Engagement policy” now.")
    search.close()

    page.goto(f"{MERROWDALE}evidence/?q=hospitality")
    follow(page.get_by_role("link", name="Register of gifts, hospitality and interests"))
    follow(page.get_by_role("button", name="Put a file in"))
    page.get_by_label("File").set_input_files(REGISTER)
    follow(page.get_by_role("button", name="Put the file in"))
    expect(page.get_by_role("alert")).to_contain_text("“Register.txt” stands with the item now.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Register.txt", exact=True).click()
    assert download.value.path().read_bytes() == REGISTER["buffer"]

    follow(page.get_by_role("link", name="This is the same as another item"))
    page.get_by_label("Register of interests, gifts and hospitality").check()
    follow(page.get_by_role("button", name="Compare with the ticked items"))
    page.get_by_role("radio", name="Register of interests, gifts and hospitality").check()
    follow(page.get_by_role("button", name="Make them one item"))
    expect(heading(page)).to_have_text("Register of interests, gifts and hospitality")
    expect(page.get_by_role("link", name="Register.txt", exact=True)).to_be_visible()


def test_a_note_a_comment_an_update_and_the_keys(page):
    sign_in_as(page, "Priya Anand")
    row = open_row(page, "A2.2")
    follow(row.get_by_role("button", name="Move this to your private note"))
    row = row_of(page, "A2.2")
    expect(row.get_by_label(PRIVATE_NOTE)).to_have_value(re.compile("^Speak to people services"))
    expect(row.get_by_label(NARRATIVE)).not_to_have_value(re.compile("Speak to"))
    follow(page.get_by_role("button", name="Turn keys off"))
    expect(page.get_by_role("button", name="Turn keys on")).to_be_visible()

    row = open_row(page, "A2.3")
    row.get_by_text("Comments, 1 open").click()
    follow(row.get_by_role("link", name="Answer or resolve, A2.3"))
    page.get_by_label("Your comment").fill("By lot, in January.")
    page.get_by_label("Helen Marsh").check()
    follow(page.get_by_role("button", name="Add the comment"))
    expect(page.get_by_role("alert")).to_contain_text("Helen Marsh and Owen Castell were told.")
    follow(page.get_by_role("button", name=re.compile("^Resolve.*By lot, in January")))
    expect(page.get_by_text("Resolved, 1")).to_be_visible()

    page.goto(f"{MERROWDALE}actions/?owner=mine&show=all")
    follow(page.get_by_role("link", name="Shorten the box on values"))
    follow(page.get_by_role("button", name="Add an update"))
    page.get_by_label("Late").check()
    page.get_by_label("What has happened").fill("Planning asks for a form of its own.")
    follow(page.get_by_role("button", name="Add the update"))
    expect(page.get_by_role("main")).to_contain_text("Planning asks for a form of its own.")


def test_actions_are_edited_and_handed_over_and_officers_reminded(page, visit):
    sign_in_as(page, "Owen Castell", f"{MERROWDALE}actions/?principle=F")
    ticks = page.get_by_role("checkbox")
    ticks.nth(0).check()
    ticks.nth(1).check()
    follow(page.get_by_role("button", name="Edit the ticked actions together"))
    page.get_by_role("group", name="The same for many actions").get_by_label("Priority").select_option("High")
    follow(page.get_by_role("button", name="Save 2 actions"))
    expect(page.get_by_role("alert")).to_contain_text("2 actions were saved.")
    follow(page.get_by_role("link", name="Hand actions over"))
    page.get_by_label("From whom?").select_option(label="Policy and performance manager (Nia Rowlands)")
    follow(page.get_by_role("button", name="Show their actions"))
    page.get_by_label("To which post?").select_option(label="Head of strategy (Isla Renwick)")
    page.get_by_label("Why?").fill("The post ends in June.")
    follow(page.get_by_role("button", name="Hand the ticked actions over"))
    expect(page.get_by_role("alert")).to_contain_text("handed over to Head of strategy")

    page.goto(review_of(MERROWDALE) + "remind/")
    follow(page.get_by_role("button", name="Remind the ticked people"))
    expect(page.get_by_role("alert")).to_contain_text("You reminded")
    officer = visit(java_script_enabled=False)
    sign_in_as(officer, "Priya Anand")
    follow(officer.get_by_role("link", name="Notices").first)
    follow(officer.get_by_role("link", name=re.compile("^Owen Castell reminds you")))
    expect(heading(officer)).to_have_text("My rows")
    officer.goto("/notices/")
    expect(officer.get_by_text("You have read everything.")).to_be_visible()
    officer.get_by_label("Search my councils").fill("values alive")
    officer.keyboard.press("Enter")
    expect(officer.locator(".ga-hits a").first).to_have_text("A1.4 Policies that keep values alive")


def test_a_review_is_started_from_last_year_and_rows_change_hands(page):
    sign_in_as(page, "Rafe Tunmore", review_of(QUILLHAM) + "set-up/")
    follow(page.get_by_role("link", name="Start from 2023/24"))
    page.get_by_role("checkbox", name="Continue to count social value").uncheck()
    page.get_by_label("Why it does not go on: Continue to count social value").fill("It has no end.")
    follow(page.get_by_role("button", name="Start from 2023/24"))
    expect(page.get_by_role("alert")).to_contain_text("6 actions came over from 2023/24.")

    page.goto(review_of(QUILLHAM) + "assign/")
    follow(page.get_by_role("link", name="Hand somebody's rows over"))
    follow(page.get_by_role("link", name="Hand over the rows of Ingrid Soames"))
    page.get_by_label("Who is to have the rows").select_option("Desmond Arkley")
    page.get_by_label("All 3 rows").check()
    page.get_by_label("Why the rows change hands").fill("Left on 31 May")
    follow(page.get_by_role("button", name="Hand these rows over"))
    expect(page.get_by_role("alert")).to_contain_text("Desmond Arkley now leads 3 rows of Ingrid Soames's.")
