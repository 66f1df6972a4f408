"""A significant issue from a low score to a committee's minute; once more without scripts."""

from playwright.sync_api import expect

from tests.browser.axe import check_page
from tests.browser.journeys import MERROWDALE, follow, heading, sign_in_as

ISSUES = MERROWDALE + "issues/"
BOARD = "Shared waste partnership board"
TITLE = "The waste board has approved no statement for two years"
ACTION = "Put the yearly statement on the agenda of every meeting in June"


def become(page, name: str) -> None:
    """Somebody else opens the issue."""
    page.context.clear_cookies()
    sign_in_as(page, name, ISSUES)
    follow(page.get_by_role("link", name=TITLE))


def take_through(page, check) -> None:
    """Raise, write, confirm, promise, report, close; `check` looks at each page."""
    sign_in_as(page, "Graham Pell", ISSUES)
    check(page)
    follow(page.get_by_role("link", name=f"Raise an issue from {BOARD}"))
    check(page)
    page.get_by_label("Short title").fill("")
    follow(page.get_by_role("button", name="Raise the issue"))
    expect(page.get_by_role("alert")).to_contain_text("Give the issue a short title")
    check(page)
    page.get_by_label("Short title").fill(TITLE)
    follow(page.get_by_role("button", name="Raise the issue"))
    expect(heading(page)).to_have_text(TITLE)
    expect(page.get_by_role("main")).to_contain_text(
        "The monitoring officer decides whether it is significant."
    )
    expect(page.get_by_role("button", name="Confirm as significant")).to_have_count(0)

    become(page, "Helen Marsh")
    check(page)
    expect(page.get_by_role("main")).to_contain_text("Before it can be confirmed it needs")
    follow(page.get_by_role("link", name="Write the issue").first)
    check(page)
    page.get_by_label("What is wrong?").fill("The board has approved no yearly statement since it began.")
    page.get_by_label("It was reported before and was not put right").check()
    page.get_by_label("Which rows does it stand on?").fill("G2.4")
    page.get_by_label("Which post answers for it?").select_option(label="Standards and ethics officer")
    follow(page.get_by_role("button", name="Save the issue"))
    expect(page.get_by_role("main")).to_contain_text("G2.4")
    follow(page.get_by_role("button", name="Confirm as significant"))
    check(page)
    page.get_by_label("Why?").fill("It was promised a year ago and has not been done.")
    follow(page.get_by_role("button", name="Confirm the issue"))
    expect(page.get_by_role("alert")).to_contain_text("The issue is confirmed as significant.")

    follow(page.get_by_role("button", name="Add an action"))
    check(page)
    page.get_by_label("What will be done?").fill(ACTION)
    follow(page.get_by_role("button", name="Add the action"))
    expect(page.get_by_role("link", name=ACTION)).to_be_visible()
    follow(page.get_by_role("button", name="Start watching it"))

    become(page, "Priya Anand")
    expect(page.get_by_role("button", name="Close it with a minute")).to_have_count(0)
    follow(page.get_by_role("button", name="Add an update"))
    check(page)
    page.get_by_label("On track").check()
    page.get_by_label("What has happened").fill("The statement is on the agenda of 12 June.")
    follow(page.get_by_role("button", name="Add the update"))
    expect(page.get_by_role("main")).to_contain_text("The statement is on the agenda of 12 June.")

    become(page, "Owen Castell")
    check(page)
    follow(page.get_by_role("button", name="Close it with a minute"))
    follow(page.get_by_role("button", name="Close the issue"))
    expect(page.get_by_role("alert")).to_contain_text("Give the reference of the minute")
    check(page)
    page.get_by_label("Day").fill("1")
    page.get_by_label("Month").fill("5")
    page.get_by_label("Year").fill("2025")
    page.get_by_label("Reference of the minute").fill("14/2025")
    page.get_by_label("What came of it?").fill("The board approved its statement.")
    follow(page.get_by_role("button", name="Close the issue"))
    expect(page.get_by_role("main")).to_contain_text("Closed by the Audit and Standards Committee")
    follow(page.get_by_role("link", name="History of this issue"))
    check(page)
    expect(page.get_by_role("main")).to_contain_text("It was promised a year ago")


def test_an_issue_from_being_raised_to_a_minute(page):
    take_through(page, lambda shown: check_page(shown, phone=True))


def test_the_same_without_scripts(visit):
    take_through(visit(java_script_enabled=False), lambda shown: None)


def test_saying_that_there_are_none_names_what_stands_in_the_way(page):
    sign_in_as(page, "Helen Marsh", MERROWDALE + "cycles/2024-25/issues/none/")
    expect(page.get_by_role("main")).to_contain_text("is significant and open")
    check_page(page, phone=True)
