"""The coordinator sets a review up, brings a file in and gives the actions owners and dates."""

import re

from openpyxl import Workbook
from playwright.sync_api import expect

from tests.browser.axe import check_page
from tests.browser.journeys import (
    MERROWDALE,
    QUILLHAM,
    fill_date,
    follow,
    heading,
    review_of,
    row_of,
    sign_in_as,
    sign_in_by_code,
)

HEADINGS = ["Ref", "Assessment score (1-10)", "Progress in year and plans for improvement", "Actions"]
NEW_TEXT = "The breach log was read by internal audit in April 2025; two entries, both closed in time."
NEW_ACTION = "Read the breach log with the deputies each quarter"


def workbook(folder, *rows):
    book = Workbook()
    book.active.append(HEADINGS)
    for row in rows:
        book.active.append(row)
    path = folder / "review.xlsx"
    book.save(path)
    return path


def test_starting_setting_up_giving_out_and_opening_a_review(page):
    sign_in_as(page, "Rafe Tunmore")
    expect(heading(page)).to_have_text("Reviews")
    check_page(page, phone=True)
    page.goto(QUILLHAM + "cycles/start/")
    check_page(page, phone=True)
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Start the review").click()
    expect(page.get_by_role("alert")).to_contain_text("is started. Officers see nothing until you open it.")
    check_page(page, phone=True)

    dates = page.get_by_role("group", name="Evidence and scores in")
    dates.get_by_label("Day").fill("31")
    dates.get_by_label("Month").fill("2")
    page.get_by_role("button", name="Save the dates").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    check_page(page)
    dates.get_by_label("Day").fill("28")
    page.get_by_role("button", name="Save the dates").click()
    expect(page.get_by_role("alert")).to_contain_text("The dates are saved.")

    follow(page.get_by_role("link", name=re.compile("^Give out the other")))
    follow(page.get_by_role("navigation", name="Show").get_by_role("link", name="All 91"))
    check_page(page, phone=True)
    page.get_by_role("button", name="Make lead").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    check_page(page)
    page.get_by_label("All of A1", exact=True).check()
    page.get_by_label("All of B", exact=True).check()
    page.get_by_label("Person for the ticked rows").select_option("Moira Leckwith")
    page.get_by_role("button", name="Make lead").click()
    expect(page.get_by_role("main")).to_contain_text("17 of 91 rows have a lead")
    page.get_by_label("All of B1", exact=True).check()
    page.get_by_label("Person for the ticked rows").select_option("Desmond Arkley")
    page.get_by_role("button", name="Add as contributor").click()
    expect(page.get_by_role("alert")).to_contain_text("Desmond Arkley contributes to 4 more rows.")

    follow(page.get_by_role("link", name=re.compile("^Set up the")))
    page.get_by_role("button", name=re.compile("^Open the")).click()
    expect(page.get_by_role("alert")).to_contain_text("is open. Officers see their rows from now on.")
    check_page(page, phone=True)


def test_opening_a_review_shows_officers_their_rows(page, visit, site):
    officer = visit()
    sign_in_by_code(officer, site, "moira.leckwith@quillham.example")
    check_page(officer)
    sign_in_as(page, "Rafe Tunmore", review_of(QUILLHAM) + "set-up/")
    page.get_by_role("button", name="Open the 2024/25 review").click()
    expect(page.get_by_role("alert")).to_contain_text("is open")
    officer.goto(review_of(QUILLHAM) + "mine/")
    expect(officer.get_by_text("0 of 10 done")).to_be_visible()
    check_page(officer, phone=True)


def test_handing_over_the_rows_of_somebody_who_left(page):
    sign_in_as(page, "Rafe Tunmore", review_of(QUILLHAM) + "assign/")
    follow(page.get_by_role("link", name="Hand somebody's rows over"))
    check_page(page, phone=True)
    follow(page.get_by_role("link", name="Hand over the rows of Ingrid Soames"))
    check_page(page, phone=True)
    page.get_by_label("Who is to have the rows").select_option("Desmond Arkley")
    page.get_by_label("All 3 rows").check()
    page.get_by_role("button", name="Hand these rows over").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why the rows change hands")
    check_page(page)
    page.get_by_label("Why the rows change hands").fill("Left on 31 May")
    page.get_by_role("button", name="Hand these rows over").click()
    expect(page.get_by_role("alert")).to_contain_text("Desmond Arkley now leads 3 rows of Ingrid Soames's.")
    expect(page.get_by_role("main")).to_contain_text("None. Everybody who has rows can still answer them.")


def test_bringing_a_file_in(page, tmp_path):
    sign_in_as(page, "Owen Castell", review_of(MERROWDALE) + "import/")
    check_page(page, phone=True)
    page.get_by_role("button", name="Compare with what is there").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file")
    check_page(page)

    wrong = workbook(tmp_path, ["A3.4", 11, "", ""], ["Z9.9", 5, "", ""])
    page.get_by_label("The file").set_input_files(wrong)
    page.get_by_role("button", name="Compare with what is there").click()
    expect(heading(page)).to_contain_text("2 problems to put right in the file")
    expect(page.get_by_role("table", name="Problems")).to_contain_text("11")
    check_page(page, phone=True)

    follow(page.get_by_role("link", name="Choose another file"))
    right = workbook(tmp_path, ["A3.4", 9, NEW_TEXT, NEW_ACTION])
    page.get_by_label("The file").set_input_files(right)
    page.get_by_role("button", name="Compare with what is there").click()
    expect(heading(page)).to_contain_text("1 of 1 row would change")
    expect(page.get_by_role("main")).to_contain_text(NEW_TEXT)
    check_page(page, phone=True)
    page.get_by_role("button", name="Bring in 1 row").click()
    expect(page.get_by_role("alert")).to_contain_text("brought in")
    expect(page.get_by_role("group", name=f"A3.4: {NEW_ACTION}")).to_be_visible()

    page.goto(review_of(MERROWDALE) + "requirements/")
    expect(row_of(page, "A3.4")).to_contain_text("9 Strong")
    page.goto(review_of(MERROWDALE) + "import/")
    page.get_by_label("The file").set_input_files(right)
    page.get_by_role("button", name="Compare with what is there").click()
    expect(heading(page)).to_contain_text("The file says what stands there already")
    check_page(page)


def test_filling_actions_down(page):
    sign_in_as(page, "Owen Castell", review_of(MERROWDALE) + "actions/")
    check_page(page, phone=True)
    together = page.get_by_role("group", name="The same for many actions").first
    fill_date(together.get_by_role("group", name="Due date"), 31, 3, 2026)
    together.get_by_label("Owner post").select_option("Head of strategy")
    together.get_by_label("How will you know it is finished?").fill("The committee reads it in March.")
    page.get_by_role("button", name="Fill in below").click()
    expect(page.get_by_text("Nothing is saved yet:")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name=re.compile(r"^Save \d+ actions$")).click()
    expect(page.get_by_role("alert")).to_contain_text("saved")
    expect(heading(page)).to_contain_text("actions have an owner, a date and an outcome")

    page.get_by_role("group", name="Due date").nth(1).get_by_label("Month").fill("13")
    page.get_by_role("button", name=re.compile(r"^Save \d+ actions$")).click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    check_page(page, phone=True)


def test_the_overview_and_the_lists(page):
    sign_in_as(page, "Owen Castell")
    check_page(page, phone=True)
    follow(page.get_by_role("link", name=re.compile(r"^Priya Anand \d+")))
    expect(page.get_by_role("table", name=re.compile("that Priya Anand leads"))).to_be_visible()
    check_page(page)
    for address in (review_of(MERROWDALE), MERROWDALE + "actions/"):
        page.goto(address)
        check_page(page, phone=True)
