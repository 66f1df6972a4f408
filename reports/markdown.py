"""Prose as people write it (Markdown without HTML) into the few elements that a document may hold."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

ALLOWED = {"p", "span", "ul", "ol", "li", "strong", "em", "a", "h3", "blockquote", "br"}
ATTRIBUTES = {"a": {"href"}, "p": {"class"}, "span": {"class"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}

_markdown = MarkdownIt("commonmark", {"html": False})


def to_html(text: str, *, section: int | None = None, first: int = 1) -> str:
    """Safe HTML of the text; headings become h3 whatever their depth, so that no level is skipped.

    With a section, its paragraphs are numbered "4.2" from `first` on, as real text.
    """
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3"
    if section is not None:
        tokens = numbered(tokens, section, first)
    html: str = _markdown.renderer.render(tokens, _markdown.options, {})
    return nh3.clean(html, tags=ALLOWED, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)


def numbered(tokens: list[Token], section: int, first: int) -> list[Token]:
    """The tokens with a number before each paragraph that stands on its own, not in a list or a quotation."""
    number = first
    for position, token in enumerate(tokens):
        if token.type == "paragraph_open" and token.level == 0:
            token.attrSet("class", "para")
            mark = Token("html_inline", "", 0, content=f'<span class="n">{section}.{number}</span>')
            inline = tokens[position + 1]
            inline.children = [mark, *(inline.children or [])]
            number += 1
    return tokens
