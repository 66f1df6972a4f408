"""The form about a person's e-mails."""

from __future__ import annotations

from django import forms

from governance.models import MailChoice


class MailChoiceForm(forms.Form):
    choice = forms.ChoiceField(
        label="When shall we e-mail you what you were told here?",
        help_text="Codes for signing in and invitations always come by e-mail.",
        choices=MailChoice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when we shall e-mail you"},
    )
