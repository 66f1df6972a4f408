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
from governance.workflow.memberships import auditor_problems


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
        help_text="Choose all that apply. An auditor cannot also score, agree or sign. What an external "
        "auditor may read, and until when, you say on their page once they have joined.",
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

    before_finished = forms.BooleanField(
        label="May read the review before it is finished",
        help_text="External auditors only: without this tick they read it from the day it is finished.",
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
        self._check_auditor(cleaned)
        return cleaned

    def _check_auditor(self, cleaned: dict[str, Any]) -> None:
        """What an external auditor's grant lacks is said at its field, unless that is wrong already."""
        if "role" not in cleaned or "starts_on" not in cleaned:
            return
        problems = auditor_problems(
            cleaned["role"],
            starts_on=cleaned["starts_on"],
            ends_on=cleaned.get("ends_on"),
            years=cleaned.get("years", []),
            before_finished=cleaned["before_finished"],
        )
        for field, problem in problems.items():
            if field not in self.errors:
                self.add_error(field, problem)


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
