"""What stood there and what the file says, word by word."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

SAME, ADDED, REMOVED = "same", "added", "removed"


@dataclass(frozen=True)
class Difference:
    """One field of one row; `before` is empty where nothing stood."""

    label: str
    before: str
    after: str

    def segments(self) -> list[tuple[str, str]]:
        """(kind, text) from the first word to the last: "same", "added" or "removed"."""
        if not self.before:
            return [(ADDED, self.after)]
        old, new = (re.findall(r"\S+\s*", text) for text in (self.before, self.after))
        segments: list[tuple[str, str]] = []
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        for _, old_from, old_to, new_from, new_to in matcher.get_opcodes():
            removed, added = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
            if removed == added:
                segments.append((SAME, added))
                continue
            segments += [(kind, text) for kind, text in ((REMOVED, removed), (ADDED, added)) if text]
        return segments
