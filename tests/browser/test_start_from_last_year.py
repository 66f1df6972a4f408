"""The coordinator starts the review from last year: reads what comes over, leaves one action behind."""

from playwright.sync_api import expect

from tests.browser.axe import check_page
from tests.browser.journeys import QUILLHAM, follow, heading, review_of, sign_in_as


def test_starting_the_review_from_last_year(page):
    sign_in_as(page, "Rafe Tunmore", review_of(QUILLHAM) + "set-up/")
    follow(page.get_by_role("link", name="Start from 2023/24"))
    expect(heading(page)).to_have_text("Start the 2024/25 review from 2023/24")
    table = page.get_by_role("table", name="What comes over, and what does not")
    expect(table).to_contain_text("Gareth Pinnock is no longer with the council:")
    check_page(page, phone=True)

    page.get_by_role("checkbox", name="Continue to count social value").uncheck()
    reason = page.get_by_label("Why it does not go on: Continue to count social value")
    expect(reason).to_be_visible()
    follow(page.get_by_role("button", name="Start from 2023/24"))
    expect(page.get_by_role("alert")).to_contain_text(
        "Say why “Continue to count social value” does not go on"
    )
    check_page(page)
    reason.fill("Nobody can say when it would be finished.")
    follow(page.get_by_role("button", name="Start from 2023/24"))
    expect(page.get_by_role("alert")).to_contain_text(
        "19 leads, 2 contributors, 37 evidence links and 6 actions came over from 2023/24."
    )
    check_page(page)
    follow(page.get_by_role("link", name="See what has not come over"))
    expect(page.get_by_role("main")).to_contain_text("Done by Rafe Tunmore")
    expect(reason).to_have_value("Nobody can say when it would be finished.")
