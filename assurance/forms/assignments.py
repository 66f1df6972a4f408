"""Who answers which rows: one choice of a person for all that is ticked; and handing rows over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from assurance.models import Assessment
from governance.models import Membership
from governance.posted_text import whole_number
from governance.typed_fields import choice_field

TICK = "Tick at least one row, a whole sub-principle or a whole principle"


class PeopleForm(forms.Form):
    """A form that names people by key; `people` are those it may name, by key."""

    use_required_attribute = False

    def __init__(self, data: QueryDict | None, *, people: Iterable[Membership]) -> None:
        super().__init__(data)
        self._people = {member.pk: member for member in people}

    def named(self, field: str, missing: str) -> Membership:
        """The member that the field names; ValidationError with `missing` when it is empty."""
        chosen = self.cleaned_data[field]
        if not chosen:
            raise ValidationError(missing)
        found = self._people.get(whole_number(chosen) or 0)
        if found is None:
            raise ValidationError("Choose a person from the list")
        return found


class AssignForm(PeopleForm):
    """Ticked references: a row (A1.1), a sub-principle (A1) or a principle (A), a person, and what to do.

    Whether the person may have rows is the verb's to say.
    """

    LEAD, CONTRIBUTE, REMOVE = "lead", "contribute", "remove"
    DOES = [(LEAD, "Make lead"), (CONTRIBUTE, "Add as contributor"), (REMOVE, "Remove")]

    ticked = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "Tick rows of this review"}
    )
    person = forms.CharField(required=False, max_length=20)
    do = forms.ChoiceField(
        choices=DOES,
        error_messages={"required": "Press what to do", "invalid_choice": "Press what to do"},
    )

    def __init__(
        self, data: QueryDict | None = None, *, rows: list[Assessment], people: Iterable[Membership]
    ) -> None:
        super().__init__(data, people=people)
        self._rows = rows
        refs = {ref for row in rows for ref in groups_of(row)}
        choice_field(self, "ticked").choices = [(ref, ref) for ref in sorted(refs)]

    @property
    def shown_ticks(self) -> list[str]:
        """What was ticked, as posted, to stand again beside an error."""
        return list(self["ticked"].value() or [])

    def clean_ticked(self) -> list[Assessment]:
        ticked = set(self.cleaned_data["ticked"])
        if not ticked:
            raise ValidationError(TICK)
        return [row for row in self._rows if ticked & groups_of(row)]

    def clean_person(self) -> Membership:
        return self.named("person", "Choose a person")


class HandOverForm(PeopleForm):
    """All rows of a person, or those that are ticked, to somebody else, with a reason."""

    ALL, TICKED = "all", "ticked"

    which = forms.ChoiceField(
        choices=[(ALL, ALL), (TICKED, TICKED)],
        error_messages={
            "required": "Choose whether all rows change hands or only some",
            "invalid_choice": "Choose whether all rows change hands or only some",
        },
    )
    ticked = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "These rows have changed hands: choose again"}
    )
    taker = forms.CharField(required=False, max_length=20)
    reason = forms.CharField(max_length=300, error_messages={"required": "Say why the rows change hands"})

    def __init__(
        self, data: QueryDict | None = None, *, rows: list[Assessment], people: Iterable[Membership]
    ) -> None:
        super().__init__(data, people=people)
        self._rows = rows
        choice_field(self, "ticked").choices = [(row.ref, row.ref) for row in rows]

    @property
    def shown_ticks(self) -> list[str]:
        return list(self["ticked"].value() or [])

    def clean_taker(self) -> Membership:
        return self.named("taker", "Choose who is to have the rows")

    def clean(self) -> dict[str, Any]:
        """`rows`: those that change hands. Ticks beside "all" are asked about, never passed over."""
        cleaned = self.cleaned_data
        ticked = set(cleaned.get("ticked", []))
        if cleaned.get("which") == self.TICKED and not ticked and "ticked" not in self.errors:
            self.add_error("ticked", "Tick at least one row")
        elif cleaned.get("which") == self.ALL and ticked and len(ticked) < len(self._rows):
            self.add_error(
                "which", "You ticked some rows: choose “Only the ticked rows”, or take the ticks away"
            )
        is_all = cleaned.get("which") == self.ALL
        cleaned["rows"] = [row for row in self._rows if is_all or row.ref in ticked]
        return cleaned


def groups_of(row: Assessment) -> set[str]:
    """What can be ticked to mean the row: "A", "A1" and "A1.1"."""
    sub_principle = row.requirement.sub_principle
    return {row.ref, sub_principle.ref, sub_principle.principle.letter}
