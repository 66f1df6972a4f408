"""The edition at 16 points: each row of a table becomes a block, each picture the sentence that tells it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from reports.copies.tree import classes, words

HEADING = re.compile(r"h([1-6])")
BLOCKS = {"p", "ul", "ol", "div", "table", "h1", "h2", "h3", "h4", "blockquote"}
DEEPEST = 6
LONGEST_NAME = 120  # characters of a title that still reads as a heading


def large_print(page: Element) -> None:
    """Set a page anew. Words are moved, never written: only names of columns are said in each block."""
    page.set("class", "large")
    body = page.find("body")
    if body is not None:
        _rewrite(body, 1)


def _rewrite(parent: Element, level: int) -> int:
    """Rewrite what is in an element; returns the level of the last heading, which blocks stand below."""
    made: list[Element] = []
    for child in list(parent):
        parent.remove(child)
        if child.tag == "table":
            made += _with_tail(_blocks(child, min(level + 1, DEEPEST)), child.tail)
        elif child.tag == "figure":
            made += _with_tail(_told(child), child.tail)
        elif "ends" not in classes(child):
            found = HEADING.fullmatch(child.tag)
            level = int(found[1]) if found else _rewrite(child, level)
            made.append(child)
    parent.extend(made)
    return level


def _with_tail(made: list[Element], tail: str | None) -> list[Element]:
    if made:
        made[-1].tail = tail
    return made


def _told(figure: Element) -> list[Element]:
    """A picture as its caption and its title: its letters would stay small however large the print."""
    caption, title = figure.find("figcaption"), figure.find("svg/title")
    return [
        *([_named("p", caption, "lead-in")] if caption is not None else []),
        *([_named("p", title)] if title is not None else []),
    ]


def _blocks(table: Element, level: int) -> list[Element]:
    """The caption, then a block for each row; a line for each where there are but figures in it."""
    caption = table.find("caption")
    made = [_named("p", caption, "lead-in")] if caption is not None else []
    names = [words(cell) for cell in table.iterfind("thead/tr/th")]
    for row in table.iterfind("tbody/tr"):
        head, *cells = list(row)
        for cell in row:
            _tidy(cell)
        if "figures" in classes(table):
            made.append(_line(head, zip(names[1:], cells, strict=True)))
        elif names:
            made.append(_block(head, list(zip(names[1:], cells, strict=True)), level))
        else:
            made += _part(words(head), cells[0])
    return made


def _tidy(cell: Element) -> None:
    """Leave out what belongs to a table: names for phones, marks for rows that run over a page."""
    for parent in [*cell.iter()]:
        for child in list(parent):
            if "starts" in classes(child):
                child.attrib.clear()
            elif "lab" in classes(child):
                _drop(parent, child)


def _drop(parent: Element, child: Element) -> None:
    """Take an element out, and leave the words after it."""
    place = list(parent).index(child)
    if place:
        before = parent[place - 1]
        before.tail = (before.tail or "") + (child.tail or "")
    else:
        parent.text = (parent.text or "") + (child.tail or "")
    parent.remove(child)


def _line(head: Element, figures: Iterable[tuple[str, Element]]) -> Element:
    line = Element("p")
    name = _named("strong", head)
    name.tail = ": " + ", ".join(f"{label} {words(cell)}" for label, cell in figures)
    line.append(name)
    return line


def _block(head: Element, cells: list[tuple[str, Element]], level: int) -> Element:
    """What the row is about as a heading, then each cell under the name of its column.

    A cell that is what the heading refers to needs no name, and neither does a score: it reads as a sentence.
    """
    block = Element("div", {"class": "block"})
    heading = SubElement(block, f"h{level}", {"id": head.attrib["id"]} if "id" in head.attrib else {})
    _move(head, heading)
    if "ref" in classes(head) or len(cells) == 1:
        (_, subject), *cells = cells
        title = _take_title(subject)
        if title is not None:
            _end(heading, " ")
            heading.append(title)
        block.extend(_part("", subject))
    for name, cell in sorted(cells, key=_score_first):
        block.extend([_sentence(cell)] if "score" in classes(cell) else _part(name, cell))
    _name_later_pages(block)
    return block


def _name_later_pages(block: Element) -> None:
    """Where a block runs on, its name stands above the next page.

    Set below the heading: a page that begins with a heading is no later page of its block.
    """
    heading, first = block[0], block[1]
    first.set("class", f"{first.get('class', '')} starts".strip())
    first.set("data-name", words(heading))
    SubElement(block, "div", {"class": "ends"})


def _score_first(named: tuple[str, Element]) -> bool:
    """The place of a cell: what was scored, and then what speaks for it."""
    return "score" not in classes(named[1])


def _take_title(cell: Element) -> Element | None:
    """The short title that a cell begins with, taken out of it; None where it has none."""
    first = cell[0] if len(cell) else None
    if first is None or first.tag != "p" or (cell.text or "").strip() or len(first) != 1:
        return None
    title = first[0]
    is_alone = not (first.text or "").strip() and not (title.tail or "").strip()
    if title.tag not in ("strong", "b") or not is_alone or len(words(title)) > LONGEST_NAME:
        return None
    cell.remove(first)
    return _named("span", title)


def _sentence(cell: Element) -> Element:
    """The score without its line breaks: "9 of 10, Strong, was 8"."""
    for line_break in cell.findall("br"):
        _drop(cell, line_break)
    return _named("p", cell, "score-line")


def _part(name: str, cell: Element) -> list[Element]:
    """What a cell says, under its name: in one paragraph where it holds no blocks."""
    if not any(child.tag in BLOCKS for child in cell):
        line = Element("p")
        if name:
            SubElement(line, "strong").text = f"{name}:"
            line[0].tail = " "
        _move(cell, line)
        return [line]
    made = []
    if name:
        made.append(Element("p", {"class": "lead-in"}))
        made[0].text = name
    rest = Element("div")
    _move(cell, rest)
    return [*made, rest]


def _named(tag: str, source: Element, name: str = "") -> Element:
    """An element with what is in another."""
    made = Element(tag, {"class": name} if name else {})
    _move(source, made)
    return made


def _move(source: Element, target: Element) -> None:
    """Put what is in one element at the end of another."""
    _end(target, source.text or "")
    target.extend(list(source))


def _end(target: Element, text: str) -> None:
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text
