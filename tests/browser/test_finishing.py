"""Three offices finish a review, one after another; reopening makes it all void. With scripts and without."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.axe import check_page
from tests.browser.journeys import STONEREACH, follow, heading, review_of, sign_in_by_code
from tests.browser.server import DATABASE

SIGN_OFF = review_of(STONEREACH) + "sign-off/"
CHAIN = '["monitoring_officer", "section_151", "head_of_paid_service"]'


@pytest.fixture
def chain(site):
    """The council has chosen that three offices finish its reviews."""
    with closing(sqlite3.connect(site.data / DATABASE, timeout=20)) as database, database:
        database.execute(
            "INSERT INTO governance_councilsetting (council_id, key, value)"
            " SELECT id, 'finishing_offices', ? FROM governance_council WHERE slug = 'stonereach'",
            [CHAIN],
        )


def arrive(page, site, email):
    sign_in_by_code(page, site, f"{email}@stonereach.example")
    page.goto(SIGN_OFF)


def reopen(page, reason):
    page.get_by_text("Reopen the review").first.click()
    page.get_by_label("Why is it reopened?").fill(reason)
    follow(page.get_by_role("button", name="Reopen the review"))
    expect(page.get_by_role("alert")).to_contain_text("What was signed is void.")


def finish(page):
    page.get_by_role("checkbox").check()
    follow(page.get_by_role("button", name="Finish the review"))
    expect(heading(page)).to_have_text("The review is complete and being confirmed")


def confirm(page):
    page.get_by_role("checkbox").check()
    follow(page.get_by_role("button", name="Confirm the review"))


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("scripts", [True, False])
def test_three_offices_finish_a_review_and_reopening_makes_it_void(visit, site, scripts):
    def look(page):
        if scripts:
            check_page(page, phone=True)

    clerk = visit(java_script_enabled=scripts)
    arrive(clerk, site, "winston.abara")
    reopen(clerk, "The auditor's letter came late.")
    look(clerk)
    finish(clerk)
    chain = clerk.get_by_role("table", name="Who finishes the review")
    expect(chain).to_contain_text("Waits for Elspeth Crane")
    expect(clerk.get_by_role("heading", name="What was signed is unchanged")).to_be_visible()
    look(clerk)

    treasurer = visit(java_script_enabled=scripts)
    sign_in_by_code(treasurer, site, "elspeth.crane@stonereach.example")
    treasurer.goto("/my-work/")
    follow(treasurer.get_by_role("link", name=re.compile(r"^Confirm the .* review")))
    look(treasurer)
    follow(treasurer.get_by_role("button", name="Confirm the review"))
    expect(treasurer.get_by_role("alert")).to_contain_text("Tick the declaration to confirm the review")
    look(treasurer)
    treasurer.get_by_text("I do not confirm it").click()
    treasurer.get_by_label("What has to be looked at again?").fill("Say what the pension costs are in C1.1.")
    follow(treasurer.get_by_role("button", name="Send it back to the monitoring officer"))
    expect(treasurer.get_by_role("alert")).to_contain_text("The monitoring officer is told why")
    clerk.reload()
    expect(chain).to_contain_text("Say what the pension costs are in C1.1.")
    look(clerk)
    confirm(treasurer)
    expect(treasurer.get_by_role("alert")).to_contain_text("is confirmed by you")
    look(treasurer)

    chief = visit(java_script_enabled=scripts)
    arrive(chief, site, "marcus.ferriby")
    confirm(chief)
    expect(heading(chief)).to_have_text("The review is finished")
    look(chief)

    clerk.reload()
    reopen(clerk, "The accounts were restated.")
    void = clerk.locator(".ga-signoff--void").first
    for name in ("Winston Abara", "Elspeth Crane", "Marcus Ferriby"):
        expect(void.locator("s").filter(has_text=name)).to_have_count(1)
    look(clerk)
