"""Finishing the review."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from assurance.forms.answers import TextField
from assurance.forms.review import BACK_LIMIT


class FinishForm(forms.Form):
    """The declaration; its words are the label, given by the view. `verb`: what ticking it does."""

    use_required_attribute = False

    declared = forms.BooleanField()

    def __init__(
        self, data: QueryDict | None = None, *, declaration: str, verb: str = "finish the review"
    ) -> None:
        super().__init__(data)
        self.fields["declared"].label = declaration
        self.fields["declared"].error_messages["required"] = f"Tick the declaration to {verb}"


class NotConfirmedForm(forms.Form):
    """Why an office does not confirm the review."""

    use_required_attribute = False

    why = TextField(
        limit=BACK_LIMIT,
        label="What has to be looked at again?",
        help_text="The monitoring officer reads it and decides whether to reopen the review. It is kept.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_why(self) -> str:
        why: str = self.cleaned_data["why"].strip()
        if not why:
            raise forms.ValidationError("Say what has to be looked at again")
        return why
