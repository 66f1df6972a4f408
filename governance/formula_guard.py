"""Cells that a spreadsheet would run as a formula get an apostrophe on the way out, and lose it
on the way in.

The guard is reversible: text that has such an apostrophe of its own gets one more, so that taking away
exactly one always gives back what was there.
"""

from __future__ import annotations

import re

GUARDED = re.compile(r"'*[=+\-@\t\r]")


def guard(text: str) -> str:
    return f"'{text}" if GUARDED.match(text) else text


def unguard(text: str) -> str:
    return text[1:] if text.startswith("'") and GUARDED.match(text) else text
