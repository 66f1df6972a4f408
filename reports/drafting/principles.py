"""Each principle: a sentence of conclusion, what worked by evidence from outside, what fell short."""

from __future__ import annotations

from dataclasses import dataclass

from assurance.models import Assessment
from assurance.scores import Band
from reports.drafting.material import Material, OutsideCheck, Promise
from reports.drafting.wording import bullets, paragraphs, plain, promised

MOST_WORKED, MOST_GAPS = 4, 6


@dataclass(frozen=True)
class Worked:
    """A requirement of the highest band with evidence that somebody outside the service checked."""

    ref: str
    title: str
    checks: tuple[OutsideCheck, ...]


@dataclass(frozen=True)
class Gap:
    """A requirement with an agreed low score, and the open actions on it."""

    ref: str
    title: str
    word: str
    actions: tuple[Promise, ...]


@dataclass(frozen=True)
class PrincipleFacts:
    """`counts` are agreed rows by the words of the bands; `word`, `last_word` and `moved` as the figures."""

    word: str
    last_word: str
    moved: str
    total: int
    agreed: int
    counts: tuple[tuple[str, int], ...]
    worked: tuple[Worked, ...]
    gaps: tuple[Gap, ...]


def principle_facts(material: Material, letter: str) -> PrincipleFacts:
    review = material.review
    rows = [
        row
        for row in material.agreed_rows
        if row.requirement.sub_principle.principle.letter == letter and row.score is not None
    ]
    figures = next(one for one in material.figures.principles if one.letter == letter)
    counts = ((band.word, sum(row.score in band.scores for row in rows)) for band in review.bands.values())
    return PrincipleFacts(
        word=figures.word,
        last_word=figures.last_word,
        moved=figures.moved,
        total=figures.total,
        agreed=review.by_principle[letter].agreed,
        counts=tuple(counts),
        worked=tuple(worked(material, rows)),
        gaps=tuple(gaps(material, rows)),
    )


def worked(material: Material, rows: list[Assessment]) -> list[Worked]:
    """Of the highest band, those that someone independent checked first."""
    strong = [row for row in rows if row.band == Band.STRONG and row.ref in material.checks]
    strong.sort(key=lambda row: (material.checks[row.ref][0].by != "someone independent", -(row.score or 0)))
    return [Worked(row.ref, row.title, material.checks[row.ref]) for row in strong]


def gaps(material: Material, rows: list[Assessment]) -> list[Gap]:
    """At or under the council's threshold, the lowest first."""
    low = [row for row in rows if (row.score or 0) <= material.review.threshold]
    return [
        Gap(row.ref, row.title, material.review.word(row.score), material.promises_on(row.ref))
        for row in sorted(low, key=lambda row: (row.score or 0, row.requirement.position))
    ]


def write_principle(facts: PrincipleFacts) -> str:
    return paragraphs(
        conclusion(facts),
        bullets(
            "What worked, by evidence from outside the service:",
            map(_worked, varied(facts.worked)[:MOST_WORKED]),
        )
        or "[Add what worked: nothing here with a high score was checked from outside the service.]",
        bullets("What can be better, and what we will do:", map(gap_words, facts.gaps[:MOST_GAPS])),
        _more(len(facts.gaps) - MOST_GAPS),
    )


def conclusion(facts: PrincipleFacts) -> str:
    if facts.agreed < facts.total or not facts.word:
        return (
            f"[To follow: the conclusion, once all {facts.total} scores under this principle are agreed "
            f"({facts.agreed} so far).]"
        )
    moved = {
        "better": f", up from {facts.last_word} last year",
        "worse": f", down from {facts.last_word} last year",
        "same": ", as they were last year",
    }.get(facts.moved, "")
    return f"**We judge our arrangements under this principle {facts.word}{moved}.**"


def varied(rows: tuple[Worked, ...]) -> list[Worked]:
    """Those first that were shown by what no other before them was shown by."""
    shown: set[OutsideCheck] = set()
    first: list[Worked] = []
    rest: list[Worked] = []
    for row in rows:
        (rest if row.checks[0] in shown else first).append(row)
        shown.add(row.checks[0])
    return first + rest


def _worked(row: Worked) -> str:
    first = row.checks[0]
    titles = [plain(check.title) for check in row.checks if check.title and check.by == first.by]
    shown = f" ({titles[0]})" if titles else ""
    return f"{row.ref} {plain(row.title)}: checked by {first.by}{shown}."


def gap_words(row: Gap) -> str:
    """ "B2.3 Title, Partial: What is done (Post, by 30 June 2026)."."""
    done = [promised(action.text, action.owner, action.due) for action in row.actions]
    what = " ".join(done) or "[Add what will be done, or why nothing needs to be.]"
    return f"{row.ref} {plain(row.title)}, {row.word}: {what}"


def _more(count: int) -> str:
    if count < 1:
        return ""
    return f"{count} more {'is' if count == 1 else 'are'} in the list below."
