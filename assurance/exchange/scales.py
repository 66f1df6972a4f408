"""What a score cell says: a whole number 1 to 10, assurance in words, or "not applicable"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assurance.scores import HIGHEST, LOWEST

# DOMAIN.md §7: councils that score in words; a council may give its own map.
DEFAULT_WORDS = {"full": 10, "substantial": 8, "moderate": 6, "limited": 4, "no": 1}
NOT_APPLICABLE = {"not applicable", "n/a", "na", "n.a."}
NOT_APPLICABLE_TEXT = "Not applicable"


@dataclass(frozen=True)
class Answer:
    """`score` is None for not applicable; `word` is the word that was turned into the score."""

    score: int | None
    word: str = ""

    @property
    def not_applicable(self) -> bool:
        return self.score is None


def read_score(text: str, words: dict[str, int]) -> Answer | None:
    """The answer in a cell, None for an empty one; ValueError says what is wrong with it."""
    said = " ".join(text.casefold().split())
    if not said:
        return None
    if said in NOT_APPLICABLE:
        return Answer(None)
    word = said.removesuffix(" assurance")
    if word in words:
        return Answer(words[word], word=word)
    if re.fullmatch(r"\d{1,4}(\.0+)?", said, re.ASCII):
        score = int(float(said))
        if LOWEST <= score <= HIGHEST:
            return Answer(score)
    raise ValueError(f"“{text.strip()[:40]}” is not a score. Write a whole number from {LOWEST} to {HIGHEST}")


def parse_words(text: str) -> dict[str, int]:
    """The map given as "Full=10, Substantial=8"; ValueError says which part is wrong."""
    words: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        word, _, number = part.partition("=")
        score = int(number) if number.strip().isdecimal() else 0
        if not word.strip() or not LOWEST <= score <= HIGHEST:
            raise ValueError(f"“{part}” is not a word and its score, such as Full=10")
        words[" ".join(word.casefold().split())] = score
    return words
