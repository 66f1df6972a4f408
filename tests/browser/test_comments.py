"""Two colleagues talk about a row; a note to oneself moves out of the text; the history tells of it."""

import re

from playwright.sync_api import expect

from tests.browser.axe import check_page
from tests.browser.journeys import MERROWDALE, NARRATIVE, follow, heading, open_row, review_of, sign_in_as

MINE = review_of(MERROWDALE) + "mine/"
ANSWER = "By lot, in January.\nThe list is with the minutes."
NOTE = "Speak to people services about the March figure."


def test_answering_and_resolving_a_comment(page, visit):
    sign_in_as(page, "Priya Anand")
    row = open_row(page, "A2.3")
    row.get_by_text("Comments, 1 open").click()
    expect(row.get_by_text("How were the ten chosen?")).to_be_visible()
    follow(row.get_by_role("link", name="Answer or resolve, A2.3"))
    expect(heading(page)).to_have_text("Comments on A2.3 Policies built on ethics")
    check_page(page, phone=True)

    follow(page.get_by_role("button", name="Add the comment"))
    expect(page.get_by_role("alert")).to_contain_text("Write your comment")
    check_page(page)
    page.get_by_label("Your comment").fill(ANSWER)
    page.get_by_label("Helen Marsh").check()
    follow(page.get_by_role("button", name="Add the comment"))
    expect(page.get_by_role("alert")).to_contain_text("Helen Marsh and Owen Castell were told.")
    follow(page.get_by_role("button", name=re.compile("Resolve.*The legal team")))
    expect(page.get_by_text("Resolved, 1")).to_be_visible()

    reviewer = visit()
    sign_in_as(reviewer, "Helen Marsh", "/notices/")
    follow(reviewer.get_by_role("link", name="Priya Anand mentioned you on A2.3"))
    expect(reviewer.get_by_role("listitem").filter(has_text="The list is with the minutes.")).to_be_visible()


def test_a_note_to_oneself_moves_to_the_private_note(page):
    sign_in_as(page, "Priya Anand")
    row = open_row(page, "A2.2")
    row.get_by_role("button", name="Move this to your private note").click()
    expect(row.get_by_label("Private note to the reviewer")).to_have_value(NOTE)
    expect(row.get_by_label("Private note to the reviewer")).to_be_focused()
    expect(row.get_by_label(NARRATIVE)).to_have_value(re.compile("for the first time.$"))
    expect(row.get_by_text("This reads like a note")).to_have_count(0)

    page.goto(review_of(MERROWDALE) + "requirements/A2.2/history/")
    expect(page.get_by_role("deletion").first).to_contain_text(NOTE)
    check_page(page, phone=True)
