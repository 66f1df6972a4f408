"""Check 7: what others found, and every open issue, is answered in the statement's own words.

The test is one that a writer can follow: some paragraph of the statement has to hold certain words, and the
finding says which. A paragraph that says there was none answers nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assurance.checked_review import CheckedReview, quoted
from assurance.checks import Finding, Gate, Rule, check
from assurance.models import AssuranceSource, GovernanceIssue
from reports.checks.reading import about_statement, statement_of, texts_of

Kind = AssuranceSource.Kind
Level = AssuranceSource.OpinionLevel

KEY_WORDS = 3  # of an issue's title, the longest
SHORTEST = 5  # letters of a word that tells one issue from another
TELLS_NOTHING = frozenset(
    ("about", "after", "before", "between", "council", "council's", "their", "there", "these", "those")
    + ("under", "which", "while", "within", "without")
)
LEVELS = {Level.LIMITED: "limited", Level.NONE: "no assurance"}
SERIOUS = ("significant", "serious", "weakness", "limited", "statutory recommendation")
# Words by which a kind of source goes, beside the name of who gave it.
KNOWN_AS = {
    Kind.HEAD_OF_INTERNAL_AUDIT: ("internal audit",),
    Kind.EXTERNAL_AUDITOR: ("external audit",),
    Kind.OMBUDSMAN: ("ombudsman",),
    Kind.INFORMATION_COMMISSIONER: ("information commissioner",),
    Kind.PEER_CHALLENGE: ("peer challenge", "peer review"),
}
REPORTS = {"114": ("section 114", "s114", "s.114", "s. 114"), "5": ("section 5", "s5", "s.5", "s. 5")}
_SAYS_NONE = re.compile(
    r"\b(?:no (?:such |statutory )?(?:report|notice|section|s ?\.? ?\d)|none\b"
    r"|(?:not|never) (?:been )?(?:made|issued))"
)

ANSWERED = Rule(
    "answered-in-statement",
    7,
    "What the statement does not answer",
    "A reader who knows of it, and does not find it here, trusts nothing else in the statement.",
    frozenset({Gate.DRAFT, Gate.APPROVAL}),
)


@dataclass(frozen=True)
class Sought:
    """Words of which a paragraph has to hold one of each group."""

    groups: tuple[tuple[str, ...], ...]
    excludes_none: bool = False

    def is_in(self, paragraphs: list[str]) -> bool:
        return any(
            all(any(_holds(paragraph, word) for word in group) for group in self.groups)
            and not (self.excludes_none and _SAYS_NONE.search(paragraph))
            for paragraph in paragraphs
        )

    @property
    def in_words(self) -> str:
        """ "“internal audit” and “limited”": exactly what is looked for."""
        return " and ".join(" or ".join(f"“{word}”" for word in group) for group in self.groups)


@check(ANSWERED)
def answered_in_statement(review: CheckedReview) -> Iterator[Finding]:
    """Asked once somebody has begun the statement: before that, it has no opinion either."""
    statement = statement_of(review)
    if statement is None:
        return
    paragraphs = _paragraphs([statement.opinion_sentence, *texts_of(review).values()])
    for source in review.sources:
        sought = words_for(source)
        if sought and not sought.is_in(paragraphs):
            what = f"{source.provider}, {_said(source)}: no paragraph says {sought.in_words}"
            yield about_statement(review, what, "Answer it", f"source {source.pk}", part="disclosures")
    for issue in review.issues:
        if issue.is_open and not any(sought.is_in(paragraphs) for sought in words_for_issue(issue)):
            looked_for = ", nor ".join(sought.in_words for sought in words_for_issue(issue))
            what = f"The open issue {quoted(issue.title)}: no paragraph says {looked_for}"
            yield about_statement(review, what, "Answer it", f"issue {issue.pk}", part="issues")


def _said(source: AssuranceSource) -> str:
    if source.kind == Kind.STATUTORY_REPORT:
        return "statutory officer’s report"
    return (
        f"“{source.get_opinion_level_display()}”" if source.opinion_level in LEVELS else "a serious finding"
    )


def words_for(source: AssuranceSource) -> Sought | None:
    """What the statement has to say of a source; None where there is nothing to answer."""
    if source.kind == Kind.STATUTORY_REPORT:
        told = " ".join((source.provider, source.opinion, source.summary))
        named = [
            words for number, words in REPORTS.items() if re.search(rf"\b(?:section|s)\.? ?{number}\b", told)
        ]
        return Sought((tuple(word for words in named or REPORTS.values() for word in words),), True)
    if not source.is_unfavourable:
        return None
    who = (*KNOWN_AS.get(Kind(source.kind), ()), source.provider)
    if source.kind not in {Kind.HEAD_OF_INTERNAL_AUDIT, Kind.EXTERNAL_AUDITOR}:
        return Sought((who,))
    level = LEVELS.get(Level(source.opinion_level)) if source.opinion_level else None
    return Sought((who, (level,) if level else SERIOUS))


def words_for_issue(issue: GovernanceIssue) -> list[Sought]:
    """The title as it stands; or its longest words, together in one paragraph."""
    found = re.findall(rf"[^\W\d_]{{{SHORTEST},}}", issue.title.casefold())
    words = sorted(set(found) - TELLS_NOTHING, key=lambda word: (-len(word), word))
    whole = Sought(((issue.title,),))
    if not words:
        return [whole]
    return [
        whole,
        Sought(tuple((word,) for word in sorted(words[:KEY_WORDS], key=issue.title.casefold().index))),
    ]


def _paragraphs(texts: list[str]) -> list[str]:
    return [_plain(paragraph) for text in texts for paragraph in re.split(r"\n\s*\n", text.replace("\r", ""))]


def _holds(paragraph: str, word: str) -> bool:
    """Whole words, but for an ending: "audit" is held by "auditors", "section 5" not by "section 51"."""
    return re.search(rf"(?<!\w){re.escape(_plain(word))}(?!\d)", paragraph) is not None


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("*", "").casefold().split())
