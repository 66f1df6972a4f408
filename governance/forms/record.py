"""What of the record of changes somebody wants to read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from governance.form_fields import DateField
from governance.models import AuditEntry, Council, Membership
from governance.models.memberships import year_label
from governance.record_words import kinds
from governance.templatetags.ga import govdate

NOBODY = "nobody"  # who: nobody was signed in, or the service did it by itself


class RecordFilterForm(forms.Form):
    """Read from the address, so that what is shown can be sent on. A field that is wrong narrows nothing."""

    text = forms.CharField(label="What it is about", max_length=200, required=False)
    since = DateField(label="From", required=False)
    until = DateField(label="To", required=False)

    def __init__(self, data: Any, council: Council) -> None:
        super().__init__(data)
        people = Membership.objects.for_council(council).select_related("user").order_by("user__name", "pk")
        entries = AuditEntry.objects.for_council(council).exclude(review_year=None)
        years = entries.order_by("-review_year").values_list("review_year", flat=True).distinct()
        self.choices: dict[str, tuple[str, dict[str, str]]] = {
            "who": ("Who", {str(one.user_id): one.name for one in people} | {NOBODY: "Nobody signed in"}),
            "kind": ("What kind", {key: kind.label for key, kind in kinds().items()}),
            "review": ("Which review", {str(year): year_label(year) for year in years if year is not None}),
        }
        for name, (label, offered) in self.choices.items():
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[("", "All"), *offered.items()],
                required=False,
                error_messages={"invalid_choice": f"{label}: choose from the list"},
            )

    @property
    def choices_shown(self) -> list[forms.BoundField]:
        return [self[name] for name in self.choices]

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if first and last and last < first:
            self.add_error("until", "The last day must not be before the first")
        return self.cleaned_data

    @property
    def asked(self) -> dict[str, Any]:
        """What narrows, by field, without what is empty or wrong."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def in_words(self) -> str:
        """ "Who: Helen Marsh; From: 1 April 2025"; empty when nothing narrows."""
        said = []
        for name, value in self.asked.items():
            shown = self.choices[name][1][value] if name in self.choices else value
            said.append(f"{self.fields[name].label}: {govdate(shown) if isinstance(shown, date) else shown}")
        return "; ".join(said)
