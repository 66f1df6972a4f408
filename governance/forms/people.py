"""Forms about people: inviting them, giving them roles, joining."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone

from governance.converters import parse_year
from governance.form_fields import DateField
from governance.models import Council, User
from governance.roles import Role, conflict_between
from governance.workflow.invitations import invitation_problem


class InvitationForm(forms.Form):
    """Who is asked to join, and as what."""

    name = forms.CharField(label="Name", max_length=150, error_messages={"required": "Enter a name"})
    email = forms.EmailField(
        label="Work e-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter an e-mail address"},
    )
    roles = forms.MultipleChoiceField(
        label="Roles",
        help_text="Choose all that apply. An auditor cannot also score, agree or sign.",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role"},
    )

    def __init__(self, council: Council, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.council = council

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if problem := invitation_problem(self.council, email):
            raise forms.ValidationError(problem)
        return email

    def clean_roles(self) -> list[Role]:
        roles = [Role(value) for value in self.cleaned_data["roles"]]
        if conflict := conflict_between(set(roles)):
            raise forms.ValidationError(conflict)
        return roles


class RoleForm(forms.Form):
    """A role for a member, with its days and the reviews that it is for."""

    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose a role"), *Role.choices],
        error_messages={"required": "Choose a role"},
    )
    starts_on = DateField(label="From", initial=timezone.localdate)
    ends_on = DateField(
        label="Until", help_text="The last day. Leave empty when there is none.", required=False
    )
    years = forms.CharField(
        label="Only for these reviews",
        help_text="For example 2024/25, 2025/26. Leave empty for all reviews.",
        max_length=200,
        required=False,
    )

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean_years(self) -> list[int]:
        parts = [part.strip() for part in self.cleaned_data["years"].replace(";", ",").split(",")]
        try:
            return sorted({parse_year(part) for part in parts if part})
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day must not be before the first")
        if cleaned.get("role") == Role.ADMINISTRATOR and cleaned.get("years"):
            self.add_error("years", "Administrators look after people, not reviews: leave this empty")
        return cleaned


class JoinForm(forms.Form):
    """What a new person says about themselves when they accept an invitation."""

    name = forms.CharField(
        label="Your name",
        help_text="As colleagues know you: it stands beside what you write.",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name"},
    )
    password = forms.CharField(
        label="A password, if you want one",
        help_text="At least 12 characters. Leave it empty to sign in with a code by e-mail each time.",
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, email: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if password := cleaned.get("password"):
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned
