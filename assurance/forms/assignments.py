"""Who answers which rows: one choice of a person for all that is ticked."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from assurance.models import Assessment
from governance.models import Council, Membership

NOBODY = "nobody"


class AssignForm(forms.Form):
    """Ticked references: a row (A1.1), a sub-principle (A1) or a principle (A), and who is to have them.

    Any current member can be named: whether they may score is the verb's to say.
    """

    use_required_attribute = False

    ticked = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "Tick rows of this review"}
    )
    lead = forms.CharField(required=False, max_length=20)

    def __init__(self, data: QueryDict | None = None, *, rows: list[Assessment], council: Council) -> None:
        super().__init__(data)
        self._rows = rows
        self._council = council
        refs = {ref for row in rows for ref in groups_of(row)}
        self.fields["ticked"].choices = [(ref, ref) for ref in sorted(refs)]  # type: ignore[attr-defined]

    @property
    def shown_ticks(self) -> list[str]:
        """What was ticked, as posted, to stand again beside an error."""
        return list(self["ticked"].value() or [])

    def clean_ticked(self) -> list[Assessment]:
        ticked = set(self.cleaned_data["ticked"])
        if not ticked:
            raise ValidationError("Tick at least one row, a whole sub-principle or a whole principle")
        return [row for row in self._rows if ticked & groups_of(row)]

    def clean_lead(self) -> Membership | None:
        chosen = self.cleaned_data["lead"]
        if not chosen:
            raise ValidationError("Choose who is to have the ticked rows")
        if chosen == NOBODY:
            return None
        members = Membership.objects.for_council(self._council).current().with_roles()
        found = members.filter(pk=int(chosen)).first() if chosen.isascii() and chosen.isdigit() else None
        if found is None:
            raise ValidationError("Choose a person from the list")
        return found


def groups_of(row: Assessment) -> set[str]:
    """What can be ticked to mean the row: "A", "A1" and "A1.1"."""
    sub_principle = row.requirement.sub_principle
    return {row.ref, sub_principle.ref, sub_principle.principle.letter}
