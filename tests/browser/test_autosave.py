"""Rows save themselves while somebody types, and nothing typed is lost: not offline, not to a colleague."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import check_page
from tests.browser.journeys import (
    MERROWDALE,
    NARRATIVE,
    choose_score,
    heading,
    open_row,
    review_of,
    row_of,
    sign_in_as,
)
from tests.browser.server import DATABASE, Site

MINE = review_of(MERROWDALE) + "mine/"
OFFLINE = "ERR_INTERNET_DISCONNECTED"
ROWS = "**/requirements/*/"
NOTE = "Private note to the reviewer"
TEXT = "The register was read in May 2025, and internal audit tested thirty entries."
SAVED = re.compile(r"^All saved \d\d:\d\d$")


def bar(page: Page) -> Locator:
    return page.locator("[data-rows-state]")


def quiet(page: Page) -> Locator:
    return page.locator("[data-rows-quiet]")


def own_row(page: Page, ref: str = "A3.1") -> Locator:
    sign_in_as(page, "Priya Anand")
    expect(heading(page)).to_have_text("My rows")
    return open_row(page, ref)


def opened_anew(page: Page, ref: str = "A3.1") -> Locator:
    page.goto(f"{MINE}?open={ref}")
    return row_of(page, ref)


def test_typing_is_saved_after_a_pause_and_the_focus_stays(page):
    row = own_row(page)
    field = row.get_by_label(NARRATIVE)
    field.fill("Taken back")
    field.fill("")
    expect(row.locator("[data-row-state]").first).to_have_text("")
    field.fill(TEXT)
    expect(quiet(page)).to_have_text("1 row not saved yet")
    expect(bar(page)).to_have_text("")
    expect(bar(page)).to_have_text(SAVED)
    expect(field).to_be_focused()
    expect(row.locator("[data-row-state]").first).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))

    # Half-finished: the rest of the row is saved, the score waits for its reason.
    field.press_sequentially(" All")
    choose_score(row, 2)
    expect(row.locator("[data-row-state]").first).to_have_text("Not saved yet")
    row.get_by_label("why?").fill("Two breaches in a year.")
    expect(bar(page)).to_have_text(SAVED)
    expect(row.locator("summary").first).to_contain_text("2 Failing")
    again = opened_anew(page)
    expect(again.get_by_label(NARRATIVE)).to_have_value(f"{TEXT} All")
    expect(again.locator('.ga-pick[value="2"]')).to_be_checked()


def test_two_people_type_in_one_row_and_one_is_offline_for_a_while(visit, console):
    console.expect(OFFLINE)
    first, second = visit(), visit()
    mine, theirs = own_row(first), own_row(second)
    mine.get_by_label(NARRATIVE).fill("Mine, of the first.")
    theirs.get_by_label(NOTE).fill("Theirs: ask Tom.")
    expect(bar(first)).to_have_text(SAVED)
    expect(bar(second)).to_have_text(SAVED)
    # What the other has saved meanwhile comes in where nobody types.
    expect(theirs.get_by_label(NARRATIVE)).to_have_value("Mine, of the first.")

    second.context.set_offline(True)
    theirs.get_by_label(NARRATIVE).fill("Theirs, written offline.")
    expect(bar(second)).to_have_text("Not saved: offline, kept on this device")
    expect(theirs.locator("[data-row-state]").first).to_have_text("Kept on this device")
    mine.get_by_label(NARRATIVE).press_sequentially(" And more of it.")
    expect(bar(first)).to_have_text(SAVED)
    theirs.get_by_label(NOTE).fill("Theirs: ask Tom, offline too.")

    second.context.set_offline(False)
    expect(bar(second)).to_have_text("1 text to choose")
    expect(theirs.get_by_label(NOTE)).to_be_focused()
    expect(theirs.get_by_text("Two people changed")).to_be_visible()
    expect(theirs.get_by_role("region", name="Saved by Priya Anand")).to_contain_text("And more of it.")
    expect(theirs.get_by_label(NARRATIVE)).to_have_value("Theirs, written offline.")
    check_page(second, phone=True)
    again = opened_anew(first)
    expect(again.get_by_label(NOTE)).to_have_value("Theirs: ask Tom, offline too.")
    expect(again.get_by_label(NARRATIVE)).to_have_value("Mine, of the first. And more of it.")

    theirs.get_by_label("Write one from both").check()
    theirs.get_by_role("button", name="Save A3.1").click()
    expect(bar(second)).to_have_text(SAVED)
    expect(theirs.get_by_label(NARRATIVE)).to_have_value(
        "Mine, of the first. And more of it.\n\nTheirs, written offline."
    )


def test_several_rows_wait_offline_and_are_saved_together(page, console):
    console.expect(OFFLINE)
    own_row(page).get_by_label(NARRATIVE).focus()
    page.context.set_offline(True)
    for ref in ("A3.1", "A3.2"):
        row = row_of(page, ref)
        row.locator("details").first.evaluate("details => { details.open = true }")
        row.get_by_label(NARRATIVE).fill(f"{TEXT} {ref}")
    expect(row_of(page, "A3.2").locator("[data-row-state]").first).to_have_text("Kept on this device")
    page.context.set_offline(False)
    expect(bar(page)).to_have_text(re.compile(r"^Back online\. 2 rows saved \d\d:\d\d$"))


def test_after_a_server_error_it_is_kept_and_sent_again(page, console):
    console.expect(500)
    row = own_row(page)
    page.route(ROWS, lambda route: route.fulfill(status=500, body="broken"))
    row.get_by_label(NARRATIVE).fill(TEXT)
    expect(bar(page)).to_have_text("Not saved: the service did not answer, kept on this device")
    check_page(page)
    page.unroute(ROWS)
    expect(bar(page)).to_have_text(re.compile(r"^Back online\. 1 row saved"))
    expect(opened_anew(page).get_by_label(NARRATIVE)).to_have_value(TEXT)


def test_text_kept_on_the_device_is_offered_again_and_overwrites_nothing(visit, console):
    console.expect(500, "ERR_FAILED")
    page, other = visit(), visit()
    row = own_row(page)
    page.route(ROWS, lambda route: route.fulfill(status=500, body="broken"))
    row.get_by_label(NARRATIVE).fill(TEXT)
    row.get_by_label(NOTE).fill("To be thrown away")
    row_of(page, "A3.2").locator("summary").first.click()
    row_of(page, "A3.2").get_by_label(NOTE).fill("To be thrown away")
    expect(bar(page)).to_contain_text("kept on this device")
    page.unroute(ROWS)
    page.route(ROWS, lambda route: route.abort())
    theirs = own_row(other)
    theirs.get_by_label(NARRATIVE).fill("Newer, of another browser.")
    expect(bar(other)).to_have_text(SAVED)

    page.goto(MINE)
    page.unroute(ROWS)
    expect(bar(page)).to_have_text("2 rows have text kept on this device, not saved")
    row = row_of(page, "A3.1")
    expect(row).to_contain_text(re.compile(r"Kept on this device from \d\d:\d\d, and not saved\."))
    check_page(page, phone=True)
    row.get_by_role("button", name="Put it back into A3.1").click()
    expect(bar(page)).to_have_text("1 text to choose")
    expect(row.get_by_role("region", name="Saved by Priya Anand")).to_contain_text("Newer, of another")
    expect(row.get_by_label(NARRATIVE)).to_have_value(TEXT)
    row_of(page, "A3.2").get_by_role("button", name="Discard it from A3.2").click()
    expect(row_of(page, "A3.2")).not_to_contain_text("Kept on this device")
    row.get_by_label("Keep mine").check()
    row.get_by_role("button", name="Save A3.1").click()
    expect(bar(page)).to_have_text(SAVED)
    page.goto(MINE)
    expect(row_of(page, "A3.1")).not_to_contain_text("Kept on this device")


def test_after_the_session_ended_signing_in_in_another_tab_saves(page, console):
    console.expect(401)
    row = own_row(page)
    page.context.clear_cookies(name="sessionid")
    row.get_by_label(NARRATIVE).fill(TEXT)
    expect(bar(page)).to_have_text("Sign in again to save. Your text is kept")
    expect(page.get_by_role("link", name="Sign in (opens in a new tab)")).to_be_visible()
    check_page(page)
    other = page.context.new_page()
    sign_in_as(other, "Priya Anand")
    expect(bar(page)).to_have_text(SAVED)
    expect(row.get_by_label(NARRATIVE)).to_have_value(TEXT)


def test_whoever_signs_out_or_comes_next_finds_nothing_kept(page, console):
    console.expect(401, 500)
    sign_in_as(page, "Priya Anand")
    page.evaluate("() => localStorage.setItem('ga-kept:999999:of:A3.1:x', JSON.stringify({at: Date.now()}))")
    page.goto(MINE)
    row = open_row(page, "A3.1")
    page.route(ROWS, lambda route: route.fulfill(status=500, body="broken"))
    row.get_by_label(NARRATIVE).fill(TEXT)
    expect(bar(page)).to_contain_text("kept on this device")
    kept = "() => Object.keys(localStorage).filter((key) => key.startsWith('ga-kept:')).length"
    assert page.evaluate(kept) == 1
    other = page.context.new_page()
    other.goto(MINE)
    typed_elsewhere = open_row(other, "A3.2").get_by_label(NOTE)
    typed_elsewhere.fill("Not yet saved")
    page.get_by_role("button", name="Sign out").click()
    expect(heading(page)).to_have_text("Sign in")
    assert page.evaluate(kept) == 0
    typed_elsewhere.fill("Typed on in a tab that was left open")
    expect(bar(other)).to_have_text("Sign in again to save. Your text is kept")
    assert page.evaluate(kept) == 0


def begin_again(site: Site, name: str) -> None:
    """The person's rows as they were on the first day: nothing answered yet, last year's answers beside."""
    with closing(sqlite3.connect(site.data / DATABASE, timeout=20)) as database, database:
        database.execute(
            "UPDATE assurance_assessment SET status = 'not_started', own_score = NULL, narrative = '',"
            " scored_by_id = NULL, saved_at = NULL, submitted_by_id = NULL, submitted_at = NULL,"
            " confirmed_by_id = NULL, confirmed_at = NULL WHERE id IN (SELECT a.assessment_id"
            " FROM assurance_assignment a JOIN governance_membership m ON m.id = a.member_id"
            " JOIN governance_user u ON u.id = m.user_id WHERE u.name = ? AND a.ended_at IS NULL)"
            " AND cycle_id = (SELECT max(id) FROM assurance_reviewcycle WHERE starts_on = '2024-04-01'"
            " AND council_id = (SELECT id FROM governance_council WHERE slug = 'merrowdale'))",
            [name],
        )


def test_thirteen_rows_by_keys_alone_in_one_page_and_forty_presses(page, site):
    """Every key is counted as a click would be, but for the letters of a text."""
    begin_again(site, "Priya Anand")
    sign_in_as(page, "Priya Anand")
    expect(heading(page)).to_have_text("My rows")
    page.wait_for_load_state()
    loads: list[str] = []
    page.on("load", lambda: loads.append(page.url))
    refs = page.locator("[data-row]").evaluate_all("rows => rows.map((row) => row.dataset.row)")
    assert len(refs) == 13
    pressed = 0

    def press(*keys: str) -> None:
        nonlocal pressed
        for key in keys:
            page.keyboard.press(key)
            pressed += 1

    edited, confirmed = refs[:4], refs[4:]
    press("j", "Enter")
    for ref in edited:
        expect(row_of(page, ref).locator("summary").first).to_be_focused()
        press("8", "Tab", "Tab", "Tab")
        expect(row_of(page, ref).get_by_label(NARRATIVE)).to_be_focused()
        page.keyboard.insert_text(f"Read again in May 2025: {ref}.")
        press("Control+Enter")
    for ref in confirmed:
        expect(row_of(page, ref).locator("summary").first).to_be_focused()
        press("s")
    expect(page.locator("[data-row] .ga-row__quick")).to_have_count(0)
    expect(bar(page)).to_have_text(SAVED)
    expect(page.locator("[data-rows-count]")).to_have_text("13 of 13 done,")
    assert pressed <= 40, pressed
    assert not loads, loads
    page.reload()
    expect(page.locator("[data-rows-count]")).to_have_text("13 of 13 done,")


def test_single_keys_can_be_turned_off(page):
    sign_in_as(page, "Priya Anand")
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(page.locator("[data-row] summary").first).to_be_focused()
    page.get_by_role("button", name="Turn keys off").click()
    expect(page.get_by_role("button", name="Turn keys on")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(page.locator("[data-row] summary").first).not_to_be_focused()
