"""Reads of the council's two registers: evidence and actions, with the rows they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from assurance.milestones import days
from assurance.models import ActionLink, Assessment, Evidence, EvidenceUse, ImprovementAction, ReviewCycle
from assurance.models.actions import ImprovementActionQuerySet
from governance.models import Council

LIVE_LINKS = ActionLink.objects.filter(ended_at=None).select_related(
    "assessment__requirement", "assessment__cycle"
)
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


def council_actions(council: Council) -> ImprovementActionQuerySet:
    """The council's actions with owner and rows, those due first on top, without a date last."""
    links = LIVE_LINKS.order_by("-assessment__cycle__starts_on", "assessment__requirement__position")
    return (
        ImprovementAction.objects.for_council(council)
        .with_owner()
        .prefetch_related(Prefetch("links", queryset=links))
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )


def in_principle(actions: ImprovementActionQuerySet, letter: str) -> ImprovementActionQuerySet:
    """Actions promised on a row of the principle, in any review."""
    links = ActionLink.objects.filter(
        action=OuterRef("pk"), ended_at=None, assessment__requirement__sub_principle__principle__letter=letter
    )
    return actions.filter(Exists(links))


@dataclass(frozen=True)
class ListedAction:
    """An action as lists show it; `late` in words, or nothing."""

    action: ImprovementAction
    rows: list[Assessment]
    late: str

    @property
    def progress(self) -> str:
        """The key of its shape."""
        if self.late:
            return "late"
        return "" if self.action.is_open else "done"


def listed(actions: Iterable[ImprovementAction], *, at: date) -> list[ListedAction]:
    """Actions with the rows of the newest review they stand on; reads `links` as fetched."""
    return [ListedAction(action, _newest_rows(action), _late(action, at)) for action in actions]


def _newest_rows(action: ImprovementAction) -> list[Assessment]:
    rows = [link.assessment for link in action.links.all()]
    return [row for row in rows if row.cycle_id == rows[0].cycle_id]


def _late(action: ImprovementAction, at: date) -> str:
    if action.due_on is None or not action.is_overdue(at):
        return ""
    return f"{days((at - action.due_on).days)} late"


def uses_by_review(item: Evidence) -> list[tuple[ReviewCycle, list[EvidenceUse]]]:
    """Where an item is shown, newest review first; reads `uses` as `with_uses` fetched them."""
    groups: dict[int, tuple[ReviewCycle, list[EvidenceUse]]] = {}
    for use in item.uses.all():
        cycle = use.assessment.cycle
        groups.setdefault(cycle.pk, (cycle, []))[1].append(use)
    return list(groups.values())
