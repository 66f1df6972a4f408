"""Actions that never end: "Continue…", "Build on…" promise nothing that anyone could find finished."""

from __future__ import annotations

import re

# A bullet, a quotation mark or the label of a pasted cell may stand before the first word.
_BEFORE = r"^\W*(?:actions?\s*[^\w\s]\W*)?(?:(?:to|we will|we shall)\s+)?"
_WORDS = r"(continu(?:e|es|ed|ing)|build(?:s|ing)?[\s-]+on|keep(?:s|ing)?|maintain(?:s|ed|ing)?)\b"
_OPEN_ENDED = re.compile(_BEFORE + _WORDS, re.IGNORECASE)


def never_ends(text: str) -> str:
    """The word with which the text begins to promise more of the same, as written there; else nothing."""
    found = _OPEN_ENDED.match(text)
    return " ".join(found[1].split()) if found else ""


def finish_hint(word: str) -> str:
    """What to write as the outcome of an action that begins with the word."""
    return (
        f"It begins “{word}”, so it has no end of its own. Write what can be seen when it is done, "
        "for example “All 14 services have reported once, and the committee has read it”."
    )
