"""The document's own faces: no installed font is used, and what the faces lack is said in words."""

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from fontTools.ttLib import TTFont
from weasyprint.text.fonts import FontConfiguration

from reports.pdf.fetching import static_bytes

FACES = tuple(f"fonts/source-sans-3-{face}.ttf" for face in ("regular", "italic", "semibold", "bold"))
FONTCONFIG = Path(__file__).parent / "fontconfig" / "fonts.conf"
SAME_SCRIPT = re.compile(r"(\[\w+ text\])(?: \1)+")
# Shaping controls draw nothing, so a face need not hold them.
UNDRAWN = frozenset("\t\n\r\u00ad\u200b\u200c\u200d")
NOT_PAINTED = frozenset({"script", "style", "title", "meta", "link"})
PLAIN = {
    "\u2010": "-",
    "\u2011": "-",
    "\u202f": "\u00a0",
    "\u2264": "at most ",
    "\u2265": "at least ",
    "\u2190": "<-",
    "\u2192": "->",
}


@contextmanager
def _own_fonts_only() -> Iterator[None]:
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(FONTCONFIG)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


@cache
def font_configuration() -> Any:
    """Return the one font configuration of this process; a new one for each document would leak memory."""
    with _own_fonts_only():
        return FontConfiguration()


@cache
def covered() -> frozenset[str]:
    """Return the characters that all four faces can draw."""
    faces = (TTFont(BytesIO(static_bytes(face)), lazy=True) for face in FACES)
    shared = frozenset.intersection(*(frozenset(face.getBestCmap()) for face in faces))
    return frozenset(map(chr, shared)) | UNDRAWN


@cache
def _uncovered() -> re.Pattern[str]:
    ranges = []
    codes = sorted(map(ord, covered()))
    start = previous = codes[0]
    for code in (*codes[1:], None):
        if code != previous + 1:
            ranges.append(f"\\U{start:08x}-\\U{previous:08x}")
            start = code if code is not None else 0
        previous = code if code is not None else 0
    lacking = f"[^{''.join(ranges)}]+"
    return re.compile(f"{lacking}(?: {lacking})*")


def _in_words(run: str) -> str:
    """Return what stands for undrawable characters: plain forms, names of signs, names of scripts."""
    words: list[str] = []
    for character in run:
        plain = PLAIN.get(character) or unicodedata.normalize("NFKC", character)
        if all(part in covered() for part in plain):
            words.append(plain)
            continue
        category = unicodedata.category(character)
        if category[0] in "CM":
            continue
        name = unicodedata.name(character, "unnamed sign")
        word = f"[{name.split()[0].capitalize()} text]" if category[0] == "L" else f"({name.lower()})"
        if not words or words[-1] != word:
            words.append(word)
    return SAME_SCRIPT.sub(r"\1", "".join(words))


def drawable(text: str) -> str:
    """Return the text with every character that the faces lack said in words.

    An undrawable glyph would be an empty box on paper and silence for a listener; a system font in its place
    would differ from host to host.
    """
    return _uncovered().sub(lambda found: _in_words(found[0]), unicodedata.normalize("NFC", text))


def make_drawable(root: Element) -> None:
    """Rewrite in place all text of the document that can reach the paper."""
    for element in root.iter():
        if element.tag not in NOT_PAINTED and element.text:
            element.text = _plain_or_drawable(element.text)
        if element.tail:
            element.tail = _plain_or_drawable(element.tail)
        element.attrib.pop("dir", None)  # whatever is drawn reads from left to right
        for name, value in element.attrib.items():
            if name == "alt" or name.startswith("data-"):
                element.set(name, _plain_or_drawable(value))


def _plain_or_drawable(text: str) -> str:
    return text if text.isascii() and text.isprintable() else drawable(text)
