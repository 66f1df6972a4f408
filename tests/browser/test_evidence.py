"""An officer puts a file in and makes one item of two; the administrator erases a file."""

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.axe import check_page
from tests.browser.journeys import MERROWDALE, follow, heading, sign_in_as

REGISTER = f"{MERROWDALE}evidence/"
POLICY: FilePayload = {
    "name": "Policy.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n",
}
PAGE: FilePayload = {**POLICY, "buffer": b"<html><body>No PDF</body></html>"}


def test_the_register_from_a_finding_to_a_file(page: Page):
    sign_in_as(page, "Priya Anand", REGISTER)
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
    sign_in_as(page, "Priya Anand", f"{REGISTER}?q=hospitality")
    follow(page.get_by_role("link", name="Register of gifts, hospitality and interests"))
    follow(page.get_by_role("link", name="This is the same as another item"))
    page.get_by_label("Register of interests, gifts and hospitality").check()
    follow(page.get_by_role("button", name="Compare with the ticked items"))
    check_page(page, phone=True)
    page.get_by_role("radio", name="Register of interests, gifts and hospitality").check()
    follow(page.get_by_role("button", name="Make them one item"))
    expect(heading(page)).to_have_text("Register of interests, gifts and hospitality")
    expect(page.get_by_role("alert")).to_contain_text("now stands for")
    check_page(page)


def test_the_administrator_erases_a_file(page: Page):
    sign_in_as(page, "Kit Sandiford")
    follow(page.get_by_role("link", name="Files", exact=True))
    check_page(page, phone=True)
    follow(page.get_by_role("link", name="Erase Speaking up policy.txt, version 1"))
    page.get_by_label("Why is it erased?").fill("It named a resident.")
    follow(page.get_by_role("button", name="Erase this version for good"))
    expect(page.get_by_role("table")).to_contain_text("It named a resident.")
