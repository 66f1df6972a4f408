"""The assurance review: every requirement with examples, score, evidence and plans, in Blaby's form."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, fields
from datetime import date
from itertools import groupby

from assurance.models import ActionLink, Assessment, ReviewCycle
from framework.models import SubPrinciple
from reports.content.control import Control, Release, control
from reports.content.figures import PrincipleFigures, ReviewFigures, ScaleBand, review_figures, scale
from reports.content.lengths import LONGEST_WHOLE_ROW, lines_of
from reports.content.reading import Examples, ReviewRows, read_action_links, read_examples, read_review
from reports.models import DocumentKind

# Characters to a line in the columns of the landscape page at 11 points, counted on set pages.
STATEMENT_LINE, EXAMPLE_LINE, NARRATIVE_LINE = 36, 34, 58
PARAGRAPHS = re.compile(r"\n\s*\n|\n")


@dataclass(frozen=True)
class ExampleLine:
    text: str
    nested: tuple[str, ...]


@dataclass(frozen=True)
class ActionLine:
    """An action under a row; `owner` and `due` (ISO) are empty until someone fills them."""

    text: str
    owner: str
    due: str
    done: bool


@dataclass(frozen=True)
class ReviewRow:
    """One requirement. `score` is None when not assessed or not applicable; `last` is last year's.

    `to_agree` marks a score that nobody has agreed among others that are; while none is, the notice says it.
    """

    ref: str
    title: str
    statement: str
    examples: tuple[ExampleLine, ...]
    own_examples: tuple[str, ...]
    score: int | None
    word: str
    last: int | None
    to_agree: bool
    not_applicable: str
    evidence: tuple[str, ...]
    actions: tuple[ActionLine, ...]
    long: bool


@dataclass(frozen=True)
class ColumnHeads:
    """What stands above the columns: the council's own words."""

    ref: str
    required: str
    examples: str
    score: str
    progress: str


@dataclass(frozen=True)
class ReviewTable:
    """Rows that stand in one table; a row that may cross a page is the last of its table.

    `columns` names those in which there is something to read, as ColumnHeads has them.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[ReviewRow, ...]


@dataclass(frozen=True)
class ReviewPart:
    """A sub-principle."""

    ref: str
    title: str
    tables: tuple[ReviewTable, ...]


@dataclass(frozen=True)
class ReviewPrinciple:
    letter: str
    title: str
    figures: PrincipleFigures
    parts: tuple[ReviewPart, ...]


@dataclass(frozen=True)
class AssuranceReview:
    control: Control
    scale: tuple[ScaleBand, ...]
    own_wording: bool
    heads: ColumnHeads
    principles: tuple[ReviewPrinciple, ...]
    figures: ReviewFigures


def build(cycle: ReviewCycle, *, on: date, release: Release | None = None) -> AssuranceReview:
    """The review as it stands on a day."""
    review = read_review(cycle)
    examples = read_examples(cycle)
    actions: dict[int, list[ActionLink]] = {}
    for link in read_action_links(cycle):
        actions.setdefault(link.assessment_id, []).append(link)
    found = review_figures(review)
    return AssuranceReview(
        control=control(DocumentKind.ASSURANCE_REVIEW, cycle, on=on, release=release, review=review),
        scale=scale(review),
        own_wording=any(review.wording.is_council_wording(row.requirement) for row in review.rows),
        heads=ColumnHeads(
            **{one.name: cycle.council.setting(f"column_{one.name}") for one in fields(ColumnHeads)}
        ),
        principles=tuple(
            ReviewPrinciple(
                letter=one.letter,
                title=one.title,
                figures=one,
                parts=tuple(parts(review, one.letter, examples, actions)),
            )
            for one in found.principles
        ),
        figures=found,
    )


def parts(
    review: ReviewRows, letter: str, examples: dict[str, Examples], actions: dict[int, list[ActionLink]]
) -> list[ReviewPart]:
    """The sub-principles of a principle, each with its tables."""
    found = []
    for sub_principle, group in groupby(
        review.in_principle(letter), key=lambda row: row.requirement.sub_principle
    ):
        rows = [review_row(review, row, examples.get(row.ref), actions.get(row.pk, [])) for row in group]
        found.append(ReviewPart(sub_principle.ref, sub_principle.title, tables(sub_principle, rows)))
    return found


def review_row(
    review: ReviewRows, row: Assessment, examples: Examples | None, links: list[ActionLink]
) -> ReviewRow:
    statement = review.wording.statement(row.requirement)
    listed = examples or Examples([], [])
    evidence = tuple(paragraphs(row.narrative))
    actions = tuple(action_line(link) for link in links)
    lines = max(
        lines_of([row.title, statement], STATEMENT_LINE),
        lines_of([*flat(listed), *listed.own], EXAMPLE_LINE),
        lines_of(
            [*evidence, *(f"Action {one.text} {one.owner} {one.due}" for one in actions)], NARRATIVE_LINE
        ),
    )
    return ReviewRow(
        ref=row.ref,
        title=row.title,
        statement=statement,
        examples=tuple(ExampleLine(text, tuple(nested)) for text, nested in listed.framework),
        own_examples=tuple(listed.own),
        score=row.score,
        word=review.word(row.score),
        last=row.previous.score if row.previous else None,
        to_agree=bool(review.figures.agreed) and row.status != row.Status.AGREED,
        not_applicable=row.not_applicable_reason if row.not_applicable else "",
        evidence=evidence,
        actions=actions,
        long=lines > LONGEST_WHOLE_ROW,
    )


def action_line(link: ActionLink) -> ActionLine:
    action = link.action
    return ActionLine(
        text=action.text,
        owner=action.owner_post.title if action.owner_post else "",
        due=action.due_on.isoformat() if action.due_on else "",
        done=not action.is_open,
    )


def flat(examples: Examples) -> list[str]:
    return [text for first, nested in examples.framework for text in (first, *nested)]


def paragraphs(text: str) -> list[str]:
    """What a person typed, line by line; empty lines fall away."""
    return [line.strip() for line in PARAGRAPHS.split(text.replace("\r\n", "\n")) if line.strip()]


def tables(sub_principle: SubPrinciple, rows: list[ReviewRow]) -> tuple[ReviewTable, ...]:
    """One table, closed after each row that may cross a page so that its head stands over the next."""
    groups: list[list[ReviewRow]] = [[]]
    for row in rows:
        groups[-1].append(row)
        if row.long:
            groups.append([])
    filled = [group for group in groups if group]
    captions = [caption(rows)] + [f"{sub_principle.ref} from {group[0].ref} on" for group in filled[1:]]
    return tuple(
        ReviewTable(text, columns_of(group), tuple(group))
        for text, group in zip(captions, filled, strict=True)
    )


def columns_of(rows: list[ReviewRow]) -> tuple[str, ...]:
    """The columns of a table that are not empty in all its rows."""
    has_words = {
        "ref": True,
        "required": True,
        "examples": any(row.examples or row.own_examples for row in rows),
        "score": any(row.score or row.last or row.not_applicable for row in rows),
        "progress": any(row.evidence or row.actions or row.not_applicable for row in rows),
    }
    return tuple(name for name, found in has_words.items() if found)


def caption(rows: list[ReviewRow]) -> str:
    """ "4 requirements: 3 Strong, 1 Good"."""
    counts = Counter(row.word for row in rows if row.score is not None)
    listed = [f"{count} {word}" for word, count in counts.items()]
    unscored = len(rows) - sum(counts.values())
    if unscored:
        listed.append(f"{unscored} without a score")
    noun = "requirement" if len(rows) == 1 else "requirements"
    return f"{len(rows)} {noun}: {', '.join(listed)}"
