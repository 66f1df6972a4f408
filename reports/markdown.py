"""Prose as people write it (Markdown without HTML) into the few elements that a document may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

# A number that somebody typed before a paragraph: "1.1 ", "26.10 ".
BY_HAND = re.compile(r"\d+(?:\.\d+)+\s+")
ALLOWED = {"p", "span", "ul", "ol", "li", "strong", "em", "a", "h3", "blockquote", "br"}
ATTRIBUTES = {"a": {"href"}, "p": {"class"}, "span": {"class"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}

_markdown = MarkdownIt("commonmark", {"html": False})


def to_html(text: str, *, section: int | str | None = None, first: int = 1) -> str:
    """Safe HTML of the text; headings become h3 whatever their depth, so that no level is skipped.

    With a section, its paragraphs are numbered "4.2" from `first` on, as real text; without one, numbers that
    somebody typed before paragraphs are set like these.
    """
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3"
    tokens = set_by_hand(tokens) if section is None else numbered(tokens, section, first)
    html: str = _markdown.renderer.render(tokens, _markdown.options, {})
    return nh3.clean(html, tags=ALLOWED, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)


def paragraphs_of(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    """Opening and words of each paragraph that stands on its own, not in a list or a quotation."""
    for position, token in enumerate(tokens):
        if token.type == "paragraph_open" and token.level == 0:
            yield token, tokens[position + 1]


def count_paragraphs(text: str) -> int:
    """How many numbers a text takes."""
    return sum(1 for _ in paragraphs_of(_markdown.parse(text)))


def numbered(tokens: list[Token], section: int | str, first: int) -> list[Token]:
    """The tokens with a number before each paragraph."""
    for number, (opening, words) in enumerate(paragraphs_of(tokens), first):
        put_number(opening, words, f"{section}.{number}")
    return tokens


def set_by_hand(tokens: list[Token]) -> list[Token]:
    """The tokens with each number that was typed before a paragraph set as one."""
    for opening, words in paragraphs_of(tokens):
        first = (words.children or [Token("text", "", 0)])[0]
        if found := BY_HAND.match(first.content):
            first.content = first.content[found.end() :]
            put_number(opening, words, found[0].strip())
    return tokens


def put_number(opening: Token, words: Token, number: str) -> None:
    opening.attrSet("class", "para")
    mark = Token("html_inline", "", 0, content=f'<span class="n">{number}</span>')
    words.children = [mark, *(words.children or [])]
