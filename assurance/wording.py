"""What a council says about a requirement: its own wording if it holds the publication, its own examples."""

from __future__ import annotations

from django.db.models import BooleanField, Value

from assurance.models import CouncilExample, CouncilWording, ReviewCycle
from framework.models import Requirement


class ShownWording:
    """The statement to show for each requirement of a review, and the council's examples: one query."""

    def __init__(self, cycle: ReviewCycle) -> None:
        self._model = cycle.governance_model
        self._own: dict[str, str] = {}
        self._examples: dict[int, list[str]] = {}
        wordings = CouncilWording.objects.in_force(cycle.council).order_by()
        examples = CouncilExample.objects.filter(council=cycle.council, retired_at=None).order_by()
        columns = ("is_example", "pk", "requirement_id", "requirement__ref", "text")
        both = wordings.annotate(is_example=Value(False, BooleanField())).values_list(*columns)
        both = both.union(
            examples.annotate(is_example=Value(True, BooleanField())).values_list(*columns), all=True
        )
        for is_example, _, requirement, ref, text in both.order_by("pk"):
            if is_example:
                self._examples.setdefault(requirement, []).append(text)
            else:
                self._own[ref] = text

    def statement(self, requirement: Requirement) -> str:
        return self._own.get(requirement.ref) or requirement.statement_for(self._model)

    def is_council_wording(self, requirement: Requirement) -> bool:
        return requirement.ref in self._own

    def examples(self, requirement: Requirement) -> list[str]:
        """The examples of evidence that the council adds to the framework's, in the order they came."""
        return self._examples.get(requirement.pk, [])
