"""Check 12 for people: no address of a person, and a post where somebody answers for something."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assurance.checked_review import CheckedReview, quoted
from assurance.checks import Finding, Fix, Gate, Rule, check
from assurance.people_in_texts import addresses_in, names_in

PUBLISHED = frozenset({Gate.DRAFT, Gate.APPROVAL, Gate.FINAL})

ADDRESSES = Rule(
    "personal-addresses",
    12,
    "A person’s e-mail address in a public text",
    "What is published stays: use a post or a shared mailbox.",
    PUBLISHED,
    must=False,
)
NAMES = Rule(
    "personal-names",
    12,
    "A person’s name where a post would do",
    "People move on and what is published stays: the post answers for it, whoever holds it.",
    PUBLISHED,
    must=False,
)


@check(ADDRESSES)
def personal_addresses(review: CheckedReview) -> Iterator[Finding]:
    mailbox = review.setting("contact_email")
    yield from _in_public_texts(review, lambda text: addresses_in(text, mailbox=mailbox))


@check(NAMES)
def personal_names(review: CheckedReview) -> Iterator[Finding]:
    yield from _in_public_texts(review, lambda text: names_in(text, review.names))


def _in_public_texts(review: CheckedReview, find: Callable[[str], list[str]]) -> Iterator[Finding]:
    """In the narratives of the rows, then in the open actions with what is expected of them."""
    for row in review.rows:
        if found := find(row.narrative):
            yield review.about(row, ", ".join(found))
    for promise in review.promises:
        action = promise.action
        if found := find(f"{action.text}\n{action.expected_outcome}"):
            address = review.council_address("assurance:action", action.pk)
            yield review.about(
                promise.rows[0],
                f"{', '.join(found)} in the action {quoted(action.text)}",
                fix=Fix("Open the action", address),
                subject=f"action {action.pk}",
            )
