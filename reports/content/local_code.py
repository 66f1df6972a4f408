"""The Local Code, table style, drawn from the framework and the evidence register.

Only items of the register that are marked public are fetched: internal ones cannot appear.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from assurance.models import EvidenceUse, ReviewCycle
from reports.content.charts import DiagramStep, diagram_steps
from reports.content.control import Control, Release, control
from reports.content.figures import ReviewFigures, review_figures
from reports.content.reading import ReviewRows, read_public_evidence, read_review
from reports.content.roles import KeyRole, key_roles
from reports.models import DocumentKind

LINKABLE = ("https://", "http://")


@dataclass(frozen=True)
class InPlace:
    """An item that shows how a commitment is kept; `link` may be empty; `reviewed` is ISO or empty."""

    title: str
    link: str
    note: str
    reviewed: str


@dataclass(frozen=True)
class Commitment:
    ref: str
    title: str
    statement: str
    in_place: tuple[InPlace, ...]


@dataclass(frozen=True)
class CodePart:
    ref: str
    title: str
    commitments: tuple[Commitment, ...]


@dataclass(frozen=True)
class CodePrinciple:
    letter: str
    title: str
    short_title: str
    rationale: str
    parts: tuple[CodePart, ...]


@dataclass(frozen=True)
class Diagram:
    """A and B frame the steps C to G; `title` says it in words."""

    title: str
    frame: tuple[tuple[str, tuple[str, ...]], ...]
    steps: tuple[DiagramStep, ...]


@dataclass(frozen=True)
class LocalCode:
    control: Control
    own_wording: bool
    diagram: Diagram
    principles: tuple[CodePrinciple, ...]
    roles: tuple[KeyRole, ...]
    figures: ReviewFigures


def build(cycle: ReviewCycle, *, on: date, release: Release | None = None) -> LocalCode:
    """The Code as the framework and the register give it on a day."""
    review = read_review(cycle)
    evidence = read_public_evidence(cycle)
    return LocalCode(
        control=control(DocumentKind.LOCAL_CODE, cycle, on=on, release=release, review=review),
        own_wording=any(review.wording.is_council_wording(row.requirement) for row in review.rows),
        diagram=diagram(review),
        principles=tuple(
            CodePrinciple(
                letter=principle.letter,
                title=principle.title,
                short_title=principle.short_title,
                rationale=principle.rationale,
                parts=tuple(parts(review, principle.letter, evidence)),
            )
            for principle in review.principles
        ),
        roles=key_roles(cycle.council, cycle.governance_model),
        figures=review_figures(review),
    )


def parts(review: ReviewRows, letter: str, evidence: dict[str, list[EvidenceUse]]) -> list[CodePart]:
    return [
        CodePart(
            sub_principle.ref,
            sub_principle.title,
            tuple(
                Commitment(
                    row.ref,
                    row.title,
                    review.wording.statement(row.requirement),
                    tuple(in_place(use) for use in evidence.get(row.ref, [])),
                )
                for row in group
            ),
        )
        for sub_principle, group in groupby(
            review.in_principle(letter), key=lambda row: row.requirement.sub_principle
        )
    ]


def in_place(use: EvidenceUse) -> InPlace:
    item = use.evidence
    return InPlace(
        title=item.title,
        link=item.link if item.link.startswith(LINKABLE) else "",
        note=item.owner_post.title if item.owner_post else "",
        reviewed=item.last_reviewed.isoformat() if item.last_reviewed else "",
    )


def diagram(review: ReviewRows) -> Diagram:
    names = [(principle.letter, principle.short_title) for principle in review.principles]
    titles = {principle.letter: principle.title for principle in review.principles}
    return Diagram(
        title="Principles A and B form a frame around the other five. Inside it C, D, E, F and G follow one "
        "another, and an arrow leads from G back to C.",
        frame=tuple((letter, frame_lines(titles[letter])) for letter, _ in names[:2]),
        steps=diagram_steps(tuple(names[2:])),
    )


def frame_lines(title: str, width: int = 62) -> tuple[str, ...]:
    """A long title in two lines at most, for the frame of the diagram."""
    if len(title) <= width:
        return (title,)
    cut = title.rfind(" ", 0, width)
    return (title[:cut], title[cut + 1 :])
