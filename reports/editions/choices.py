"""What the items of a principle can be tied to: its requirements, and the items of the evidence register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assurance.models import Evidence
from framework.models import Principle, Requirement, SubPrinciple
from governance.models import Council


@dataclass(frozen=True)
class PrincipleChoices:
    """Keys with the words to choose them by; `names` of the register's items by their keys."""

    parts: list[tuple[int, str]]
    requirements: list[tuple[int, str]]
    names: dict[int, str]

    @property
    def evidence(self) -> dict[str, int]:
        return {name: key for key, name in self.names.items()}


def choices_for(principle: Principle, council: Council, *, named: Iterable[int]) -> PrincipleChoices:
    """`named` items of the register stay on offer when they are no longer used. Three queries."""
    parts = SubPrinciple.objects.filter(principle=principle).select_related("principle")
    requirements = Requirement.objects.filter(sub_principle__principle=principle)
    return PrincipleChoices(
        [(part.pk, f"{part.ref} {part.title}") for part in parts],
        [(one.pk, f"{one.ref} {one.title}") for one in requirements],
        evidence_names(council, named=named),
    )


def evidence_names(council: Council, *, named: Iterable[int]) -> dict[int, str]:
    """Titles by key in the order of the alphabet; items that share one have their number behind it."""
    register = Evidence.objects.for_council(council)
    offered = register.in_use() | register.filter(pk__in=list(named))
    rows = [
        (key, " ".join(title.split()))
        for key, title in offered.order_by("title", "pk").values_list("pk", "title")
    ]
    times = Counter(title for _, title in rows)
    return {key: f"{title} (number {key})" if times[title] > 1 else title for key, title in rows}
