"""Forms about a council itself: setting it up, and its choices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from governance.colours import colour_problem
from governance.models import Council, User
from governance.slugs import slug_problem


def number_field(label: str, help_text: str, lowest: int, highest: int) -> forms.IntegerField:
    """A whole number in a range; whatever is wrong with it, one sentence says what to enter."""
    wrong = f"Enter a whole number from {lowest} to {highest:,}"
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=lowest,
        max_value=highest,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )


class FirstRunForm(forms.Form):
    """The first council and its administrator, on an installation that has none."""

    name = forms.CharField(
        label="Name of the council",
        max_length=150,
        error_messages={"required": "Enter the name of the council"},
    )
    slug = forms.CharField(
        label="Short name for addresses",
        help_text="Small letters, figures and hyphens, for example exampleshire. "
        "It stands in every address and cannot be changed later.",
        error_messages={"required": "Enter a short name for addresses"},
    )
    kind = forms.ChoiceField(label="Kind of council", choices=Council.Kind.choices)
    nation = forms.ChoiceField(label="Nation", choices=Council.Nation.choices)
    governance_model = forms.ChoiceField(
        label="How it takes decisions",
        choices=Council.GovernanceModel.choices,
        initial=Council.GovernanceModel.EXECUTIVE,
        widget=forms.RadioSelect,
    )
    admin_name = forms.CharField(
        label="Your name", max_length=150, error_messages={"required": "Enter your name"}
    )
    admin_email = forms.EmailField(
        label="Your work e-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": "Enter your e-mail address"},
    )
    admin_password = forms.CharField(
        label="A password",
        help_text="At least 12 characters. Once e-mail is set up, a code by e-mail also signs you in.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choose a password"},
    )

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if problem := slug_problem(slug):
            raise forms.ValidationError(problem)
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if password := cleaned.get("admin_password"):
            person = User(email=cleaned.get("admin_email", ""), name=cleaned.get("admin_name", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("admin_password", error)
        return cleaned


class CouncilSettingsForm(forms.ModelForm[Council]):
    """What a council decides for itself: its own columns, and its choices."""

    approving_body = forms.CharField(
        label="Who approves the Annual Governance Statement",
        help_text="The committee or meeting, as it is called at your council.",
        max_length=150,
    )
    leading_member_title = forms.CharField(
        label="Title of the leading member",
        help_text="As it is printed under the signature, for example Leader of the Council.",
        max_length=150,
    )
    chief_executive_title = forms.CharField(label="Title of the chief executive", max_length=150)
    contact_email = forms.EmailField(
        label="Contact mailbox",
        help_text="Printed in the documents. Use a shared mailbox, not a person's own address.",
        required=False,
    )
    low_score_threshold = number_field(
        "Low score", "A row with this score or less asks for an open action. 1 to 9.", 1, 9
    )
    thin_evidence_characters = number_field(
        "Little text behind a high score",
        "A score of 9 or 10 on fewer characters than this is worth a look. 0 to 1,000.",
        0,
        1000,
    )
    one_band_percent = number_field(
        "Nearly all scores in one band",
        "More than this many in a hundred is worth a look. 50 to 100; at 100 it is never asked.",
        50,
        100,
    )

    class Meta:
        model = Council
        fields = ("name", "governance_model", "colour")
        labels = {
            "name": "Name of the council",
            "governance_model": "How the council takes decisions",
            "colour": "Colour of the council",
        }
        help_texts = {
            "governance_model": "Some requirements are worded for one or the other. "
            "Reviews started already stay as they are.",
            "colour": "Six figures or letters after #, for example #1f4b57. Dark enough for white text.",
        }
        widgets = {
            "governance_model": forms.RadioSelect,
            "colour": forms.TextInput(attrs={"class": "govuk-input--width-10", "spellcheck": "false"}),
        }

    CHOICES = (
        "approving_body",
        "leading_member_title",
        "chief_executive_title",
        "contact_email",
        "low_score_threshold",
        "thin_evidence_characters",
        "one_band_percent",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in self.CHOICES:
            self.initial.setdefault(key, self.instance.setting(key))

    def clean_colour(self) -> str:
        colour: str = self.cleaned_data["colour"].strip().lower()
        if problem := colour_problem(colour):
            raise forms.ValidationError(problem)
        return colour

    def columns(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def choices(self) -> dict[str, Any]:
        return {key: self.cleaned_data[key] for key in self.CHOICES}
