"""What the dates of a piece of evidence say against it: pure functions, without the database.

Ages are counted to the year end of the review, 31 March. `flags_of` judges an item of the register,
`contradictions` the dates that texts give to one document, `years_over` a title or a text by itself.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from assurance.dated_documents import DatedDocument, in_words, is_same_document, words_of

DUE_SOON_DAYS = 60

YEAR = r"(?:19|20)\d\d"
PERIOD = re.compile(rf"(?<!\d)({YEAR})\s*(?:[-–—/]|to|until)\s*({YEAR}|\d\d)(?!\d)")
SINGLE = re.compile(rf"(?<![\d£$€.,:#])({YEAR})(?![\d%])(?!,\d)")
# Years that name a law or a standard, or say when something began, are no time that runs out.
NO_PERIOD = re.compile(
    r"\b(?:acts?|regulations?|order|measure|rules|directive|framework|code of practice|iso[ \d:]*|since|from)"
    r"\s*(?:\(?[A-Z][a-z]+\)?\s+)?\(?$",
    re.IGNORECASE,
)


class Kind(StrEnum):
    YEARS_OVER = "years-over"
    REVIEW_PASSED = "review-passed"
    OLD = "old"
    CONTRADICTION = "contradiction"


OUT_OF_DATE = frozenset({Kind.YEARS_OVER, Kind.REVIEW_PASSED, Kind.OLD})


class DatedItem(Protocol):
    """What is read of an item of the register: `assurance.models.Evidence` has it."""

    title: str
    effective_from: date | None
    last_reviewed: date | None
    next_review: date | None


@dataclass(frozen=True)
class EvidenceFlag:
    """Something to look at: `label` in a few words, `finding`, `why` and `fix` one sentence each."""

    kind: Kind
    label: str
    finding: str
    why: str
    fix: str

    @property
    def is_out_of_date(self) -> bool:
        return self.kind in OUT_OF_DATE


def flags_of(
    item: DatedItem,
    *,
    year_end: date,
    months: int,
    at: date | None = None,
    documents: Iterable[DatedDocument] = (),
) -> list[EvidenceFlag]:
    """What to look at in an item, the plainest first.

    `year_end` is the 31 March that the review ends on; a review date has passed when it is before `at`
    (the year end, when not given). An item is old when it was last looked at more than `months` before the
    year end. `documents` are those that the review's texts give dates to.
    """
    found = [
        _years_over(item, year_end),
        _review_passed(item, at or year_end),
        _old(item, year_end, months),
        _contradiction(item, documents),
    ]
    return [flag for flag in found if flag is not None]


def years_over(text: str, year_end: date) -> str:
    """The period that a title names when all of it is over by the year end: "2012–2022"; else nothing.

    A period is over when it ends before the calendar year of the year end; a year by itself when the review
    began after it. Years of laws ("Equality Act 2010") and beginnings ("since 2019") do not count.
    """
    ends = [(end + 1, words) for end, words in _periods(text)]
    ends += [(year + 2, words) for year, words in _years(text)]
    # Each with the first year end by which it is over.
    over_from, shown = max(ends, default=(year_end.year + 1, ""))
    return shown if over_from <= year_end.year else ""


def old_time(text: str, *, year_end: date, months: int) -> str:
    """The newest time that a text names, when its period is over or all of its year is older than `months`.

    A year in a text is when something was done, not what a title promises: "updated in 2023" may be as late
    as December, and a newer time beside an old one says that somebody looked since.
    """
    oldest = old_before(year_end, months)
    ends = [(end, words, end < year_end.year) for end, words in _periods(text)]
    ends += [(year, words, date(year, 12, 31) < oldest) for year, words in _years(text)]
    _, shown, is_old = max(ends, default=(0, "", False))
    return shown if is_old else ""


def _periods(text: str) -> list[tuple[int, str]]:
    """Each period with the last year of it."""
    found = ((_end_of(match), match[0]) for match in PERIOD.finditer(text))
    return [(end, words) for end, words in found if end is not None]


def _years(text: str) -> list[tuple[int, str]]:
    """Each year that stands by itself and is a time that runs out."""
    rest = text
    for _, words in _periods(text):
        rest = rest.replace(words, " " * len(words), 1)
    return [
        (int(match[1]), match[1])
        for match in SINGLE.finditer(rest)
        if not NO_PERIOD.search(rest[: match.start()])
    ]


def _end_of(match: re.Match[str]) -> int | None:
    """The last year of "2021–2024", "2021-24" or "1999/00"; None where the figures are no period."""
    start, end = int(match[1]), match[2]
    if len(end) == len(match[1]):
        return int(end) if int(end) >= start else None
    year = start - start % 100 + int(end)
    if year <= start:
        year += 100
    # "2021-05" is a month and "2024-03-31" a date; the longest plans run thirty years.
    return year if year - start <= 30 else None


def old_before(year_end: date, months: int) -> date:
    """The first day that is not older than so many months; of a shorter month, its last day."""
    year, month = divmod(year_end.year * 12 + year_end.month - 1 - months, 12)
    return date(year, month + 1, min(year_end.day, monthrange(year, month + 1)[1]))


def last_looked_at(item: DatedItem) -> date | None:
    """The later of the two: reviewed, or in force from."""
    return max((day for day in (item.last_reviewed, item.effective_from) if day), default=None)


def _years_over(item: DatedItem, year_end: date) -> EvidenceFlag | None:
    years = years_over(item.title, year_end)
    if not years:
        return None
    return EvidenceFlag(
        Kind.YEARS_OVER,
        "the year in its title is over",
        f"The title says {years}, which was over by {_day(year_end)}.",
        "A plan whose years have run out tells a councillor that nothing has replaced it.",
        "Show the version that is in force now, or correct the title.",
    )


def _review_passed(item: DatedItem, at: date) -> EvidenceFlag | None:
    if item.next_review is None or item.next_review >= at:
        return None
    return EvidenceFlag(
        Kind.REVIEW_PASSED,
        "its review date has passed",
        f"It should have been reviewed by {_day(item.next_review)}.",
        "A promised review that did not happen weakens every row that shows it.",
        "Enter when it was last reviewed and when the next review is, or stop using it.",
    )


def _old(item: DatedItem, year_end: date, months: int) -> EvidenceFlag | None:
    looked_at = last_looked_at(item)
    if looked_at is None or looked_at >= old_before(year_end, months):
        return None
    return EvidenceFlag(
        Kind.OLD,
        f"older than {months} months",
        f"It was last looked at on {_day(looked_at)}, more than {months} months before {_day(year_end)}.",
        "Old evidence shows what was once in place, not that it works today.",
        "Have its owner review it, or show something newer beside it.",
    )


def _contradiction(item: DatedItem, documents: Iterable[DatedDocument]) -> EvidenceFlag | None:
    words = words_of(item.title)
    about = [document for document in documents if is_same_document(document.words, words)]
    known = [day for day in (item.effective_from, item.last_reviewed) if day]
    against = [document for document in about if known and not any(document.can_mean(day) for day in known)]
    if not against and not _differ(about):
        return None
    said = [f"{document.where} says {document.date_in_words}" for document in (against or about)]
    if known:
        said.append(f"the register says {' and '.join(in_words(day.year, day.month) for day in known)}")
    return EvidenceFlag(
        Kind.CONTRADICTION,
        "dates that contradict each other",
        f"{'; '.join(said)}.",
        "Two dates for one document make a reader doubt both.",
        "Find out which is right, and correct the row or the register.",
    )


@dataclass(frozen=True)
class Contradiction:
    """One document that texts give different dates to; `said` in the order of the texts."""

    name: str
    said: tuple[DatedDocument, ...]


def contradictions(documents: Iterable[DatedDocument]) -> list[Contradiction]:
    """The documents whose dates differ between texts, each once."""
    groups: list[list[DatedDocument]] = []
    for document in documents:
        for group in groups:
            if is_same_document(group[0].words, document.words):
                group.append(document)
                break
        else:
            groups.append([document])
    return [Contradiction(group[0].name, tuple(group)) for group in groups if _differ(group)]


def _differ(documents: list[DatedDocument]) -> bool:
    """Whether two different texts date the document differently: one text may tell of several dates."""
    return any(
        one.where != other.where and not one.agrees_with(other)
        for number, one in enumerate(documents)
        for other in documents[number + 1 :]
    )


def _day(day: date) -> str:
    return f"{day.day} {in_words(day.year, day.month)}"
