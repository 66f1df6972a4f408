"""A document's page as a tree: our own templates write it, so every element is closed where it opened."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree.ElementTree import Comment, Element, TreeBuilder, tostring

EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# Where a page that is read on screen gets its way back; paper never has it.
TOOLBAR = "<!-- toolbar -->"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tree = TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in EMPTY:
            self.tree.end(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        self.tree.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        self.tree.data(data)


def read(html: str) -> Element:
    """The page's `html` element, without comments."""
    reader = _Reader()
    reader.feed(html[html.index("<html") :].rstrip())
    reader.close()
    return reader.tree.close()


def write(page: Element) -> str:
    """The page as HTML, with the mark for the toolbar where the layout has it."""
    body = page.find("body")
    if body is not None:
        body.insert(0, Comment(TOOLBAR.removeprefix("<!--").removesuffix("-->")))
    return f"<!DOCTYPE html>\n{tostring(page, encoding='unicode', method='html')}\n"


def classes(element: Element) -> set[str]:
    return set(element.get("class", "").split())


def meta(page: Element, name: str) -> str:
    """What the page's head says under a name; empty when it says nothing."""
    found = page.find(f"head/meta[@name='{name}']")
    return found.get("content", "") if found is not None else ""


def words(element: Element) -> str:
    """All the text of an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def first_of_class(page: Element, name: str) -> Element | None:
    return next((one for one in page.iter() if name in classes(one)), None)
