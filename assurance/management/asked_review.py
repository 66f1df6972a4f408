"""The review that a command is asked about."""

from __future__ import annotations

from django.core.management.base import CommandError

from assurance.models import ReviewCycle
from governance.models import Council


def asked_review(slug: str, year: str) -> ReviewCycle:
    """The council's review of a year such as "2024/25"; CommandError in one line when there is none."""
    council = Council.objects.filter(slug=slug).first()
    if council is None:
        raise CommandError(f"There is no council “{slug}”.")
    try:
        starts_on = ReviewCycle.start_of(year)
    except ValueError as error:
        raise CommandError(str(error)) from None
    cycles = ReviewCycle.objects.for_council(council).filter(starts_on=starts_on)
    cycle = cycles.select_related("council", "framework").first()
    if cycle is None:
        raise CommandError(f"{council} has no {year} review.")
    return cycle
