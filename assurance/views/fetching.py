"""Fetching through the council: no view touches a row that it did not get this way."""

from __future__ import annotations

from typing import cast

from django.shortcuts import get_object_or_404

from assurance.http import ReviewRequest, keep_in_view
from assurance.models import ReviewCycle
from assurance.reach import Reach
from governance.http import CouncilRequest


def get_cycle(request: CouncilRequest, year: int) -> ReviewCycle:
    """The council's review of the year, or 404. Kept on the request, where the navigation reads it."""
    cycles = ReviewCycle.objects.for_council(request.council).select_related("framework")
    cycle = get_object_or_404(cycles, starts_on__year=year)
    cycle.council = request.council
    keep_in_view(request, cycle)
    return cycle


def reach_of(request: CouncilRequest) -> Reach:
    """What the member sees of evidence and actions, which belong to all reviews. Asked once a request."""
    asked = cast(ReviewRequest, request)
    if not hasattr(asked, "reach"):
        asked.reach = Reach.of(request.membership)
    return asked.reach
