"""Steps that several journeys begin with."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from tests.browser.server import Site

MERROWDALE = "/councils/merrowdale/"
QUILLHAM = "/councils/quillham/"
STONEREACH = "/councils/stonereach/"
NARRATIVE = "What we do, and how we know that it works"


def review_of(council: str, year: str = "2024-25") -> str:
    return f"{council}cycles/{year}/"


def sign_in_as(page: Page, name: str, to: str = "/") -> None:
    """Be signed in and at `to`: what the button for this person sends is sent without its page."""
    sign_in_page = page.request.get("/accounts/login/").text()
    [person] = re.findall(rf'value="([^"]+)">\s*Sign in<[^<]* as [^<]*, {re.escape(name)}<', sign_in_page)
    [token, *_] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', sign_in_page)
    sent = {"csrfmiddlewaretoken": token, "email": person}
    assert page.request.post("/demo/sign-in/", form=sent, max_redirects=0).status == 302
    page.goto(to)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def sign_in_by_code(page: Page, site: Site, email: str, *, go: bool = True) -> None:
    """With the code that the sign-in page sends; `go=False` stays on the sign-in page that is shown."""
    if go:
        page.goto("/accounts/login/")
    page.get_by_label("Work e-mail address").first.fill(email)
    page.get_by_role("button", name="E-mail me a code").click()
    page.get_by_label("Code").fill(code_in(site.letters_to(email)[-1]))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def code_in(letter: str) -> str:
    """The code stands on a line of its own."""
    found = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", letter, re.MULTILINE)
    assert found, letter
    return found[1]


def follow(control: Locator) -> None:
    """Press what leads to another page, and be there: the old page is not looked at again."""
    with control.page.expect_navigation():
        control.click()


def row_of(page: Page, ref: str) -> Locator:
    """A row on a page of rows."""
    return page.locator(f'[data-row="{ref}"]')


def open_row(page: Page, ref: str) -> Locator:
    row = row_of(page, ref)
    row.locator("summary").first.click()
    expect(row.get_by_label(NARRATIVE)).to_be_visible()
    return row


def choose_score(row: Locator, score: int) -> None:
    """The numbers stand in bands, their words beside them for those who listen."""
    row.locator(f'.ga-pick[value="{score}"]').first.check(force=True)


def fill_date(group: Locator, day: int | str, month: int | str, year: int | str) -> None:
    for label, value in (("Day", day), ("Month", month), ("Year", year)):
        group.get_by_label(label, exact=True).fill(str(value))


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def today_in_london() -> date:
    """The day that the server calls today."""
    return datetime.now(ZoneInfo("Europe/London")).date()
