"""What the items of a principle can be tied to: its requirements, and the items of the evidence register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from assurance.models import Evidence
from framework.models import Requirement, SubPrinciple
from governance.models import Council
from reports.editions.lists import place_name
from reports.models import CodeGroup, CodeItem, CodePrinciple


@dataclass(frozen=True)
class PrincipleChoices:
    """Keys with the words to choose them by; `names` of the register's items by their keys.

    `places` are the headings of every principle: its words, then those of its headings.
    """

    parts: list[tuple[int, str]]
    requirements: list[tuple[int, str]]
    names: dict[int, str]
    places: list[tuple[str, list[tuple[str, str]]]]

    @property
    def evidence(self) -> dict[str, int]:
        return {name: key for key, name in self.names.items()}


def choices_for(code: CodePrinciple, council: Council, items: Iterable[CodeItem]) -> PrincipleChoices:
    """What `items` are tied to stays on offer: no longer used, or of another principle. Five queries."""
    principle = code.principle
    parts = SubPrinciple.objects.filter(principle=principle).select_related("principle")
    required = Q(pk__in={item.requirement_id for item in items if item.requirement_id})
    requirements = Requirement.objects.filter(Q(sub_principle__principle=principle) | required)
    return PrincipleChoices(
        [(part.pk, f"{part.ref} {part.title}") for part in parts],
        [(one.pk, f"{one.ref} {one.title}") for one in requirements],
        evidence_names(council, named={item.evidence_id for item in items if item.evidence_id}),
        places_in(code.edition_id),
    )


def places_in(edition: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every heading of a version, by its principle; two queries."""
    standing = Prefetch("groups", queryset=CodeGroup.objects.filter(removed_at=None))
    codes = CodePrinciple.objects.filter(edition=edition).select_related("principle")
    return [
        (
            f"Principle {code.principle.letter}",
            [
                *(
                    (place_name((code.pk, group.pk)), group.heading or f"Heading {number}")
                    for number, group in enumerate(code.groups.all(), 1)
                ),
                (place_name((code.pk, None)), "Whole principle"),
            ],
        )
        for code in codes.prefetch_related(standing)
    ]


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
