"""The summary: how each principle came out, what got better, what is weak, which actions matter most."""

from __future__ import annotations

from dataclasses import dataclass

from assurance.models import Assessment
from assurance.scores import band_of
from reports.content.sentences import joined
from reports.drafting.material import Material, Promise, as_promise
from reports.drafting.principles import Gap, gaps
from reports.drafting.wording import bullets, paragraphs, plain, promised

MOST = 5


@dataclass(frozen=True)
class Improved:
    """A requirement whose agreed score reached a higher band than last year's."""

    ref: str
    title: str
    last_word: str
    word: str


@dataclass(frozen=True)
class SummaryFacts:
    """`words` are the principles' letters by the word of their band, empty until all scores are agreed."""

    total: int
    agreed: int
    words: tuple[tuple[str, tuple[str, ...]], ...]
    improved: tuple[Improved, ...]
    weak: tuple[Gap, ...]
    key_actions: tuple[Promise, ...]


def summary_facts(material: Material) -> SummaryFacts:
    review, figures = material.review, material.figures
    rows = [row for row in material.agreed_rows if row.score is not None]
    words: dict[str, list[str]] = {}
    if review.figures.all_agreed:
        for one in sorted(figures.principles, key=lambda one: -one.mark):
            words.setdefault(one.word, []).append(one.letter)
    weak = gaps(material, rows)
    return SummaryFacts(
        total=figures.total,
        agreed=figures.agreed,
        words=tuple((word, tuple(letters)) for word, letters in words.items() if word),
        improved=tuple(_improved(material, rows)),
        weak=tuple(weak),
        key_actions=_key_actions(material, weak),
    )


def _key_actions(material: Material, weak: list[Gap]) -> tuple[Promise, ...]:
    """Those of high priority; where nobody gave priorities, those on the lowest scores."""
    urgent = [as_promise(action) for action in material.plan if action.priority == "High"]
    return tuple(urgent or dict.fromkeys(action for gap in weak for action in gap.actions))


def _improved(material: Material, rows: list[Assessment]) -> list[Improved]:
    """Those that rose most first; last year's score counts when it was agreed."""
    risen = []
    for row in rows:
        last = row.previous.agreed_score if row.previous else None
        if last is None or row.score is None or row.score <= last or band_of(last) == row.band:
            continue
        risen.append((last - row.score, row, last))
    return [
        Improved(row.ref, row.title, material.review.word(last), material.review.word(row.score))
        for _, row, last in sorted(risen, key=lambda each: each[0])
    ]


def write_summary(facts: SummaryFacts) -> str:
    return paragraphs(
        _principles(facts),
        bullets(
            "What got better since last year:",
            (
                f"{row.ref} {plain(row.title)}: from {row.last_word} to {row.word}."
                for row in facts.improved[:MOST]
            ),
        ),
        bullets(
            "What scored lowest:", (f"{row.ref} {plain(row.title)}: {row.word}." for row in facts.weak[:MOST])
        ),
        bullets(
            "What matters most now:",
            (promised(action.text, action.owner, action.due) for action in facts.key_actions[:MOST]),
        ),
    )


def _principles(facts: SummaryFacts) -> str:
    """ "Principles A and D are Strong; principle B is Good."."""
    if facts.agreed < facts.total:
        return (
            f"[To follow: how the principles came out, once all {facts.total} scores are agreed "
            f"({facts.agreed} so far).]"
        )
    said = [
        f"principle{'s' if len(letters) > 1 else ''} {joined(list(letters))} "
        f"{'are' if len(letters) > 1 else 'is'} {word}"
        for word, letters in facts.words
    ]
    sentence = "; ".join(said)
    return f"{sentence[:1].upper()}{sentence[1:]}." if said else ""
