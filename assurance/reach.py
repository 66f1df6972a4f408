"""What somebody whose rights are limited to some reviews sees of what belongs to all: evidence and actions.

Rows of other reviews are never named to them. Whoever writes in a register sees all its items, to use them
again; whoever only reads (an external auditor above all) sees those that stand in a review they may read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from assurance.models import ActionInCycle, ActionLink, EvidenceUse, ImprovementAction, ReviewCycle
from assurance.models.actions import ImprovementActionQuerySet
from assurance.models.evidence import EvidenceQuerySet
from governance.holding import hold
from governance.models import Membership
from governance.permissions import Permission

WRITES = frozenset({Permission.SCORE, Permission.EDIT_ACTIONS})


def years_finished(council_id: int) -> frozenset[int]:
    """The years that the council's finished reviews start in."""
    starts = ReviewCycle.objects.filter(council=council_id).finished().values_list("starts_on", flat=True)
    return frozenset(start.year for start in starts)


@dataclass(frozen=True)
class Reach:
    """`reviews`: keys of the reviews that the member may read, None for every one of the council."""

    reviews: frozenset[int] | None
    reads_only: bool

    @classmethod
    def of(cls, member: Membership, *, readable: Iterable[int] | None = None) -> Reach:
        """No query for somebody who reads every review, else one or two, unless `readable` is known."""
        if Permission.VIEW_REVIEW in member.permissions_in_all_reviews():
            return cls(None, reads_only=False)
        if readable is None:
            cycles = ReviewCycle.objects.for_council(member.council)
            readable = [
                cycle.pk for cycle in cycles if Permission.VIEW_REVIEW in member.permissions(year=cycle.year)
            ]
        return cls(frozenset(readable), reads_only=not WRITES & member.permissions())

    def holds(self, cycle_id: int) -> bool:
        return self.reviews is None or cycle_id in self.reviews

    def evidence(self, items: EvidenceQuerySet) -> EvidenceQuerySet:
        """The items of the register that the member sees."""
        if self.reviews is None or not self.reads_only:
            return items
        uses = EvidenceUse.objects.filter(removed_at=None, assessment__cycle__in=self.reviews)
        return items.filter(Exists(uses.filter(evidence=OuterRef("pk"))))

    def actions(self, actions: ImprovementActionQuerySet) -> ImprovementActionQuerySet:
        """The actions that the member sees."""
        if self.reviews is None or not self.reads_only:
            return actions
        links = ActionLink.objects.filter(assessment__cycle__in=self.reviews, action=OuterRef("pk"))
        parts = ActionInCycle.objects.filter(cycle__in=self.reviews, action=OuterRef("pk"))
        return actions.filter(Q(Exists(links)) | Q(Exists(parts)))

    def keep_rows(self, actions: list[ImprovementAction]) -> list[ImprovementAction]:
        """The same actions; of their fetched rows those of reviews that the member may read."""
        for action in actions:
            kept = [link for link in action.links.all() if self.holds(link.assessment.cycle_id)]
            hold(action, "links", kept)
        return actions


EVERYTHING = Reach(None, reads_only=False)
