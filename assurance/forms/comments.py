"""A comment on a row."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from assurance.forms.answers import TextField
from assurance.workflow.comments import LONGEST
from governance.models import Membership
from governance.typed_fields import choice_field


class CommentForm(forms.Form):
    """The text, and the colleagues to tell of it."""

    use_required_attribute = False

    text = TextField(limit=LONGEST, label="Your comment", widget=forms.Textarea(attrs={"rows": 4}))
    tell = forms.MultipleChoiceField(
        required=False,
        label="Tell someone",
        help_text="Those who answer the row and those who wrote here before are told anyway.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose people from the list"},
    )

    def __init__(self, data: QueryDict | None = None, *, colleagues: list[Membership]) -> None:
        super().__init__(data)
        self._colleagues = {str(member.pk): member for member in colleagues}
        if colleagues:
            choices = [(key, member.name) for key, member in self._colleagues.items()]
            choice_field(self, "tell").choices = choices
        else:
            del self.fields["tell"]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        if not text:
            raise forms.ValidationError("Write your comment")
        return text

    def mentioned(self) -> list[Membership]:
        return [self._colleagues[key] for key in self.cleaned_data.get("tell", [])]
