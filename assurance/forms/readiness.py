"""The reason for which something is passed or accepted."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from assurance.checks import Rule
from assurance.forms.answers import TextField
from assurance.workflow.warnings import REASON_LIMIT


class AcceptForm(forms.Form):
    """One of many on the page: ids are those of its rule."""

    use_required_attribute = False

    reason = TextField(
        limit=REASON_LIMIT,
        label="Your reason",
        help_text="It stands here and is kept. It lapses for whatever changes.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: QueryDict | None = None, *, rule: Rule) -> None:
        super().__init__(data, auto_id=f"{rule.key}-%s")

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"].strip()
        if not reason:
            raise forms.ValidationError("Say why. The reason is kept, and whoever reads this list sees it")
        return reason
