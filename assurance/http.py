"""What the pages of reviews keep on their request."""

from __future__ import annotations

from typing import cast

from assurance.models import ReviewCycle
from assurance.reach import Reach
from governance.http import CouncilRequest


class ReviewRequest(CouncilRequest):
    """A request about a review. Both are there only once a view has put them there."""

    cycle: ReviewCycle | None
    reach: Reach


def keep_in_view(request: CouncilRequest, cycle: ReviewCycle | None) -> None:
    """Have the navigation lead to the pages of this review (assurance/shell.py)."""
    cast(ReviewRequest, request).cycle = cycle
