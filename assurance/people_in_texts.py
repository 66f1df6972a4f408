"""Names and e-mail addresses of people in a text that councillors and the public may read."""

from __future__ import annotations

import re
from collections.abc import Iterable

ADDRESS = re.compile(r"[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+")


def addresses_in(text: str, *, mailbox: str) -> list[str]:
    """Each address once, but for the council's own mailbox, which is meant to be printed."""
    own = mailbox.casefold()
    return [each for each in dict.fromkeys(ADDRESS.findall(text)) if each.casefold() != own]


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Those of the names (first and last, in full) that the text says, whatever the case and the blanks."""
    plain = " ".join(text.split()).casefold()
    return [
        name
        for name in names
        if name.casefold() in plain and re.search(rf"\b{re.escape(name.casefold())}\b", plain)
    ]
