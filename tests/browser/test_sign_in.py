"""Getting in: by a code, by a demonstration's button, and not at all."""

import re

from playwright.sync_api import expect

from tests.browser.axe import check_page
from tests.browser.journeys import MERROWDALE, code_in, follow, review_of, sign_in_as

PRIYA = "priya.anand@merrowdale.example"


def test_a_code_by_email_opens_the_page_that_was_asked_for(page, site):
    page.goto(review_of(MERROWDALE) + "mine/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    check_page(page, phone=True)
    page.get_by_label("Work e-mail address").first.fill(PRIYA)
    page.get_by_role("button", name="E-mail me a code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    check_page(page, phone=True)

    page.get_by_label("Code").fill("WRONG1")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    check_page(page)

    page.get_by_label("Code").fill(code_in(site.letters_to(PRIYA)[-1]))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My rows")


def test_an_unknown_address_is_not_told_apart_from_a_known_one(page, site):
    page.goto("/accounts/login/")
    page.get_by_label("Work e-mail address").first.fill("nobody@elsewhere.example")
    page.get_by_role("button", name="E-mail me a code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    expect(page.get_by_text("nobody@elsewhere.example")).to_be_visible()


def test_a_wrong_password_is_answered_at_the_form(page):
    page.goto("/accounts/login/")
    page.get_by_label("Work e-mail address").first.fill(PRIYA)
    page.get_by_text("Use a password instead").click()
    expect(page.locator("#id_login")).to_have_value(PRIYA)
    page.locator("#id_password").fill("not the password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    expect(page.locator("#id_password")).to_be_visible()
    check_page(page, phone=True)


def test_a_demonstrations_button_signs_in_and_signing_out_ends_it(page):
    page.goto("/accounts/login/")
    follow(page.get_by_role("button", name=re.compile("Sign in as .*, Priya Anand$")))
    expect(page.get_by_role("heading", level=1)).to_have_text("My rows")
    follow(page.get_by_role("button", name="Sign out"))
    page.goto(MERROWDALE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_stranger_finds_no_council(page, console):
    console.expect(404)
    sign_in_as(page, "Rafe Tunmore")
    answer = page.goto(MERROWDALE)
    assert answer.status == 404
    check_page(page, phone=True)
    assert "Merrowdale" not in page.content()


def test_a_member_without_the_right_reads_who_can_help(page, console):
    console.expect(403)
    sign_in_as(page, "Priya Anand")
    answer = page.goto(MERROWDALE + "settings/")
    assert answer.status == 403
    expect(page.get_by_role("main")).to_contain_text("Kit Sandiford")
    check_page(page, phone=True)


def test_open_pages_need_no_account(page):
    page.goto("/framework/")
    check_page(page, phone=True)
    follow(page.get_by_role("main").get_by_role("link", name="Behaving with integrity").first)
    check_page(page, phone=True)
    page.goto("/accessibility/")
    check_page(page, phone=True)
    page.goto("/accounts/password/reset/")
    check_page(page, phone=True)
