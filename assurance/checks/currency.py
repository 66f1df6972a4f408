"""Check 5: evidence that may be out of date, and documents that two texts date differently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from assurance.checked_review import CheckedReview, quoted
from assurance.checks import Finding, Fix, Gate, Rule, check
from assurance.dated_documents import DatedDocument
from assurance.evidence_dates import EvidenceFlag, contradictions, flags_of, old_time
from assurance.models import Assessment, Evidence
from assurance.row_sources import actions_of, evidence_of

REVIEW = frozenset({Gate.REVIEW})

OUT_OF_DATE = Rule(
    "out-of-date",
    5,
    "Evidence that may be out of date",
    "Old evidence shows what was once in place. Ages are counted to the year end, 31 March.",
    REVIEW,
    must=False,
    asks="Is this still how things are?",
)
CONTRADICTION = Rule(
    "contradicting-dates",
    5,
    "Dates that contradict each other",
    "Two dates for one document make a reader doubt both.",
    REVIEW,
    must=False,
    asks="Which date is right?",
)


@check(OUT_OF_DATE)
def out_of_date(review: CheckedReview) -> Iterator[Finding]:
    yield from _in_texts(review)
    for item, row in _items(review):
        flags = _flags(review, item)
        if said := [flag.label for flag in flags if flag.is_out_of_date]:
            what = f"{quoted(item.title)}: {'; '.join(said)}"
            question = f"Does {quoted(item.title)} ({row.ref}) still hold? Here: {'; '.join(said)}."
            yield review.about(
                row, what, fix=_open_item(review, item), subject=f"item {item.pk}", question=question
            )


def _in_texts(review: CheckedReview) -> Iterator[Finding]:
    """Times named in a row's narrative, and in the actions promised on it."""
    months = review.setting("evidence_age_months")
    for row in review.rows:
        if time := old_time(row.narrative, year_end=review.cycle.ends_on, months=months):
            question = f"Is what {row.ref} says still so? The newest time that it names is {time}."
            yield review.about(row, f"The newest time that the narrative names is {time}", question=question)
        for action in actions_of(row):
            time = old_time(action.text, year_end=review.cycle.ends_on, months=months)
            if action.is_open and time:
                address = review.council_address("assurance:action", action.pk)
                what = f"{quoted(action.text)} names {time}"
                yield review.about(
                    row,
                    what,
                    fix=Fix("Open the action", address),
                    subject=f"action {action.pk}",
                    question=f"Is the action on {row.ref} needed? It names {time}: {quoted(action.text)}",
                )


def _flags(
    review: CheckedReview, item: Evidence, documents: list[DatedDocument] | None = None
) -> list[EvidenceFlag]:
    return flags_of(
        item,
        year_end=review.cycle.ends_on,
        months=review.setting("evidence_age_months"),
        at=review.at,
        documents=documents or (),
    )


def _items(review: CheckedReview) -> Iterator[tuple[Evidence, Assessment]]:
    """Each item that a row shows, once, with the first row that does."""
    first: dict[int, tuple[Evidence, Assessment]] = {}
    for row in review.rows:
        for item in evidence_of(row):
            first.setdefault(item.pk, (item, row))
    yield from first.values()


def _open_item(review: CheckedReview, item: Evidence) -> Fix:
    return Fix("Open the item", review.council_address("assurance:evidence-item", item.pk))


@check(CONTRADICTION)
def contradicting_dates(review: CheckedReview) -> Iterator[Finding]:
    """Named once, at the row with the oldest date; or at the row that shows the item of the register."""
    by_ref = {row.ref: row for row in review.rows}
    told: set[frozenset[str]] = set()
    for found in contradictions(review.documents):
        told.update(document.words for document in found.said)
        oldest = min(found.said, key=lambda document: (document.year, document.month))
        dates: dict[str, list[str]] = defaultdict(list)
        for document in found.said:
            if document.where != oldest.where:
                dates[document.date_in_words].append(document.where)
        others = "; ".join(f"{date} in {', '.join(refs)}" for date, refs in dates.items())
        what = f"{quoted(found.name)} is dated {oldest.date_in_words} here, {others}"
        row = by_ref[oldest.where]
        fix = Fix("Compare", review.address("assurance:assessment", row.ref))
        dated = f"{oldest.where} says {oldest.date_in_words}; {others}"
        question = f"When was {quoted(found.name)} last reviewed? {dated}."
        yield review.about(row, what, fix=fix, subject=found.name, question=question)
    rest = [document for document in review.documents if document.words not in told]
    for item, row in _items(review):
        for flag in _flags(review, item, rest):
            if not flag.is_out_of_date:
                what = f"{quoted(item.title)}: {flag.finding}"
                yield review.about(
                    row,
                    what,
                    fix=_open_item(review, item),
                    subject=f"item {item.pk}",
                    question=f"When was {quoted(item.title)} last reviewed? {flag.finding}",
                )
