"""A document's page as the words that it prints: parts under headings, paragraphs, tables with their rows.

Read from the page as it was given out, so that what is compared is what people read, and nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any
from xml.etree.ElementTree import Element

from reports.copies.tree import classes, read, words
from reports.templatetags.documents import numbered_heading
from reports.word.body import BLOCKS
from reports.word.runs import LINKABLE, Look, Piece, is_printed, look_of, pieces, squeezed

HEADINGS = {"h1", "h2", "h3", "h4"}
# Blocks whose lines belong together: they are compared as one text.
WHOLE = {"p", "li", "figcaption", "blockquote", *HEADINGS}
WHOLE_CLASSES = {"sign", "verdict", "notice"}
BREAKING = {*BLOCKS, "li", "figcaption", "caption"}
# Contents repeat the headings; address and check code are each document's own, and are named beside it.
LEFT_OUT = {"toc", "twin", "masthead"}
SILENT = {"script", "style", "template"}
NUMBER = re.compile(r"(\d+)\s+(.+)", re.DOTALL)
WIDTH = re.compile(r"w\d+")
FIRST_PAGE = "First page"


@dataclass(frozen=True)
class Text:
    """A heading below a part's, a paragraph, an item of a list. `number` is printed before it, or empty."""

    text: str
    number: str = ""
    is_heading: bool = False

    @cached_property
    def bag(self) -> Counter[str]:
        return Counter(self.text.split())


@dataclass(frozen=True)
class Row:
    cells: tuple[str, ...]

    @cached_property
    def bag(self) -> Counter[str]:
        return Counter(" ".join(self.cells).split())


@dataclass(frozen=True)
class Table:
    """`columns` are the names over the cells, as many as there are; `widths` the classes of the columns."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[str, ...] = field(default=(), compare=False)

    @cached_property
    def bag(self) -> Counter[str]:
        return sum((row.bag for row in self.rows), Counter(self.caption.split()))


Block = Text | Table


@dataclass(frozen=True)
class Part:
    """What stands under a heading of the second level. `key` is the section's in its layout, or empty."""

    heading: str
    number: str
    key: str
    blocks: tuple[Block, ...]

    @cached_property
    def bag(self) -> Counter[str]:
        return sum((block.bag for block in self.blocks), Counter[str]())

    @property
    def called(self) -> str:
        return f"{self.number} {self.heading}".strip()


def section_keys(document: dict[str, Any]) -> dict[str, str]:
    """The keys of a frozen document's sections by their printed headings; none where it has no layout."""
    return {numbered_heading(one): one["key"] for one in document.get("parts", [])}


def parts_of(html: str, keys: dict[str, str] | None = None) -> list[Part]:
    """The parts of a page in order, what stands before the first heading as the first page.

    `keys` gives the key of a section by its printed heading, number included.
    """
    body = read(html).find("body")
    found: list[Part] = []
    heading, blocks = FIRST_PAGE, list[Block]()
    for tag, block in _blocks(body) if body is not None else ():
        if tag == "h2" and isinstance(block, Text):
            found.append(_part(heading, blocks, keys or {}))
            heading, blocks = block.text, []
        else:
            blocks.append(block)
    found.append(_part(heading, blocks, keys or {}))
    return [part for part in found if part.blocks or part.heading != FIRST_PAGE]


def _part(printed: str, blocks: list[Block], keys: dict[str, str]) -> Part:
    numbered = NUMBER.fullmatch(printed)
    number, heading = (numbered[1], numbered[2]) if numbered else ("", printed)
    return Part(heading, number, keys.get(printed, ""), tuple(blocks))


def _blocks(element: Element) -> Iterator[tuple[str, Block]]:
    """The blocks inside, each with the name of its element; loose words between them are paragraphs."""
    loose = [Piece(element.text or "", Look())]
    for child in element:
        if child.tag in BREAKING:
            yield from _texts("p", [*_said(loose)])
            loose = []
            if is_printed(child) and not classes(child) & LEFT_OUT:
                yield from _block(child)
        elif child.tag not in SILENT and is_printed(child):
            loose += pieces(child, look_of(child, Look()))
        loose.append(Piece(child.tail or "", Look()))
    yield from _texts("p", [*_said(loose)])


def _block(element: Element) -> Iterator[tuple[str, Block]]:
    if element.tag == "table":
        yield "table", _table(element)
    elif element.tag in WHOLE or classes(element) & WHOLE_CLASSES:
        yield from _texts(element.tag, [*_lines(element)])
    else:
        yield from _blocks(element)


def _texts(tag: str, lines: list[str]) -> Iterator[tuple[str, Block]]:
    """The lines as one text; a number that is printed before the first stands there before a tab."""
    if lines:
        number, tab, rest = lines[0].partition("\t")
        said = "\n".join([rest, *lines[1:]] if tab else lines)
        yield tag, Text(said.replace("\t", " "), number if tab else "", is_heading=tag in HEADINGS)


def _lines(element: Element) -> Iterator[str]:
    """The words inside, a line for each block."""
    loose = [Piece(element.text or "", Look())]
    for child in element:
        if child.tag in BREAKING:
            yield from _said(loose)
            loose = []
            if is_printed(child):
                yield from _lines(child)
        elif child.tag not in SILENT and is_printed(child):
            loose += pieces(child, look_of(child, Look()))
        loose.append(Piece(child.tail or "", Look()))
    yield from _said(loose)


def _said(found: list[Piece]) -> Iterator[str]:
    """Words as one text, if there are any; an address that they lead to outside stands behind them."""
    said = []
    for address, group in groupby(squeezed(found), key=lambda piece: piece.look.link):
        text = "".join({"br": "\n", "tab": "\t"}.get(piece.mark, piece.text) for piece in group)
        shown = address.removeprefix("mailto:")
        if address.lower().startswith(LINKABLE) and shown not in text:
            text = f"{text} ({shown})"
        said.append(text)
    if text := "".join(said):
        yield text


def _table(table: Element) -> Table:
    caption = table.find("caption")
    heads = [row for head in table.iter("thead") for row in head.iter("tr")]
    rows = [row for row in table.iter("tr") if row not in heads]
    widths = tuple(next(iter(filter(WIDTH.fullmatch, classes(col))), "") for col in table.iter("col"))
    return Table(
        caption=words(caption) if caption is not None else "",
        columns=tuple(words(cell) for cell in heads[-1]) if heads else (),
        rows=tuple(Row(tuple("\n".join(_lines(cell)) for cell in row)) for row in rows),
        widths=widths,
    )
