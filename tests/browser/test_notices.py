"""A person chooses when they are e-mailed, and stops the e-mails from one of them."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.axe import check_page
from tests.browser.journeys import MERROWDALE, follow, heading, review_of, sign_in_as
from tests.browser.server import TODAY, run

PRIYA = "priya.anand@merrowdale.example"


def test_an_officer_is_e_mailed_at_once_and_then_stops_it(visit, site):
    officer = visit()
    sign_in_as(officer, "Priya Anand", "/notices/")
    expect(officer.get_by_text("Now: Once a day, all in one e-mail")).to_be_visible()
    follow(officer.get_by_role("link", name="Choose when we e-mail you"))
    expect(heading(officer)).to_have_text("E-mails about your notices")
    check_page(officer, phone=True)
    officer.get_by_label("At once, one e-mail for each").check()
    follow(officer.get_by_role("button", name="Save your choice"))
    expect(officer.get_by_role("alert")).to_contain_text("You get an e-mail at once for each notice.")

    coordinator = visit()
    sign_in_as(coordinator, "Owen Castell", review_of(MERROWDALE) + "remind/")
    follow(coordinator.get_by_role("button", name="Remind the ticked people"))
    site.work_off_the_queue()
    [letter] = site.letters_to(PRIYA)
    assert letter.startswith("Owen Castell reminds you")

    officer.goto(re.findall(r"http\S+/notices/[0-9]+/", letter)[0])
    expect(heading(officer)).to_have_text("My rows")

    stranger = visit()
    stranger.goto(re.findall(r"http\S+/notices/stop/\S+", letter)[0])
    expect(heading(stranger)).to_have_text("Stop these e-mails?")
    check_page(stranger, phone=True)
    stranger.get_by_role("button", name="Stop these e-mails").click()
    expect(heading(stranger)).to_have_text("E-mails are stopped")
    check_page(stranger, phone=True)
    officer.goto("/my-notices/")
    expect(officer.get_by_label("Never: I look in the app")).to_be_checked()


def test_the_day_s_reminders_come_in_one_e_mail(site):
    run(site.data, "send_reminders", "--date", TODAY)
    run(site.data, "send_reminders", "--date", TODAY)
    site.work_off_the_queue()
    letters = site.letters_to(PRIYA)
    assert len(letters) == 1
    assert "Merrowdale District Council" in letters[0]
