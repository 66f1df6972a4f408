"""Rows as reviewers find them, and how to get to them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from assurance.models import Assessment, ReviewCycle
from governance.models import Membership
from tests.builders import fill, give_rows, row


def sent(
    cycle: ReviewCycle, officer: Membership, ref: str, *, last: int | None = 9, score: Any = 9, **fields: Any
) -> Assessment:
    """A submitted row with the score of last year."""
    [mine] = give_rows(cycle, officer, ref)
    before = row(cycle, ref).previous
    assert before is not None
    before.own_score = last
    before.save()
    for name, value in fields.items():
        setattr(mine, name, value)
    fill(mine, by=officer, score=score, status="submitted")
    mine.narrative = f"We do {ref} well. Internal audit tested it in May 2025 and found that it works."
    mine.save()
    return mine


def address(name: str, cycle: ReviewCycle, *more: object) -> str:
    return reverse(f"assurance:{name}", args=[cycle.council.slug, cycle.year, *more])


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())
