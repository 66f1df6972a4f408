"""What stands before a file comes in: the rows of the year, their actions, examples and wording."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from assurance.exchange.matching import Problem
from assurance.exchange.texts import action_key, example_key
from assurance.models import (
    ActionLink,
    Assessment,
    CouncilExample,
    CouncilWording,
    ImportRun,
    ReviewCycle,
)
from framework.models import ExampleEvidence, Framework, Requirement
from governance.models import Council
from governance.workflow.errors import WorkflowError

WITH_REVIEWER = {
    Assessment.Status.SUBMITTED: "is with the reviewer",
    Assessment.Status.AGREED: "is agreed",
}


class Standing:
    """Fetched once, whatever the number of rows. For a year without a review the rows are not stored yet.

    `lock` holds the review and its rows until the end of the transaction.
    """

    def __init__(self, council: Council, year: int, *, lock: bool = False) -> None:
        self.council = council
        cycles = ReviewCycle.objects.for_council(council).in_year(year).select_related("framework", "council")
        self.cycle = (cycles.select_for_update(of=("self",), no_key=True) if lock else cycles).first()
        self.governance_model = (self.cycle or council).governance_model
        rows = self._stored_rows(lock=lock) if self.cycle else self._rows_to_be(year)
        self.rows: dict[str, Assessment] = {row.ref: row for row in rows}
        self._actions: dict[str, set[str]] = defaultdict(set)
        self._examples: dict[str, set[str]] = defaultdict(set)
        self._fetch_actions()
        self._fetch_examples()
        self._wording = dict(CouncilWording.objects.in_force(council).values_list("requirement__ref", "text"))

    def _stored_rows(self, *, lock: bool) -> Iterable[Assessment]:
        rows = Assessment.objects.filter(cycle=self.cycle).in_order()
        rows = rows.select_related("requirement", "cycle", "council")
        return rows.select_for_update(of=("self",), no_key=True) if lock else rows

    def _rows_to_be(self, year: int) -> Iterable[Assessment]:
        """The rows that the year's review will have."""
        try:
            framework = Framework.objects.newest()
        except Framework.DoesNotExist:
            raise WorkflowError("No framework is loaded yet. Run load_framework first.") from None
        cycle = ReviewCycle(council=self.council, framework=framework, starts_on=date(year, 4, 1))
        requirements = Requirement.objects.filter(
            sub_principle__principle__framework=framework, retired_at=None
        )
        return [
            Assessment(council=self.council, cycle=cycle, requirement=requirement)
            for requirement in requirements
        ]

    def _fetch_actions(self) -> None:
        if self.cycle is None:
            return
        links = ActionLink.objects.filter(assessment__cycle=self.cycle, ended_at=None)
        for ref, text in links.values_list("assessment__requirement__ref", "action__text"):
            self._actions[ref].add(action_key(text))

    def _fetch_examples(self) -> None:
        """The framework's, and the council's own: those it took away stay away."""
        requirements = [row.requirement_id for row in self.rows.values()]
        framework = ExampleEvidence.objects.filter(requirement__in=requirements, retired_at=None)
        own = CouncilExample.objects.filter(council=self.council)
        for examples in (framework, own):
            for ref, text in examples.values_list("requirement__ref", "text"):
                self._examples[ref].add(example_key(text))

    def action_keys(self, ref: str) -> set[str]:
        """The actions on a row, as `action_key` compares them."""
        return self._actions[ref]

    def example_keys(self, ref: str) -> set[str]:
        return self._examples[ref]

    def statement(self, ref: str) -> str:
        """What is required, as the council sees it now."""
        requirement = self.rows[ref].requirement
        return self._wording.get(ref) or requirement.statement_for(self.governance_model)

    def versions(self) -> dict[str, int]:
        return {ref: row.version for ref, row in self.rows.items()}

    def problems_for(self, filing: str) -> list[Problem]:
        """Why the year cannot take a file filed this way."""
        if self.cycle is None or self.cycle.is_past_record == (filing == ImportRun.Filing.PAST_YEAR):
            return []
        label = self.cycle.label
        if self.cycle.is_past_record:
            message = f"{label} is held as a record of a past year: it cannot also be this year's work"
        else:
            message = f"There is a {label} review already: it cannot become a record of a past year"
        return [Problem(None, "", message)]

    def why_settled(self, row: Assessment) -> str:
        """Why a row may not change, or nothing."""
        if self.cycle is None:
            return ""
        if self.cycle.is_past_record:
            return "is part of a record that is read-only"
        if self.cycle.is_being_signed:
            return "is part of a review that is being confirmed"
        if self.cycle.is_locked:
            return "is part of a finished review"
        return WITH_REVIEWER.get(Assessment.Status(row.status), "")
