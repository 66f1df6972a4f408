"""Plain text that came out of a word processor, put into the simple formatting of the documents.

Marks go, words stay, in their order. What is clean already is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

DEEPEST = 3  # levels that a list may have

_LINE_ENDS = re.compile("\r\n|[\r\f\x1c\x1d\x85]")
_LINE_IN_PARAGRAPH, _PARAGRAPH_END = re.compile("[\v\u2028]"), "\u2029"
# Seen by nobody: soft hyphens, spaces without width, marks of byte order, what programs leave for themselves.
# Joiners stay: they shape the letters of some scripts, and make one picture of several.
_UNSEEN = re.compile("[\xad\u200b\u2060\ufeff\x01-\x06\x08\x0e-\x1b\x1f\x7f]")
_SPACES = re.compile("[\x07\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_HYPHEN = "\x1e"

# What stands before an item: a mark that is nothing else (the private ones are those of symbol fonts), a mark
# that is one only before a tab, or a letter or number before a tab.
_ITEM = re.compile(
    r"(?P<indent>[ \t]*)"
    r"(?:(?P<mark>[•‣◦●○▪▫■\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf02d]|·(?=[ \t])|[oüØ§✓✔➢□–—-](?=\t))"
    r"|(?P<letter>\(?(?:[a-z]|[ivx]+)[.)])(?=\t)|(?P<number>\d{1,3}[.)])(?=\t))"
    r"[ \t]*(?P<text>.*)"
)
_LISTED = re.compile(r" *(?:[-*+]|\d{1,9}[.)]) ")


def cleaned(text: str) -> str:
    """The text with one kind of line end and of space, without what is not seen, its items as lists."""
    text = _LINE_ENDS.sub("\n", text).replace(_PARAGRAPH_END, "\n\n")
    text = _UNSEEN.sub("", text).replace(_HYPHEN, "-")
    return "\n".join(_with_lists(_lines(_SPACES.sub(" ", text))))


def _lines(text: str) -> Iterator[str]:
    """The lines of a text; an item has one only, since a second would end its list."""
    for line in text.split("\n"):
        if _ITEM.fullmatch(line):
            yield _LINE_IN_PARAGRAPH.sub(" ", line)
        else:
            yield from _LINE_IN_PARAGRAPH.split(line)


def _with_lists(lines: Iterator[str]) -> list[str]:
    """The lines, items as Markdown has them, an empty line where their list begins or ends."""
    found: list[str] = []
    levels: list[_Level] = []
    for line in lines:
        item = _ITEM.fullmatch(line)
        begins, ends = item and not levels, levels and not item and line.strip()
        if (
            (begins or ends)
            and found
            and found[-1].strip()
            and not _LISTED.match(found[-1] if begins else line)
        ):
            found.append("")
        if item:
            found.append(_listed(item, levels))
        else:
            if line.strip():
                levels.clear()
            found.append(_without_tabs(line))
    return found


@dataclass
class _Level:
    """A level of the list: the kind of its items, how far in they stood, how wide the last mark is."""

    kind: str
    indent: int
    width: int


def _listed(item: re.Match[str], levels: list[_Level]) -> str:
    """The item on its level. A letter stays before its words: such lists know only marks and numbers."""
    kind = item["mark"] or ("1" if item["number"] else "a")
    mark = f"{item['number'] or '-'} "
    indent = len(item["indent"].expandtabs(4))
    known = [level for level in levels if (level.kind, level.indent) == (kind, indent)]
    while levels and (levels[-1] not in known if known else levels[-1].indent > indent):
        levels.pop()
    if known:
        levels[-1].width = len(mark)
    else:
        del levels[DEEPEST - 1 :]
        levels.append(_Level(kind, indent, len(mark)))
    margin = " " * sum(level.width for level in levels[:-1])
    return margin + mark + " ".join(filter(None, (item["letter"], _without_tabs(item["text"]))))


def _without_tabs(line: str) -> str:
    """A tab at the beginning would make a block of code of the line."""
    return re.sub(r" *\t[ \t]*", " ", line.lstrip("\t"))
