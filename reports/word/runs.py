"""Words within a paragraph: runs, breaks, tabs and links, as WordprocessingML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from reports.copies.tree import classes, words

# Characters that XML 1.0 has no way to write; one of them and the file does not open.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SPACES = re.compile(r"[ \t\n\r\f]+")
# Column names for phones, and words for the screen, are not printed.
UNPRINTED = {"lab", "screen"}
BOLD = {"b", "strong"}
BOLD_CLASSES = {"word", "watch", "name"}
ITALIC = {"em", "i"}
LINKABLE = ("http://", "https://", "mailto:")


@dataclass(frozen=True)
class Look:
    bold: bool = False
    italic: bool = False
    quiet: bool = False
    small: bool = False
    link: str = ""


@dataclass(frozen=True)
class Piece:
    """Words of one look; `mark` is "br" or "tab" in place of words."""

    text: str
    look: Look
    mark: str = ""


def is_printed(element: Element) -> bool:
    return not (classes(element) & UNPRINTED) and element.get("aria-hidden") != "true"


def look_of(element: Element, look: Look) -> Look:
    """How the words of an element look, in surroundings of a look."""
    named = classes(element)
    return Look(
        bold=look.bold or element.tag in BOLD or bool(named & BOLD_CLASSES),
        italic=look.italic or element.tag in ITALIC,
        quiet=look.quiet or "quiet" in named,
        small=look.small or "small" in named,
        link=element.get("href", "") if element.tag == "a" else look.link,
    )


def pieces(element: Element, look: Look) -> Iterator[Piece]:
    """The words of an element and of what is in it."""
    if element.tag == "br":
        yield Piece("", look, "br")
        return
    if element.tag == "img":
        yield Piece(element.get("alt", ""), look)
        return
    if element.tag == "svg":
        title = element.find("title")
        yield Piece(words(title) if title is not None else "", look)
        return
    yield Piece(element.text or "", look)
    for child in element:
        if is_printed(child):
            yield from pieces(child, look_of(child, look))
        yield Piece(child.tail or "", look)
    if "n" in classes(element):
        yield Piece("", look, "tab")


def squeezed(found: Iterable[Piece]) -> list[Piece]:
    """The pieces with single spaces, none at either end of a line, as a browser shows them."""
    kept: list[Piece] = []
    open_line = False
    for piece in found:
        if piece.mark:
            _trim(kept)
            kept.append(piece)
            open_line = False
            continue
        text = SPACES.sub(" ", FORBIDDEN.sub("", piece.text))
        if not open_line or (kept and kept[-1].text.endswith(" ")):
            text = text.lstrip(" ")
        if text:
            kept.append(replace(piece, text=text))
            open_line = True
    _trim(kept)
    while kept and kept[-1].mark == "br":
        kept.pop()
    return kept


def _trim(kept: list[Piece]) -> None:
    """Without the space at the end."""
    if kept and not kept[-1].mark:
        text = kept[-1].text.rstrip(" ")
        kept[-1:] = [replace(kept[-1], text=text)] if text else []


def runs(found: list[Piece], relation: Callable[[str], str], bookmark: Callable[[str], str]) -> str:
    """The pieces as runs. `relation` names the file's relation to an address; `bookmark` that of a place."""
    made = []
    for address, group in groupby(found, key=lambda piece: piece.look.link):
        inner = "".join(run(piece) for piece in group)
        if address.startswith("#"):
            inner = f'<w:hyperlink w:anchor="{bookmark(address[1:])}" w:history="1">{inner}</w:hyperlink>'
        elif address.lower().startswith(LINKABLE):
            inner = f'<w:hyperlink r:id="{relation(address)}" w:history="1">{inner}</w:hyperlink>'
        made.append(inner)
    return "".join(made)


def run(piece: Piece) -> str:
    look = piece.look
    is_link = look.link.lower().startswith((*LINKABLE, "#"))
    properties = "".join(
        (
            '<w:rStyle w:val="Hyperlink"/>' if is_link else "",
            "<w:b/>" if look.bold else "",
            "<w:i/>" if look.italic else "",
            '<w:color w:val="444B54"/>' if look.quiet and not is_link else "",
            '<w:sz w:val="22"/><w:szCs w:val="22"/>' if look.small else "",
        )
    )
    before = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    if piece.mark:
        return f"<w:r>{before}<w:{piece.mark}/></w:r>"
    return f'<w:r>{before}<w:t xml:space="preserve">{escape(piece.text)}</w:t></w:r>'
