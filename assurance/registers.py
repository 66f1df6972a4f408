"""Reads of the council's evidence register, with the rows that show its items."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from assurance.models import Evidence, EvidenceUse, ReviewCycle

LIVE_USES = EvidenceUse.objects.filter(removed_at=None).select_related(
    "assessment__requirement", "assessment__cycle"
)


def out_of_date(items: QuerySet[Evidence], *, at: date) -> QuerySet[Evidence]:
    """Items whose next review should have been by now."""
    return items.filter(next_review__lt=at)


def unused(items: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Items that no row of any review shows."""
    return items.filter(~Exists(EvidenceUse.objects.filter(evidence=OuterRef("pk"), removed_at=None)))


def with_uses(items: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """The rows that show each item, newest review first within the order of the framework: one query more."""
    uses = LIVE_USES.order_by("-assessment__cycle__starts_on", "assessment__requirement__position")
    return items.select_related("owner_post").prefetch_related(Prefetch("uses", queryset=uses))


def uses_by_review(item: Evidence) -> list[tuple[ReviewCycle, list[EvidenceUse]]]:
    """Where an item is shown, newest review first; reads `uses` as `with_uses` fetched them."""
    groups: dict[int, tuple[ReviewCycle, list[EvidenceUse]]] = {}
    for use in item.uses.all():
        cycle = use.assessment.cycle
        groups.setdefault(cycle.pk, (cycle, []))[1].append(use)
    return list(groups.values())
