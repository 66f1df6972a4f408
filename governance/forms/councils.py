"""Forms about a council itself: setting it up, and its choices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.forms.boundfield import BoundField

from governance.colours import colour_problem
from governance.council_settings import FINISHING_CHAINS, SOURCES_TO_ASK_FOR
from governance.forms.lines import LinesField
from governance.forms.logo import LogoFields
from governance.logos import keep
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


def head_field(label: str, help_text: str = "", *, longest: int = 60) -> forms.CharField:
    """The head of a column, as the council words it."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        error_messages={"required": "Enter what stands at the head of the column"},
    )


@dataclass(frozen=True)
class Section:
    """Fields of the settings that stand under one heading."""

    heading: str
    names: tuple[str, ...]


SECTIONS = (
    Section(
        "The council",
        ("name", "governance_model", "colour", "logo_file", "logo_alt", "logo_remove", "contact_email"),
    ),
    Section(
        "Who approves and signs",
        ("approving_body", "leading_member_title", "chief_executive_title", "finishing_offices"),
    ),
    Section(
        "What is left to do: where the lines are drawn",
        (
            "low_score_threshold",
            "thin_evidence_characters",
            "one_band_percent",
            "change_asking_reason",
            "evidence_age_months",
            "required_sources",
        ),
    ),
    Section("Significant governance issues", ("issue_definition", "issue_criteria")),
    Section("Directors’ assurance returns", ("return_statements",)),
    Section(
        "Assurance review: the heads of its columns",
        ("column_ref", "column_required", "column_examples", "column_score", "column_progress"),
    ),
)


class CouncilSettingsForm(LogoFields, forms.ModelForm[Council]):
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
    finishing_offices = forms.ChoiceField(
        label="Who finishes the review",
        help_text="Each signs in turn. The first signature locks the rows, the last finishes the review.",
        choices=[(" ".join(chain), words) for chain, words in FINISHING_CHAINS.items()],
        widget=forms.RadioSelect,
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
    change_asking_reason = number_field(
        "A score that moved",
        "A change of so many points against last year, up or down, asks the officer why. 1 to 5.",
        1,
        5,
    )
    evidence_age_months = number_field(
        "Old evidence",
        "Evidence last looked at more than so many months before 31 March may be out of date. 12 to 60.",
        12,
        60,
    )
    required_sources = forms.MultipleChoiceField(
        label="What the statement is not approved without",
        help_text="Tick the opinions of others that have to be recorded each year, with their date.",
        choices=list(SOURCES_TO_ASK_FOR.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    issue_definition = forms.CharField(
        label="When an issue is significant",
        help_text="Printed in the statement above the issues, or above the words that there are none.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    issue_criteria = LinesField(
        label="Criteria to tick for an issue",
        help_text="One to a line, 1 to 12 of them. Issues keep the words that were ticked.",
        most=12,
        longest=300,
    )
    return_statements = LinesField(
        label="What every director is asked to confirm",
        help_text="One sentence to a line, 1 to 25 of them. Returns asked for already keep their sentences.",
        most=25,
        longest=500,
    )

    column_ref = head_field("The number of the requirement", "Short: the column is narrow.", longest=12)
    column_required = head_field("What the framework asks for")
    column_examples = head_field("Examples", "A column that is empty in a whole table is left out of it.")
    column_score = head_field("The score", "Short: the column is narrow.", longest=24)
    column_progress = head_field("Evidence and actions")

    field_order = [name for section in SECTIONS for name in section.names]

    class Meta:
        model = Council
        fields = ("name", "governance_model", "colour", "logo_alt")
        labels = {
            "name": "Name of the council",
            "governance_model": "How the council takes decisions",
            "colour": "Colour of the council",
            "logo_alt": "What the logo shows",
        }
        help_texts = {
            "governance_model": "Some requirements are worded for one or the other. "
            "Reviews started already stay as they are.",
            "colour": "Six figures or letters after #, for example #1f4b57. Dark enough for white text.",
            "logo_alt": "Read out in its place, for example: Exampleshire Council.",
        }
        widgets = {
            "governance_model": forms.RadioSelect,
            "colour": forms.TextInput(attrs={"class": "govuk-input--width-10", "spellcheck": "false"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.logo:
            del self.fields["logo_remove"]
        for key in self._choices():
            self.initial.setdefault(key, self.instance.setting(key))
        self.initial["finishing_offices"] = " ".join(self.instance.setting("finishing_offices"))

    def _choices(self) -> list[str]:
        """The fields that are settings, not columns of the council."""
        return [name for name in self.fields if name not in (*self.Meta.fields, *LogoFields.base_fields)]

    def sections(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Every field under its heading."""
        for section in SECTIONS:
            yield section.heading, [self[name] for name in section.names if name in self.fields]

    def clean_finishing_offices(self) -> list[str]:
        offices: str = self.cleaned_data["finishing_offices"]
        return offices.split()

    def clean_issue_definition(self) -> str:
        text: str = self.cleaned_data["issue_definition"]
        return " ".join(text.split())

    def clean_colour(self) -> str:
        colour: str = self.cleaned_data["colour"].strip().lower()
        if problem := colour_problem(colour):
            raise forms.ValidationError(problem)
        return colour

    def columns(self) -> dict[str, str]:
        """The council's own columns; the logo under the name that it has in the file store."""
        columns = {name: self.cleaned_data[name] for name in self.Meta.fields}
        if logo := self.cleaned_data["logo_file"]:
            columns["logo"] = keep(logo, slug=self.instance.slug)
        elif self.cleaned_data.get("logo_remove"):
            columns |= {"logo": "", "logo_alt": ""}
        return columns

    def choices(self) -> dict[str, Any]:
        return {key: self.cleaned_data[key] for key in self._choices()}
