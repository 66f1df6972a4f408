"""Kinds of notices in a few words, for the subject of an e-mail: "2 rows sent back, 1 comment".

Apps register the words of their own actions once, when they start. What has no words is another notice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

MOST_KINDS = 3  # named in a subject; the rest is counted together
_WORDS: dict[str, tuple[str, str]] = {}


def register(action: str, one: str, many: str) -> None:
    """Give an action its words for one notice and for several; ValueError when it has others already."""
    words = (one, many)
    if _WORDS.setdefault(action, words) != words:
        raise ValueError(f"{action} has words already")


def counted(actions: Iterable[str]) -> str:
    """What the notices are about, the most frequent first; nothing when no action has words."""
    kinds = Counter(_WORDS[action] for action in actions if action in _WORDS)
    named = [
        f"{number} {one if number == 1 else many}" for (one, many), number in kinds.most_common(MOST_KINDS)
    ]
    rest = sum(number for _, number in kinds.most_common()[MOST_KINDS:])
    return ", ".join([*named, f"{rest} more"] if rest else named)
