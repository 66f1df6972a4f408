"""What stood there and what stands there now, word by word."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SAME, ADDED, REMOVED = "same", "added", "removed"

# A word with the space before it, and the space at the end of a text.
WORD = re.compile(r"(\s*)(\S+)|(\s+)$")
PARAGRAPH = re.compile(r"[^\n]*\n|[^\n]+")
# Pairs of equal words (or paragraphs) that are compared at most: what comparing costs grows with them.
MOST_PAIRS = 100_000
WORDED_FROM = 0.5  # share of common words from which one text is read as an edited other


@dataclass(frozen=True)
class Segment:
    """A run of text that is the same in both, was added or was removed."""

    kind: str
    text: str

    @property
    def is_blank(self) -> bool:
        """Only space: shown as it is now, without a mark."""
        return not self.text.strip()


@dataclass(frozen=True)
class Difference:
    """One named text before and after; `before` is empty where nothing stood."""

    label: str
    before: str
    after: str

    @property
    def segments(self) -> list[Segment]:
        return segments(self.before, self.after)


def segments(before: str, after: str) -> list[Segment]:
    """From the first word to the last. What is same or added gives `after`, same or removed gives `before`.

    Texts that are too long and too different to compare by words are compared by paragraphs, in the last
    resort as wholes, so that no text takes long.
    """
    old, new = _words(before), _words(after)
    codes = _opcodes([word for _, word in old], [word for _, word in new])
    if codes is not None:
        return _merged(_of_words(old, new, codes))
    old_parts, new_parts = PARAGRAPH.findall(before), PARAGRAPH.findall(after)
    codes = _opcodes(old_parts, new_parts)
    if codes is None:
        return _merged(iter([Segment(REMOVED, before), Segment(ADDED, after)]))
    return _merged(_of_parts(old_parts, new_parts, codes))


def own_words(common: str, text: str, other: str) -> list[Segment]:
    """One of two texts begun from a common one: the whole of it, its own words told apart as added.

    Where nothing was common it is told apart from the other text.
    """
    return [part for part in segments(common if common.strip() else other, text) if part.kind != REMOVED]


def is_worded_from(before: str, after: str) -> bool:
    """`after` is `before` with edits: another text that shares at least half of its words with it."""
    if not before.strip() or not after.strip() or before == after:
        return False
    old, new = Counter(before.split()), Counter(after.split())
    return 2 * (old & new).total() >= WORDED_FROM * (old.total() + new.total())


Opcode = tuple[str, int, int, int, int]


def _words(text: str) -> list[tuple[str, str]]:
    """Each word with the space before it; a text's last space belongs to an empty word."""
    return [(space or last, word) for space, word, last in WORD.findall(text)]


def _opcodes(old: Sequence[str], new: Sequence[str]) -> list[Opcode] | None:
    """difflib's opcodes; None when comparing would take long. What begins and ends alike is not compared."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    in_new = Counter(new_middle)
    if sum(in_new[each] for each in old_middle) > MOST_PAIRS:
        return None
    matcher = difflib.SequenceMatcher(None, old_middle, new_middle, autojunk=False)
    return [
        ("equal", 0, start, 0, start),
        *(
            (tag, old_from + start, old_to + start, new_from + start, new_to + start)
            for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes()
        ),
        ("equal", len(old) - end, len(old), len(new) - end, len(new)),
    ]


def _of_words(
    old: list[tuple[str, str]], new: list[tuple[str, str]], codes: list[Opcode]
) -> Iterator[Segment]:
    """Equal words may stand after different space: then the space was changed, and the word is the same."""
    for tag, old_from, old_to, new_from, new_to in codes:
        if tag != "equal":
            yield Segment(REMOVED, "".join(space + word for space, word in old[old_from:old_to]))
            yield Segment(ADDED, "".join(space + word for space, word in new[new_from:new_to]))
            continue
        for (old_space, word), (new_space, _) in zip(old[old_from:old_to], new[new_from:new_to], strict=True):
            if old_space == new_space:
                yield Segment(SAME, new_space + word)
            else:
                yield Segment(REMOVED, old_space)
                yield Segment(ADDED, new_space)
                yield Segment(SAME, word)


def _of_parts(old: list[str], new: list[str], codes: list[Opcode]) -> Iterator[Segment]:
    for tag, old_from, old_to, new_from, new_to in codes:
        if tag == "equal":
            yield Segment(SAME, "".join(new[new_from:new_to]))
        else:
            yield Segment(REMOVED, "".join(old[old_from:old_to]))
            yield Segment(ADDED, "".join(new[new_from:new_to]))


def _merged(found: Iterator[Segment]) -> list[Segment]:
    """Neighbours of one kind as one, without empty ones."""
    merged: list[Segment] = []
    for segment in found:
        if not segment.text:
            continue
        if merged and merged[-1].kind == segment.kind:
            merged[-1] = Segment(segment.kind, merged[-1].text + segment.text)
        else:
            merged.append(segment)
    return merged
