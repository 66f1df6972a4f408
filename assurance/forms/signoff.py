"""Finishing the review."""

from __future__ import annotations

from django import forms
from django.http import QueryDict


class FinishForm(forms.Form):
    """The declaration; its words are the label, given by the view."""

    use_required_attribute = False

    declared = forms.BooleanField(
        error_messages={"required": "Tick the declaration to finish the review"},
    )

    def __init__(self, data: QueryDict | None = None, *, declaration: str) -> None:
        super().__init__(data)
        self.fields["declared"].label = declaration
