"""Words that several drafts are built of: texts from the data set as Markdown, lists, posts and dates."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reports.content.control import long_date

MARKS = re.compile(r"([\\`*\[\]<])")
LINE_START = re.compile(r"^(?:([-+#>])|(\d+)([.)]))")


def plain(text: str) -> str:
    """Somebody's text in one line, that prints as it was typed: nothing in it is taken for formatting."""
    line = MARKS.sub(r"\\\1", " ".join(text.split()))
    return LINE_START.sub(lambda found: f"{found[2] or ''}\\{found[1] or found[3]}", line)


def ended(text: str) -> str:
    """With a full stop, unless it ends with a mark of its own."""
    return text if not text or text[-1] in ".!?…]" else f"{text}."


def bullets(lead_in: str, points: Iterable[str]) -> str:
    """A sentence and the points that follow it; empty without points."""
    listed = [f"- {point}" for point in points]
    return "\n".join([f"{lead_in}\n", *listed]) if listed else ""


def paragraphs(*parts: str) -> str:
    """Those that are not empty, one after another."""
    return "\n\n".join(part for part in parts if part)


def who_and_when(owner: str, due: str) -> str:
    """ "(Head of Finance, by 30 June 2026)"; what is missing is left out."""
    said = [plain(owner), f"by {long_date(due)}" if due else ""]
    inside = ", ".join(each for each in said if each)
    return f"({inside})" if inside else ""


def promised(text: str, owner: str, due: str) -> str:
    """ "Renew the four agreements (Head of Partners, by 31 March 2026)."."""
    return ended(spaced(plain(text).rstrip("."), who_and_when(owner, due)))


def spaced(*parts: str) -> str:
    return " ".join(part for part in parts if part)
