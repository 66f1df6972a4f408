"""The page on which the statement is written: a box for each text that people write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms.boundfield import BoundField
from django.http import QueryDict

from assurance.models import ReviewCycle
from reports.arrangement import PlacedSection, arrangement_of
from reports.forms import StatementForm, statement_initial, statement_texts
from reports.models import GovernanceStatement, StatementSection


@dataclass(frozen=True)
class SectionBox:
    """A text as the page shows it: what stands in the form, and what somebody else saved meanwhile."""

    key: str
    placed: PlacedSection
    text: BoundField
    version: BoundField
    theirs: StatementSection | None = None


class StatementPage:
    """The statement as it stands now, its sections in order, its texts: three queries."""

    def __init__(self, cycle: ReviewCycle) -> None:
        self.cycle = cycle
        found = GovernanceStatement.objects.filter(cycle=cycle).prefetch_related("sections")
        self.statement = found.first()
        self.arrangement = arrangement_of(cycle, self.statement)
        principles = dict(cycle.framework.principles.values_list("letter", "short_title"))
        sections = [*self.arrangement.shown, *self.arrangement.hidden]
        self.texts = statement_texts(sections, principles)

    def initial(self) -> dict[str, Any]:
        """What stands now, for a form that is not sent yet."""
        return statement_initial(self.statement, self.texts)

    def form(self, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> StatementForm:
        return StatementForm(data, initial=initial or self.initial(), texts=self.texts)

    def boxes(
        self, form: StatementForm, theirs: Mapping[str, StatementSection]
    ) -> tuple[list[SectionBox], list[SectionBox]]:
        """A box for each text of the form: those of sections that are printed, in order, and the others."""
        found = [
            SectionBox(
                text.key,
                text.placed,
                form[f"text_{text.key}"],
                form[f"version_{text.key}"],
                theirs.get(text.key),
            )
            for text in form.texts
        ]
        return [box for box in found if box.placed.is_shown], [
            box for box in found if not box.placed.is_shown
        ]
