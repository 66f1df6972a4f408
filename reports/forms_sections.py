"""The form of a statement's sections: place, heading and whether it is printed, for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from reports.arrangement import Arrangement, PlacedSection
from reports.layouts import FIRST, Line
from reports.workflow.statement_sections import LONGEST_HEADING

UP, DOWN = "up", "down"


@dataclass(frozen=True)
class SectionRow:
    """A section on the page. Without `place` or `shown` it has no such choice."""

    placed: PlacedSection
    heading: BoundField
    place: BoundField | None
    shown: BoundField | None
    is_written: bool
    may_move: frozenset[str]


class SectionsForm(forms.Form):
    """All sections of an arrangement; places are given to those that are printed."""

    use_required_attribute = False

    mark = forms.CharField(widget=forms.HiddenInput, required=False)
    add = forms.CharField(
        label="Heading of a section of your own",
        help_text="For example, Climate and nature. You write its text; nothing is filled in",
        max_length=LONGEST_HEADING,
        required=False,
    )

    def __init__(
        self, data: QueryDict | None = None, *, arrangement: Arrangement, adds: bool = False
    ) -> None:
        super().__init__(data, initial={"mark": arrangement.mark})
        self.arrangement = arrangement
        self.fields["add"].required = adds
        self.fields["add"].error_messages["required"] = "Give the new section a heading"
        for each in arrangement.sections:
            self._add_fields(each)

    def _add_fields(self, each: PlacedSection) -> None:
        self.fields[f"heading_{each.key}"] = forms.CharField(
            label=f"Heading of {each.heading}",
            max_length=LONGEST_HEADING,
            initial=each.heading,
            error_messages={"required": f"Give “{each.heading}” a heading"},
        )
        if not each.section.always:
            self.fields[f"shown_{each.key}"] = forms.BooleanField(
                label=f"Print {each.heading}", initial=each.is_shown, required=False
            )
        if each.is_shown and each.key != FIRST:
            last = len(self.arrangement.shown)
            wrong = f"“{each.heading}”: the place is a number from 2 to {last}"
            self.fields[f"place_{each.key}"] = forms.IntegerField(
                label=f"Place of {each.heading}",
                initial=each.number,
                min_value=2,
                max_value=last,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"}),
                error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
            )

    def clean(self) -> dict[str, Any]:
        """Each section is called by a heading of its own, the new one too."""
        cleaned = super().clean() or {}
        seen: set[str] = set()
        for name in [*(f"heading_{each.key}" for each in self.arrangement.sections), "add"]:
            heading = " ".join(str(cleaned.get(name) or "").split()).casefold()
            if heading and heading in seen:
                self.add_error(name, f"Another section is called “{cleaned[name]}”")
            seen.add(heading)
        return cleaned

    def rows(self, written: set[str]) -> list[SectionRow]:
        """Those that are printed in order, then the hidden ones; `written` are the keys that hold a text."""
        last = len(self.arrangement.shown)
        return [
            SectionRow(
                placed=each,
                heading=self[f"heading_{each.key}"],
                place=self[f"place_{each.key}"] if f"place_{each.key}" in self.fields else None,
                shown=self[f"shown_{each.key}"] if f"shown_{each.key}" in self.fields else None,
                is_written=each.key in written,
                may_move=frozenset(
                    way
                    for way, possible in ((UP, each.number > 2), (DOWN, 1 < each.number < last))
                    if possible
                ),
            )
            for each in [*self.arrangement.shown, *self.arrangement.hidden]
        ]

    def lines(self, move: tuple[str, str] | None = None) -> list[Line]:
        """The sections as they were asked for; then one place up or down for one of them: (UP, key).

        A section whose place was changed goes there, the others keep their order; a hidden one keeps its
        place in the whole.
        """
        data = self.cleaned_data
        order = self._order(data)
        way, moving = move or ("", "")
        if moving in order[1:]:
            here = order.index(moving)
            there = here + (-1 if way == UP else 1)
            if 1 <= there < len(order):
                order[here], order[there] = order[there], order[here]
        for index, each in enumerate(self.arrangement.sections):
            if not each.is_shown:
                order.insert(index, each.key)
        return [
            Line(key, " ".join(data[f"heading_{key}"].split()), data.get(f"shown_{key}", True))
            for key in order
        ]

    def _order(self, data: dict[str, Any]) -> list[str]:
        """The keys of the printed sections by the places that were typed."""
        typed = {each.key: data.get(f"place_{each.key}", each.number) for each in self.arrangement.shown}
        moved = [each.key for each in self.arrangement.shown if typed[each.key] != each.number]
        order = [key for key in typed if key not in moved]
        for key in sorted(moved, key=lambda key: typed[key]):
            order.insert(typed[key] - 1, key)
        return order

    def typed(self) -> list[str]:
        """What was typed and differs from what stands, in words, for a page that could not save it."""
        said = []
        for each in self.arrangement.sections:
            heading = self.data.get(f"heading_{each.key}", each.heading)
            if heading != each.heading:
                said.append(f"Heading of “{each.heading}”: {heading}")
        if self.data.get("add"):
            said.append(f"A new section: {self.data['add']}")
        return said
