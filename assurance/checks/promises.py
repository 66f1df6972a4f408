"""Checks 3 and 6: what an action needs to be a promise, and what became of last year's."""

from __future__ import annotations

from collections.abc import Iterator

from assurance.action_register import TWICE
from assurance.checked_review import CheckedReview, quoted
from assurance.checks import Finding, Fix, Gate, Rule, Together, check
from assurance.models import ActionInCycle, ActionLink, ImprovementAction
from framework.models import Requirement
from governance.permissions import Permission

BOTH = frozenset({Gate.REVIEW, Gate.APPROVAL})
PARTS = ("an owner post", "a due date", "an expected outcome")  # of a whole promise

COMPLETE = Rule(
    "actions-complete",
    3,
    "Actions without an owner, a date or an outcome",
    "An action that no post owns, or that has no date and no outcome, cannot be reported on next year.",
    BOTH,
    asks="Who does this, by when, and what will be different?",
    together=Together("Fill in all {count} on one page", "assurance:actions-fill", Permission.EDIT_ACTIONS),
)
FOLLOWED_UP = Rule(
    "followed-up",
    6,
    "Last year’s promises without an outcome",
    "The statement reports on every action that last year’s promised, including those that were dropped.",
    BOTH,
    asks="What became of last year’s promises?",
)
PROMISED_AGAIN = Rule(
    "promised-again",
    6,
    "Promised for the third year",
    "An action taken on twice already makes a reader doubt that it will ever be done.",
    BOTH,
    must=False,
    asks="Will this ever be done?",
)


@check(COMPLETE)
def complete(review: CheckedReview) -> Iterator[Finding]:
    for promise in review.promises:
        action, first = promise.action, promise.rows[0]
        if lacking := _lacking(action):
            label = f"Add {lacking[0]}" if len(lacking) == 1 else "Fill in"
            address = review.council_address("assurance:action-change", action.pk)
            said = ", ".join(f"no {name.split(' ', 1)[1]}" for name in lacking)
            fix = Fix(label, address, Permission.EDIT_ACTIONS)
            # Most lack all three: under the question that asks for all of them, the text says enough.
            question = quoted(action.text) if len(lacking) == len(PARTS) else ""
            yield _about(
                review, action, said, fix, requirement=first.requirement, row=first.pk, question=question
            )


def _lacking(action: ImprovementAction) -> list[str]:
    values = (action.owner_post_id, action.due_on, action.expected_outcome.strip())
    return [name for name, value in zip(PARTS, values, strict=True) if not value]


def _about(
    review: CheckedReview,
    action: ImprovementAction,
    said: str,
    fix: Fix,
    *,
    requirement: Requirement,
    row: int | None = None,
    question: str = "",
) -> Finding:
    return Finding(
        what=f"{quoted(action.text)}: {said}",
        fix=fix,
        place=review.council_address("assurance:action", action.pk),
        ref=requirement.ref,
        title=requirement.title,
        row=row,
        subject=f"action {action.pk}",
        question=question or f"{quoted(action.text)}: {said}.",
    )


@check(FOLLOWED_UP)
def followed_up(review: CheckedReview) -> Iterator[Finding]:
    """Last year's are done, replaced, taken on or dropped with a reason; open ones say how they go."""
    for link in review.last_promises:
        action = link.action
        if not action.is_open:
            continue
        if not _has_outcome(review, action):
            yield _of_last_year(review, link, "neither done, nor taken on, nor dropped with a reason")
        elif not action.updates.all():
            address = review.council_address("assurance:action-update-add", action.pk)
            fix = Fix("Say how it goes", address, Permission.EDIT_ACTIONS)
            yield _of_last_year(review, link, "nobody said how it goes", fix)


def _has_outcome(review: CheckedReview, action: ImprovementAction) -> bool:
    """Stands in this year's review, or last year's part of it says how it ended."""
    last = review.last_year
    return any(
        part.cycle_id == review.cycle.pk or (last and part.cycle_id == last.pk and part.outcome)
        for part in action.in_cycles.all()
    )


def _of_last_year(review: CheckedReview, link: ActionLink, said: str, fix: Fix | None = None) -> Finding:
    fix = fix or Fix("Record the outcome", review.council_address("assurance:action", link.action_id))
    return _about(review, link.action, said, fix, requirement=link.assessment.requirement)


@check(PROMISED_AGAIN)
def promised_again(review: CheckedReview) -> Iterator[Finding]:
    for link in review.last_promises:
        parts = link.action.in_cycles.all()
        times = sum(part.origin == ActionInCycle.Origin.CARRIED for part in parts)
        if link.action.is_open and times >= TWICE:
            fix = Fix("Open the action", review.council_address("assurance:action", link.action_id))
            yield _of_last_year(review, link, "carried twice", fix)
