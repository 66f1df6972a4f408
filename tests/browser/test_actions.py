"""The owner says how an action goes and completes it; the coordinator finds, edits and verifies."""

from playwright.sync_api import expect

from tests.browser.axe import check_page
from tests.browser.journeys import MERROWDALE, follow, heading, sign_in_as

ACTIONS = MERROWDALE + "actions/"
BOX = "Shorten the box on values and use one form for every kind of decision"


def test_an_action_from_update_to_verified(page):
    sign_in_as(page, "Priya Anand", ACTIONS + "?owner=mine&show=all")
    check_page(page, phone=True)
    follow(page.get_by_role("link", name=BOX))
    check_page(page, phone=True)
    follow(page.get_by_role("button", name="Add an update"))
    follow(page.get_by_role("button", name="Add the update"))
    expect(page.get_by_role("alert")).to_contain_text("Say how it goes")
    check_page(page, phone=True)
    page.get_by_label("At risk").check()
    page.get_by_label("What has happened").fill("Planning asks for a form of its own.")
    follow(page.get_by_role("button", name="Add the update"))
    expect(page.get_by_role("main")).to_contain_text("Planning asks for a form of its own.")
    follow(page.get_by_role("button", name="Mark as complete"))
    page.get_by_label("What was done?").fill("All committees use the one form.")
    follow(page.get_by_role("button", name="Mark the action as complete"))
    expect(page.get_by_role("main")).to_contain_text("Complete, finished on")
    follow(page.get_by_role("button", name="Sign out"))

    sign_in_as(page, "Owen Castell", ACTIONS + "?show=done&sort=latest")
    follow(page.get_by_role("link", name=BOX))
    follow(page.get_by_role("button", name="Verify that it was done"))
    expect(page.get_by_role("alert")).to_contain_text("The action is verified.")


def test_ticked_actions_are_edited_together_and_handed_over(page):
    sign_in_as(page, "Owen Castell", ACTIONS + "?principle=F")
    ticks = page.get_by_role("checkbox")
    ticks.nth(0).check()
    ticks.nth(1).check()
    follow(page.get_by_role("button", name="Edit the ticked actions together"))
    expect(heading(page)).to_have_text("Edit 2 actions together")
    check_page(page, phone=True)
    page.get_by_role("group", name="The same for many actions").get_by_label("Priority").select_option("High")
    follow(page.get_by_role("button", name="Save 2 actions"))
    expect(page.get_by_role("alert")).to_contain_text("2 actions were saved.")

    follow(page.get_by_role("link", name="Hand actions over"))
    page.get_by_label("From whom?").select_option(label="Policy and performance manager (Nia Rowlands)")
    follow(page.get_by_role("button", name="Show their actions"))
    check_page(page, phone=True)
    page.get_by_label("To which post?").select_option(label="Head of strategy (Isla Renwick)")
    page.get_by_label("Why?").fill("The post ends in June.")
    follow(page.get_by_role("button", name="Hand the ticked actions over"))
    expect(page.get_by_role("alert")).to_contain_text("handed over to Head of strategy")
