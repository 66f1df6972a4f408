"""The council administrator looks after people, roles, posts and settings."""

import re

from playwright.sync_api import expect

from tests.browser.axe import check_page
from tests.browser.journeys import MERROWDALE, follow, heading, sign_in_as

PEOPLE = MERROWDALE + "people/"
NEW = "una.brook@merrowdale.example"
LINK = re.compile(r"http://\S+/invitations/\S+")


def test_inviting_a_person_who_joins(page, visit, site, console):
    sign_in_as(page, "Kit Sandiford")
    expect(heading(page)).to_have_text("People")
    check_page(page, phone=True)
    page.get_by_role("button", name="Invite a person").click()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a name")
    check_page(page, phone=True)
    page.get_by_role("textbox", name="Name").fill("Una Brook")
    page.get_by_label("Work e-mail address").fill(NEW)
    page.get_by_label("Service officer").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("alert")).to_contain_text(f"An invitation is on its way to {NEW}.")
    check_page(page, phone=True)

    [address] = LINK.findall(site.letters_to(NEW)[-1])
    newcomer = visit()
    newcomer.goto(address)
    expect(heading(newcomer)).to_have_text("Join Merrowdale District Council")
    check_page(newcomer, phone=True)
    newcomer.get_by_role("button", name="Join Merrowdale District Council").click()
    expect(newcomer.get_by_role("alert").first).to_contain_text(
        "Welcome to Merrowdale District Council, Una."
    )
    expect(heading(newcomer)).to_have_text("My rows")

    console.expect(410)
    newcomer.goto(address)
    expect(heading(newcomer)).to_have_text("This invitation no longer works")
    check_page(newcomer, phone=True)


def test_giving_and_taking_roles(page):
    sign_in_as(page, "Kit Sandiford")
    follow(page.get_by_role("link", name="Isla Renwick"))
    check_page(page, phone=True)
    page.get_by_role("button", name="Give this role").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    check_page(page)
    page.get_by_label("Role", exact=True).select_option("Governance coordinator")
    page.get_by_role("button", name="Give this role").click()
    expect(page.get_by_role("alert")).to_contain_text("Isla Renwick has the role governance coordinator.")
    page.get_by_role("button", name="Take away the role governance coordinator").click()
    expect(page.get_by_role("alert")).to_contain_text("no longer has the role governance coordinator.")


def test_the_last_administrator_stays(page):
    sign_in_as(page, "Kit Sandiford")
    page.get_by_role("link", name="Kit Sandiford").click()
    page.get_by_role("button", name="Take away the role council administrator").click()
    expect(page.get_by_role("alert")).to_contain_text("would have no administrator left")
    check_page(page)
    follow(page.get_by_role("link", name="End the membership of Kit Sandiford"))
    check_page(page, phone=True)
    page.get_by_role("button", name=re.compile("^End")).click()
    expect(page.get_by_role("alert")).to_contain_text("would have no administrator left")


def test_posts(page):
    sign_in_as(page, "Kit Sandiford")
    follow(page.get_by_role("link", name="Posts"))
    check_page(page, phone=True)
    follow(page.get_by_role("button", name="Add a post"))
    check_page(page, phone=True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    check_page(page)
    page.get_by_label("Title").fill("Elections manager")
    page.get_by_label("Who holds it").select_option("Tom Weatherall")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("The post “Elections manager” is saved.")
    expect(page.get_by_role("row", name=re.compile("Elections manager"))).to_contain_text("Tom Weatherall")


def test_settings(page):
    sign_in_as(page, "Kit Sandiford")
    follow(page.get_by_role("link", name="Council settings"))
    check_page(page, phone=True)
    page.get_by_label("Colour of the council").fill("#ffffff")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    check_page(page, phone=True)
