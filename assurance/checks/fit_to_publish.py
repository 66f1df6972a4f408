"""Check 12 for rows and actions: nothing that a public document must not hold, nothing said twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from assurance.checked_review import CheckedReview, quoted
from assurance.checks import Finding, Fix, Gate, Rule, check
from assurance.drafting_notes import find_notes
from assurance.exchange.joining import in_same_words
from assurance.exchange.texts import example_key
from assurance.models import Assessment
from governance.permissions import Permission

PUBLISHED = frozenset({Gate.DRAFT, Gate.APPROVAL, Gate.FINAL})
PARAGRAPH = 30  # letters and figures from which the same words are no chance

DRAFTING_NOTES = Rule(
    "drafting-notes",
    12,
    "Notes to oneself in a public text",
    "“Speak to”, “TBC” or “xx” in print tells every reader that nobody read it.",
    PUBLISHED,
    asks="Was this meant to be read by others?",
)
SAME_WORDS = Rule(
    "same-words",
    12,
    "Same words in two rows",
    "It reads as if one of them was not thought about.",
    PUBLISHED,
    must=False,
    asks="Why do these say the same?",
)
SAME_ACTIONS = Rule(
    "same-actions",
    12,
    "The same action twice",
    "Two actions in the same words are counted, owned and reported on twice.",
    PUBLISHED,
    must=False,
    asks="Is this one action or several?",
)


@check(DRAFTING_NOTES)
def drafting_notes(review: CheckedReview) -> Iterator[Finding]:
    for row in review.rows:
        if notes := find_notes(row.narrative):
            words = "; ".join(quoted(note.words) for note in notes)
            yield review.about(row, words, question=f"{row.ref} says: {words}. What came of it?")


@check(SAME_WORDS)
def same_words(review: CheckedReview) -> Iterator[Finding]:
    """Rows that share a paragraph, named once at the first of them."""
    holders: dict[str, dict[str, Assessment]] = defaultdict(dict)
    for row in review.rows:
        for paragraph in row.narrative.splitlines():
            key = example_key(paragraph)
            if len(key) >= PARAGRAPH:
                holders[key][row.ref] = row
    shared = {tuple(rows): list(rows.values()) for rows in holders.values() if len(rows) > 1}
    for refs, (first, *others) in shared.items():
        named = " and ".join(f"{row.ref} {row.title}" for row in others)
        question = f"Why does {first.ref} have the same paragraph as {named}?"
        yield review.about(first, f"Same paragraph as {named}", subject="=".join(refs), question=question)


@check(SAME_ACTIONS)
def same_actions(review: CheckedReview) -> Iterator[Finding]:
    rows = {promise.action.pk: promise.rows for promise in review.promises}
    for group in in_same_words(promise.action for promise in review.promises):
        first = rows[group[0].pk][0]
        refs = [row.ref for action in group for row in rows[action.pk]]
        fix = Fix("Join them", review.address("assurance:actions-fill"), Permission.EDIT_ACTIONS)
        what = f"{quoted(group[0].text)} on {', '.join(refs)}"
        question = f"Is {quoted(group[0].text)} one action? It stands on {', '.join(refs)}."
        yield review.about(first, what, fix=fix, subject=f"action {group[0].pk}", question=question)
