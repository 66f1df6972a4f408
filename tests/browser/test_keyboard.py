"""Without a mouse: every stop of the focus is seen, none lies under the bar, and no action loses it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import check_page
from tests.browser.journeys import MERROWDALE, heading, row_of, sign_in_as

STOPS = 150  # more presses of Tab than any page needs to come to what is asked for
# What is wrong with the focus: it is lost, nobody sees where it is, or the sticky bar hides it. "" is well.
FIND_FAULT_WITH_FOCUS = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return "the focus is lost";
  const named = focused.outerHTML.slice(0, 160);
  const beside = focused.labels?.[0];
  const drawn = [[focused, null], [beside, null], [beside, "::before"]].filter(([element]) => element);
  const isSeen = drawn.some(([element, part]) => {
    const style = getComputedStyle(element, part);
    const isOutlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return isOutlined || style.boxShadow !== "none";
  });
  if (!isSeen) return `nothing shows the focus on ${named}`;
  const shown = beside && getComputedStyle(focused).opacity === "0" ? beside : focused;
  const place = shown.getBoundingClientRect();
  if (!place.width || place.bottom <= 0 || place.top >= innerHeight) return `out of sight: ${named}`;
  const bar = document.querySelector(".ga-sticky");
  const isUnder = bar && !bar.contains(focused) && place.top < bar.getBoundingClientRect().bottom - 1
    && place.bottom > bar.getBoundingClientRect().top;
  return isUnder ? `under the bar: ${named}` : "";
}"""


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
    fault = page.evaluate(FIND_FAULT_WITH_FOCUS)
    assert not fault, f"{page.url} after {keys}: {fault}"


def tab_to(target: Locator, key: str = "Tab") -> None:
    """Press Tab until the focus is there; what it passes is looked at too."""
    wanted = target.element_handle()
    for _ in range(STOPS):
        press(target.page, key)
        if target.page.evaluate("wanted => document.activeElement === wanted", wanted):
            return
    raise AssertionError(f"Tab does not come to {target}")


def go(page: Page, key: str = "Enter") -> None:
    """Press what leads to another page, and be there."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_evidence_a_comment_and_an_update(page):
    sign_in_as(page, "Priya Anand")
    row = row_of(page, "A2.4")
    tab_to(row.locator("summary").first)
    press(page, "Enter")
    field = row.get_by_label("Add evidence: type a few letters")
    tab_to(field)
    page.keyboard.type("bribery anti")
    titles = row.locator(".ga-find__list")
    options = titles.get_by_role("option")
    expect(options).to_have_text(["Anti-fraud and bribery strategy"])
    check_page(page)
    press(page, "Escape")
    expect(titles).to_be_hidden()
    press(page, "Control+a")
    page.keyboard.type("policy")
    expect(options).to_have_count(3)
    press(page, "ArrowDown", "ArrowDown", "ArrowUp")
    expect(options.first).to_have_attribute("aria-selected", "true")
    press(page, "Enter")
    expect(field).to_have_value("Complaints policy and yearly account")
    tab_to(row.get_by_role("button", name="Add evidence to A2.4"))
    press(page, "Enter")
    remove = row.get_by_role("button", name=re.compile("^Remove Complaints policy"))
    expect(remove).to_be_visible()
    tab_to(remove)
    press(page, "Space")
    expect(remove).to_have_count(0)

    row = row_of(page, "A2.3")
    tab_to(row.locator("summary").first, "Shift+Tab")
    press(page, "Enter")
    tab_to(row.locator("summary").filter(has_text="Comments, 1 open"))
    press(page, "Space")
    tab_to(row.get_by_role("link", name="Answer or resolve, A2.3"))
    go(page)
    expect(heading(page)).to_have_text("Comments on A2.3 Policies built on ethics")
    tab_to(page.get_by_role("button", name="Add the comment"))
    go(page)
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    press(page, "Tab", "Enter")
    expect(page.get_by_label("Your comment")).to_be_focused()
    page.keyboard.type("By lot, in January.")
    tab_to(page.get_by_label("Helen Marsh"))
    press(page, "Space")
    tab_to(page.get_by_role("button", name="Add the comment"))
    go(page)
    expect(page.get_by_role("alert")).to_be_focused()
    tab_to(page.get_by_role("button", name=re.compile("^Resolve.*By lot, in January")))
    go(page, "Space")
    expect(page.get_by_role("alert")).to_be_focused()

    page.goto(f"{MERROWDALE}actions/?owner=mine&show=all")
    tab_to(page.get_by_role("link", name="Shorten the box on values"))
    go(page)
    tab_to(page.get_by_role("button", name="Add an update"))
    go(page, "Space")
    tab_to(page.get_by_label("On track"))
    press(page, "ArrowDown")
    expect(page.get_by_label("At risk")).to_be_checked()
    tab_to(page.get_by_label("What has happened"))
    page.keyboard.type("Planning asks for a form of its own.")
    tab_to(page.get_by_role("button", name="Add the update"))
    go(page)
    expect(page.get_by_role("main")).to_contain_text("Planning asks for a form of its own.")
    expect(page.get_by_role("alert")).to_be_focused()
