"""Which rows an action stands on."""

from __future__ import annotations

from collections import defaultdict

from assurance.models import ActionLink, ReviewCycle


def refs_of(cycle: ReviewCycle) -> dict[int, list[str]]:
    """References of the review's rows by action, in the order of the framework; one query."""
    refs: dict[int, list[str]] = defaultdict(list)
    links = ActionLink.objects.filter(assessment__cycle=cycle, ended_at=None)
    ordered = links.order_by("assessment__requirement__position")
    for action_id, ref in ordered.values_list("action_id", "assessment__requirement__ref"):
        refs[action_id].append(ref)
    return refs
