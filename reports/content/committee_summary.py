"""What a committee reads first: two pages of the year's opinion, figures, promises and questions.

Built from what the Annual Governance Statement is built from, so that both say the same.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from assurance.checked_review import CheckedReview
from assurance.checks import registered_checks
from assurance.models import ReviewCycle
from reports.content.actions import KeptPromise, Promises, promises
from reports.content.ags import is_kept, movement_sentence, opinion_words
from reports.content.control import Control, Release, control
from reports.content.figures import PrincipleFigures, review_figures
from reports.content.issues import Issues, read_issues
from reports.content.reading import ReviewRows, read_review
from reports.content.sentences import counted
from reports.content.sources import headlines, read_sources
from reports.models import DocumentKind, GovernanceStatement

# Rules whose questions are about an agreed score or a promise: none quotes a narrative or internal evidence.
ASKING = ("low-score", "moved", "evidence", "high-score", "actions-complete")
MOST_QUESTIONS = 2
# More promises than these would not leave room for the questions; the statement lists them all.
MOST_PROMISES = 6


@dataclass(frozen=True)
class PromisesKept:
    """Last year's promises by what became of them; `listed` are those not kept and kept late, `more` beside.

    `year` is empty when no earlier year is on record.
    """

    year: str
    kept: int
    late: int
    not_done: int
    listed: tuple[KeptPromise, ...]
    more: int


@dataclass(frozen=True)
class Question:
    """What a member could ask about a requirement."""

    ref: str
    title: str
    text: str


@dataclass(frozen=True)
class Questions:
    """What a member could ask about one principle."""

    letter: str
    short_title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class CommitteeSummary:
    control: Control
    opinion: str
    opinion_sentence: str
    headlines: tuple[str, ...]
    tiles: tuple[PrincipleFigures, ...]
    changes: tuple[str, ...]
    promises: PromisesKept
    issues: Issues
    questions: tuple[Questions, ...]


def build(cycle: ReviewCycle, *, on: date, release: Release | None = None) -> CommitteeSummary:
    """The summary as it stands on a day."""
    review = read_review(cycle)
    statement = GovernanceStatement.objects.filter(cycle=cycle).first()
    found = review_figures(review)
    moved = movement_sentence(found)
    return CommitteeSummary(
        control=control(
            DocumentKind.COMMITTEE_SUMMARY,
            cycle,
            on=on,
            as_at=statement.as_at if statement else None,
            release=release,
            review=review,
        ),
        opinion=opinion_words(statement),
        opinion_sentence=statement.opinion_sentence if statement else "",
        headlines=headlines(read_sources(cycle)),
        tiles=found.principles,
        changes=tuple(text for text in (moved, rows_sentence(review)) if text),
        promises=promises_kept(promises(cycle, on=on)),
        issues=read_issues(cycle),
        questions=questions(review, on=on),
    )


def rows_sentence(review: ReviewRows) -> str:
    """How many agreed scores moved against last year; empty where there is nothing to compare."""
    settled = agreed(review)
    pairs = [
        (row.score, row.previous.score)
        for row in review.rows
        if row.pk in settled and row.previous is not None
    ]
    compared = [(now, then) for now, then in pairs if now is not None and then is not None]
    if not compared:
        return ""
    up = sum(now > then for now, then in compared)
    down = sum(now < then for now, then in compared)
    return (
        f"Of {counted(len(compared), 'agreed score')} that can be compared, {up} went up, {down} went down "
        f"and {len(compared) - up - down} stayed."
    )


def agreed(review: ReviewRows) -> set[int]:
    """The rows whose scores somebody else agreed; all of them in a past year's record."""
    return {row.pk for row in review.rows if review.cycle.is_past_record or row.status == row.Status.AGREED}


def promises_kept(found: Promises) -> PromisesKept:
    """The promises counted; those that were not done first, then those that were late."""
    late = [one for one in found.actions if one.mark == "late"]
    not_done = [one for one in found.actions if not is_kept(one)]
    pressing = sorted(not_done, key=lambda one: not one.result.startswith("Not kept")) + late
    return PromisesKept(
        year=found.year,
        kept=sum(one.mark == "done" for one in found.actions),
        late=len(late),
        not_done=len(not_done),
        listed=tuple(pressing[:MOST_PROMISES]),
        more=max(0, len(pressing) - MOST_PROMISES),
    )


def questions(review: ReviewRows, *, on: date) -> tuple[Questions, ...]:
    """At most two for each principle, of agreed rows only, in the order of `ASKING`."""
    rows = agreed(review)
    looks = {rule.key: look for rule, look in registered_checks()}
    checked = CheckedReview(review.cycle, on)
    asked: dict[str, list[Question]] = defaultdict(list)
    for key in ASKING:
        for finding in looks[key](checked):
            if finding.row in rows and finding.question:
                asked[finding.ref[:1]].append(Question(finding.ref, finding.title, finding.question))
    return tuple(
        Questions(one.letter, one.short_title, tuple(asked[one.letter][:MOST_QUESTIONS]))
        for one in review.principles
        if asked[one.letter]
    )
