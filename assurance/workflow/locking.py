"""Row locks of the verbs: first the review, then its rows by key, so that verbs queue and never deadlock."""

from __future__ import annotations

from collections.abc import Iterable

from assurance.models import (
    Assessment,
    AssuranceSource,
    DirectorReturn,
    Evidence,
    GovernanceIssue,
    ImprovementAction,
    ReviewCycle,
)
from assurance.row_sources import with_sources


def lock_cycle(cycle: ReviewCycle) -> ReviewCycle:
    """The review as it stands now, locked until the end of the transaction."""
    return (
        ReviewCycle.objects.select_for_update(of=("self",), no_key=True)
        .select_related("council", "framework")
        .get(pk=cycle.pk)
    )


def hold_content(cycle: ReviewCycle) -> None:
    """Locks what a locked review consists of: nobody changes it between a check and the signature."""
    rows = Assessment.objects.filter(cycle=cycle)
    shown = Evidence.objects.filter(uses__assessment__cycle=cycle, uses__removed_at=None)
    promised = ImprovementAction.objects.filter(links__assessment__cycle=cycle, links__ended_at=None)
    raised = GovernanceIssue.objects.filter(in_cycles__cycle=cycle)
    for held in (
        rows,
        Evidence.objects.filter(pk__in=shown.values("pk")),
        ImprovementAction.objects.filter(pk__in=promised.values("pk")),
        GovernanceIssue.objects.filter(pk__in=raised.values("pk")),
        AssuranceSource.objects.filter(cycle=cycle),
        DirectorReturn.objects.filter(cycle=cycle),
    ):
        list(held.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def lock_rows(rows: Iterable[Assessment]) -> list[Assessment]:
    """The rows as they stand now, locked, in the order of the framework, with people and sources."""
    ids = [row.pk for row in rows]
    # Locked before they are read with their people: a joined query that had to wait gives new rows beside
    # the people of old ones (PostgreSQL, READ COMMITTED).
    list(Assessment.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values("pk"))
    fetched = with_sources(Assessment.objects.with_reference().with_people())
    return list(fetched.filter(pk__in=ids).in_order())
