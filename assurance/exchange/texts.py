"""When two texts say the same, and what a spreadsheet can hold of a text."""

from __future__ import annotations

import re
import unicodedata

BREAKS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Not allowed in XML, so not in a workbook; tabs and line ends are.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
BULLET = re.compile(r"^\s*(?:[•●▪■◦·‣⁃*–—\uf0b7-]|o(?=\s))\s*")


def plain(text: str) -> str:
    """Line ends as newlines, characters that no file holds left out, no space round the whole."""
    return UNPRINTABLE.sub("", BREAKS.sub("\n", text)).strip()


def same_text(one: str, other: str) -> bool:
    """The same words, paragraphs and punctuation; the kind of line end is no difference."""
    return plain(one) == plain(other)


def action_key(text: str) -> str:
    """What two actions in the same words have in common: case and spacing do not count."""
    return " ".join(unicodedata.normalize("NFC", plain(text)).casefold().split())


def example_key(text: str) -> str:
    """What two examples of evidence in the same words have in common: punctuation does not count either."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", plain(text)).casefold()))


def listed(cell: str) -> list[str]:
    """The examples in a cell, one a line, without their bullets; each once."""
    found: dict[str, str] = {}
    for line in plain(cell).split("\n"):
        text = BULLET.sub("", line).strip()
        if key := example_key(text):
            found.setdefault(key, text)
    return list(found.values())
