"""Documents that a text gives a date to: "Anti-fraud policy (reviewed Feb 2024)". Pure functions.

Found are a document's name that ends in a word such as "policy" or "strategy", and a past date that follows
it in the same sentence: in brackets, after a comma, or after a word such as "reviewed" or "adopted".
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_abbr) if name
}
MONTHS["sept"] = 9
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
NOUN = (
    r"policy|policies|strategy|plan|code|codes|procedures?|protocol|framework|register|charter|scheme|"
    r"constitution|statement|rules|guide|guidance|manual|agreement|standards|programme|terms"
)
SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:({MONTH})\.?,?\s+)?((?:19|20)\d\d)\b", re.IGNORECASE
)
DOCUMENT = re.compile(
    rf"\b({NOUN})\b(?:\s+(?:of|for)\s+(?:the\s+)?[a-z’'-]+(?:\s+and\s+[a-z’'-]+)?)?", re.IGNORECASE
)
DATED = re.compile(
    r"\b(?:review|updat|approv|adopt|revis|refresh|dat|agre|publish|issu|sign|renew|amend|rewrit)\w*\b",
    re.IGNORECASE,
)
NOT_YET = re.compile(
    r"\b(?:due|next|will|until|planned|plans|expires?|to be|before|since|every|survey|audit|consult\w*)\b",
    re.IGNORECASE,
)
JOINED = re.compile(r"[\s,(\[–—-]*(?:of|in|from|version)?\s*", re.IGNORECASE)
# What a name does not go back beyond: another date or document, a bracket, a word that is no part of it.
BEFORE = re.compile(
    rf"[()\[\]:“”\"]|\d{{4}}|\b(?:{NOUN}|is|are|was|were|has|have|had|with|by|in|the|a|an|our|its|their|this|to|from|"
    r"under|against|also|which|that|uses?|follows?|reviewed|updated|approved|adopted)\b",
    re.IGNORECASE,
)
LONGEST_GAP = 80  # characters between a name and its date
NAME_WORDS = 10
LONGEST_NAME = 300  # characters
STOP = frozenset(
    [
        "and",
        "of",
        "for",
        "the",
        "a",
        "an",
        "to",
        "in",
        "on",
        "its",
        "our",
        "new",
        "council",
        "councils",
        "district",
        "borough",
        "county",
    ]
)
WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class DatedDocument:
    """A document as a text names it. `month` is 0 where the text gives only a year; `where` is the row."""

    where: str
    name: str
    words: frozenset[str]
    year: int
    month: int

    @property
    def date_in_words(self) -> str:
        return in_words(self.year, self.month)

    def can_mean(self, day: date) -> bool:
        return self.year == day.year and self.month in (0, day.month)

    def agrees_with(self, other: DatedDocument) -> bool:
        return self.year == other.year and (self.month == other.month or 0 in (self.month, other.month))


def in_words(year: int, month: int) -> str:
    """ "July 2020", or "2020"."""
    return f"{calendar.month_name[month]} {year}" if month else str(year)


def dated_documents(text: str, *, where: str) -> list[DatedDocument]:
    """What a text says of the dates of documents; of a document that it dates more than once, the last."""
    found: dict[frozenset[str], DatedDocument] = {}
    for sentence in SENTENCE.split(text):
        for document in _in_sentence(sentence, where):
            standing = found.get(document.words)
            if standing is None or (document.year, document.month) > (standing.year, standing.month):
                found[document.words] = document
    return list(found.values())


def _in_sentence(sentence: str, where: str) -> list[DatedDocument]:
    documents = list(DOCUMENT.finditer(sentence))
    ends = [document.end() for document in documents]
    found = []
    for dated in DATE.finditer(sentence):
        before = bisect_right(ends, dated.start())
        if not before or not _speaks_of(sentence[ends[before - 1] : dated.start()]):
            continue
        name = _name(sentence, documents[before - 1])
        words = words_of(name)
        if words:
            month = MONTHS[dated[1].lower()] if dated[1] else 0
            found.append(DatedDocument(where, name, words, int(dated[2]), month))
    return found


def _speaks_of(gap: str) -> bool:
    """Whether the words between a document and a date say that it is the document's date."""
    if len(gap) > LONGEST_GAP or NOT_YET.search(gap):
        return False
    dates = list(DATE.finditer(gap))
    if dates:  # "adopted in May 2020 and revised in": the words since the date before
        return bool(DATED.search(gap[dates[-1].end() :]))
    return bool(JOINED.fullmatch(gap) or DATED.search(gap))


def _name(sentence: str, document: re.Match[str]) -> str:
    """The name that ends in the document's word, with "of conduct" behind it."""
    ahead = sentence[max(document.start() - LONGEST_NAME, 0) : document.start()]
    start = max((match.end() for match in BEFORE.finditer(ahead)), default=0)
    words = ahead[start:].split()[-NAME_WORDS:]
    return " ".join([*words, document[0]]).strip(" ,;–-")


def words_of(name: str) -> frozenset[str]:
    """The words that tell one document from another: without small words and plurals."""
    found = {_stem(word) for word in WORD.findall(name.lower()) if word not in STOP and len(word) > 1}
    return frozenset(found)


def _stem(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


NOUNS = frozenset(_stem(word) for word in re.findall(r"[a-z]+", NOUN) if word != "s")


def is_same_document(one: frozenset[str], other: frozenset[str]) -> bool:
    """The same kind of document, and all words of the shorter name stand in the longer one."""
    kinds = one & NOUNS
    if not kinds or kinds != other & NOUNS:
        return False
    short, long = sorted((one - NOUNS, other - NOUNS), key=len)
    if not short or not short <= long:
        return False
    return len(short) > 1 or len(long) <= 3
