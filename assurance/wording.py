"""What is required, in the words the council uses: its own wording where it holds the publication."""

from __future__ import annotations

from assurance.models import CouncilWording, ReviewCycle
from framework.models import Requirement


class ShownWording:
    """Looks up the statement to show for each requirement of a review; one query for all."""

    def __init__(self, cycle: ReviewCycle) -> None:
        self._model = cycle.governance_model
        wordings = CouncilWording.objects.in_force(cycle.council)
        self._own = dict(wordings.values_list("requirement__ref", "text"))

    def statement(self, requirement: Requirement) -> str:
        return self._own.get(requirement.ref) or requirement.statement_for(self._model)

    def is_council_wording(self, requirement: Requirement) -> bool:
        return requirement.ref in self._own
