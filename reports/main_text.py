"""How long a document's main text is on paper, estimated from its page without printing it.

Each element is as high as static/css/document.css makes it on A4, its words broken into lines by the width
of an average character; tables, tiles and charts count. The demonstration's statements, printed, are as long
as this says, to within one page. Lengths are points unless they are called pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil
from xml.etree.ElementTree import Element

from reports.copies.tree import classes, read, words

LONGEST = 15  # pages to aim for at the most (DOMAIN.md §3)
PAGE = 709.0  # of height between the margins
FILLED = 0.97  # of a page, on average: rows, tiles and headings with their text stay whole
WIDE = 470.0  # between the margins
TEXT = 432.0  # the longest line of a text
LETTER = 0.472  # the width of an average character, in parts of the size of its font
BODY, LINE, BELOW = 12.0, 16.8, 7.2  # of a text: size, height of a line, space under a paragraph
CELL_LINE, CELL_SPACE = 15.84, 9.62
# Size, height of a line, space above and below.
HEADINGS = {"h2": (21.0, 24.8, 44.0), "h3": (15.0, 17.7, 22.8), "h4": (12.0, 14.2, 12.6)}
# Not on paper: names of columns for phones, what is for the screen, what drafts say of texts not yet written.
UNSEEN = {"lab", "screen", "unwritten"}
PRINCIPLE = "principle-"
BREAKS = {"br", "p", "li", "div"}
_WIDTH = re.compile(r"w(\d+)")


@dataclass(frozen=True)
class Length:
    """A length as people say it."""

    points: float

    @property
    def pages(self) -> float:
        return self.points / (PAGE * FILLED)

    @property
    def sheets(self) -> int:
        """Pages that it begins, as they would be counted."""
        return ceil(self.pages)

    @property
    def too_many(self) -> int:
        """Pages over those to aim for."""
        return max(0, self.sheets - LONGEST)

    @property
    def words(self) -> str:
        """ "about 1½ pages", to the nearest half."""
        halves = round(self.pages * 2)
        if not halves:
            return "less than ½ page"
        count = f"{halves // 2 or ''}{'½' if halves % 2 else ''}"
        return f"about {count} {'page' if halves <= 2 else 'pages'}"

    @property
    def of_the_aim(self) -> str:
        """ "about 14 of 15 pages"; over that, by how much."""
        if self.too_many:
            return f"about {self.sheets} pages, {self.too_many} more than the {LONGEST} to aim for"
        return f"about {self.sheets} of {LONGEST} pages"


def main_text(page: str) -> dict[str, float]:
    """The length of each section of a document's page by its id, a principle's by that of its heading.

    Sections of the cover and of the annex are left out.
    """
    found: dict[str, float] = {}
    main = read(page).find(".//main")
    for section in [] if main is None else main.findall("section"):
        here = section.get("id", "")
        if here == "annex":
            continue
        for each in section:
            if each.get("id", "").startswith(PRINCIPLE):
                here = each.get("id", "")
            found[here] = found.get(here, 0.0) + height(each)
    return found


def height_of(html: str) -> float:
    """The length of a piece of a document."""
    return height(read(f"<html>{html}</html>"))


def height(element: Element, width: float = WIDE) -> float:
    """The length of an element in a column so wide."""
    if classes(element) & UNSEEN:
        return 0.0
    if element.tag in HEADINGS:
        size, line, space = HEADINGS[element.tag]
        return lines(words(element), width, size) * line + space
    if "verdict" in classes(element):
        return 31.2 + sum(
            24.2 if "word" in classes(each) else paragraph(each, width - 30) for each in element
        )
    if "sign" in classes(element):
        return 32.4 + sum(37.0 if "line" in classes(each) else LINE + 3.6 for each in element)
    if "tiles" in classes(element):
        return tiles(element, width)
    if measure := MEASURES.get(element.tag):
        return measure(element, width)
    return sum(height(each, width) for each in element)


def lines(text: str, width: float, size: float = BODY) -> int:
    return max(1, ceil(len(text) * size * LETTER / width))


def texts_of(element: Element) -> list[str]:
    """The words of an element as printed: one text for each line that it begins by itself."""
    texts = [""]

    def collect(each: Element) -> None:
        if classes(each) & UNSEEN:
            return
        if each.tag in BREAKS:
            texts.append("")
        texts[-1] += each.text or ""
        for child in each:
            collect(child)
            texts[-1] += child.tail or ""

    collect(element)
    return [" ".join(text.split()) for text in texts if text.strip()]


def paragraph(element: Element, width: float) -> float:
    return sum(lines(text, min(width, TEXT)) for text in texts_of(element)) * LINE


def text(element: Element, width: float) -> float:
    return paragraph(element, width) + BELOW


def listed(element: Element, width: float) -> float:
    inner = min(width, TEXT) - 14.4
    return BELOW + sum(item(each, inner) for each in element)


def item(element: Element, width: float) -> float:
    """An item with the lists in it."""
    nested = [each for each in element if each.tag in {"ul", "ol"}]
    own = Element("li")
    own.text = element.text
    own.extend(each for each in element if each not in nested)
    return paragraph(own, width) + 2.4 + sum(listed(each, width) for each in nested)


def table(element: Element, width: float) -> float:
    shares = [
        int(found[1]) / 100 for one in element.iter("col") if (found := _WIDTH.search(one.get("class", "")))
    ]
    total = 2 * BELOW
    for caption in element.iter("caption"):
        total += lines(words(caption), width) * CELL_LINE + 4.8
    for row in element.iter("tr"):
        cells = list(row)
        columns = shares if len(shares) == len(cells) else [1 / len(cells)] * len(cells)
        most = max(
            sum(lines(each, width * share - BODY) for each in texts_of(cell))
            for cell, share in zip(cells, columns, strict=True)
        )
        total += most * CELL_LINE + CELL_SPACE
    return total


def figure(element: Element, width: float) -> float:
    total = 19.2
    for each in element:
        if each.tag == "svg":
            *_, across, down = (float(number) for number in each.get("viewbox", "0 0 1 0").split())
            total += width * down / across
        else:
            total += lines(words(each), width) * LINE + 4.8
    return total


def tiles(element: Element, width: float) -> float:
    """Two beside each other, both as high as the higher."""
    inner = (width - 7.2) / 2 - 16.8
    heights = [15.0 + sum(tile_line(each, inner) for each in tile) for tile in element]
    return 4.8 + sum(max(heights[at : at + 2]) + 6.6 for at in range(0, len(heights), 2))


def tile_line(element: Element, width: float) -> float:
    size = 15.0 if "word" in classes(element) else BODY
    return lines(words(element), width, size) * size * 1.3


MEASURES = {"p": text, "ul": listed, "ol": listed, "table": table, "figure": figure}
