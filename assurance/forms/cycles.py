"""Forms that start and date a review."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from assurance.models import Milestone, ReviewCycle
from governance.form_fields import DateField
from governance.models.memberships import year_label
from governance.templatetags.ga import govdate
from governance.typed_fields import choice_field

OFFERED = 4  # years to choose from
LATEST = (
    5  # years after the review's year begins, by which every step must be due: guards against typing slips
)

# A step that cannot come before another.
AFTER = {
    Milestone.Kind.AGREEING: Milestone.Kind.SCORING,
    Milestone.Kind.PUBLICATION: Milestone.Kind.APPROVAL,
}


def usual_year(at: date) -> int:
    """The year that councils review on a day: the running one from October, before that the one that ended.

    Source: DOMAIN.md §6, the calendar of England.
    """
    return at.year if at.month >= 10 else at.year - 1


def years_without_review(cycles: Iterable[ReviewCycle], *, at: date) -> list[int]:
    """Years that the council of these reviews can start one for: the year after the newest comes first."""
    taken = [cycle.year for cycle in cycles]
    first = max(taken) + 1 if taken else usual_year(at)
    around = range(first + 1, first - OFFERED, -1)
    return [first, *(year for year in around if year != first and year not in taken)][:OFFERED]


class StartForm(forms.Form):
    """Which year to review."""

    year = forms.TypedChoiceField(
        label="Year",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the year to review"},
    )

    def __init__(self, *args: Any, years: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        listed = [(year, year_label(year)) for year in sorted(years, reverse=True)]
        choice_field(self, "year").choices = listed
        self.fields["year"].error_messages["invalid_choice"] = "Choose a year from the list"


class MilestonesForm(forms.Form):
    """The date each step of the review is due by; a step may have none."""

    def __init__(self, data: QueryDict | None = None, *, cycle: ReviewCycle) -> None:
        self.cycle = cycle
        dates = {milestone.kind: milestone.due_on for milestone in cycle.milestones.all()}
        super().__init__(data, initial=dates)
        for kind in Milestone.Kind:
            self.fields[kind.value] = DateField(label=kind.label, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for kind in Milestone.Kind:
            if problem := self._problem(kind, cleaned):
                self.add_error(kind.value, ValidationError(problem))
        return cleaned

    def _problem(self, kind: Milestone.Kind, cleaned: dict[str, Any]) -> str:
        due_on = cleaned.get(kind.value)
        if due_on is None:
            return ""
        start = self.cycle.starts_on
        if not start <= due_on <= start.replace(year=start.year + LATEST):
            return f"{kind.label}: the {self.cycle} starts on {govdate(start)}. Check the year"
        earlier = cleaned.get(AFTER[kind].value) if kind in AFTER else None
        if earlier and due_on < earlier:
            return f"{kind.label} cannot be before “{AFTER[kind].label}”, {govdate(earlier)}"
        return ""
