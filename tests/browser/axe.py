"""What every page must hold, whoever reads it and with what."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
OPTIONS: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": RULES},
    "resultTypes": ["violations"],
}
AXE = Axe()
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}
CHECKED_ON_A_PHONE: set[tuple[str, str]] = set()  # kinds of page, in this process
# Ids given twice, and whatever names an id that the page does not have.
FIND_LOOSE_ENDS = """() => {
  const ends = [];
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  const known = new Set(ids);
  for (const id of known) {
    const times = ids.filter((other) => other === id).length;
    if (times > 1) ends.push(`id ${id} is given ${times} times`);
  }
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    const id = decodeURIComponent(link.getAttribute("href").slice(1));
    if (!known.has(id)) ends.push(`a link "${link.textContent.trim()}" leads to #${id}, which is not there`);
  }
  for (const name of ["for", "list", "form", "aria-describedby", "aria-labelledby", "aria-controls"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      for (const id of element.getAttribute(name).split(/\\s+/).filter(Boolean)) {
        if (!known.has(id)) ends.push(`${name}="${id}" names nothing`);
      }
    }
  }
  const headings = document.querySelectorAll("h1").length;
  if (headings !== 1) ends.push(`there are ${headings} first headings`);
  if (!document.title.trim()) ends.push("there is no title");
  return ends;
}"""
FIND_TOO_WIDE = """() => {
  const width = window.innerWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("body *")].filter(
    (element) => element.getBoundingClientRect().right > width
  );
  return [`the page is ${document.documentElement.scrollWidth} wide`].concat(
    wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 120))
  );
}"""


def check_page(page: Page, *, phone: bool = False) -> None:
    """The page as it stands meets WCAG 2.2 AA, has no loose ends and does not scroll sideways at 320 pixels.

    With `phone` it meets WCAG 2.2 AA at 320 pixels too: once in a run for each kind of page and state, as its
    address and title tell them apart, since it takes seconds.
    """
    page.wait_for_load_state()
    loose = page.evaluate(FIND_LOOSE_ENDS)
    assert not loose, f"{page.url}: " + "; ".join(loose)
    run_axe(page)
    page.set_viewport_size(NARROW)
    wide = page.evaluate(FIND_TOO_WIDE)
    assert not wide, f"{page.url} scrolls sideways at 320 pixels: " + "; ".join(wide)
    kind = (re.sub(r"[0-9]+", "N", urlsplit(page.url).path), page.title())
    if phone and kind not in CHECKED_ON_A_PHONE:
        run_axe(page)
        CHECKED_ON_A_PHONE.add(kind)
    page.set_viewport_size(WIDE)


def run_axe(page: Page) -> None:
    if page.evaluate("() => !window.axe"):  # reading it in takes a while
        page.evaluate(AXE.axe_script)
    results = AxeResults(page.evaluate("options => axe.run(options)", OPTIONS))
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert not results.violations_count, f"{page.url} at {width} pixels: {results.generate_report()}"
