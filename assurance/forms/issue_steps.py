"""Taking a significant issue a step on: decided, reported on, closed by a committee, opened again."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from assurance.forms.action_steps import ReasonForm, UpdateForm
from assurance.forms.answers import TextField
from assurance.models import GovernanceIssue
from governance.form_fields import DateField
from governance.templatetags.ga import govdate

OUTCOME_LIMIT = 2_000  # characters


class IssueReasonForm(ReasonForm):
    """Why: of a decision, of taking one back, of opening a closed issue again."""

    reason = TextField(label="Why?", limit=OUTCOME_LIMIT, widget=forms.Textarea(attrs={"rows": 4}))


class NoIssuesForm(IssueReasonForm):
    reason = TextField(
        label="No significant issues, because…",
        help_text="The statement prints it: what was looked at, and who found nothing. "
        "Councillors and the public may read this.",
        limit=OUTCOME_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"].strip()
        if not reason:
            raise ValidationError("Say on what basis: what was looked at, and who found nothing")
        return reason


class IssueUpdateForm(UpdateForm):
    """A dated update; it always says what has happened."""

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        if not text:
            raise ValidationError("Say what has happened, and what comes next")
        return text


class CloseForm(forms.Form):
    """The minute by which a committee closed the issue."""

    use_required_attribute = False

    committee = forms.CharField(
        label="Which committee closed it?",
        max_length=150,
        error_messages={"required": "Name the committee that closed it"},
    )
    met_on = DateField(label="When did it meet?")
    minute = forms.CharField(
        label="Reference of the minute",
        help_text="For example 34/2025. The minutes are public, so readers can look it up.",
        max_length=100,
        error_messages={
            "required": "Give the reference of the minute: nobody else closes a significant issue"
        },
    )
    outcome = TextField(
        label="What came of it?",
        help_text="Councillors and the public may read this.",
        limit=OUTCOME_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, data: QueryDict | None = None, *, issue: GovernanceIssue, body: str, today: date
    ) -> None:
        super().__init__(data, initial={"committee": issue.committee or body})
        self.today = today

    def clean_met_on(self) -> date:
        day: date = self.cleaned_data["met_on"]
        if day > self.today:
            raise ValidationError(f"The meeting cannot be in the future. Today is {govdate(self.today)}")
        return day

    def clean_outcome(self) -> str:
        outcome: str = self.cleaned_data["outcome"].strip()
        if not outcome:
            raise ValidationError("Say what came of it: one sentence is enough")
        return outcome
