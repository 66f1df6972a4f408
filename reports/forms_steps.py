"""Forms of the steps of a document: publishing, approving, signing, amending."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from governance.form_fields import DateField
from governance.models import Council, Post
from reports.forms import TextField
from reports.models import Signature
from reports.workflow.approvals import Decision
from reports.workflow.signatures import PaperSignature


class PastDateField(DateField):
    """A day that has been: today or before."""

    def clean(self, value: Any) -> Any:
        day: date | None = super().clean(value)
        if day and day > timezone.localdate():
            raise forms.ValidationError("The date is in the future")
        return day


class StepForm(forms.Form):
    use_required_attribute = False


class PublishForm(StepForm):
    """From when everybody may read a document."""

    public_from = DateField(label="The public can read it from", help_text="Today or a later day")

    def clean_public_from(self) -> date:
        day: date = self.cleaned_data["public_from"]
        if day < timezone.localdate():
            raise forms.ValidationError("Choose today or a later day")
        return day


class PublishFinalForm(PublishForm):
    accounts_approved_on = PastDateField(
        label="When the accounts were approved",
        help_text="If they were. The statement is approved first",
        required=False,
    )


class ApproveForm(StepForm):
    """What the committee decided; for the Local Code without delegated amendments."""

    body = forms.CharField(label="Approved by", max_length=150, error_messages={"required": "Say who"})
    on = PastDateField(label="Date of the meeting", help_text="For example, 24 9 2025")
    minute = forms.CharField(
        label="Minute", max_length=100, error_messages={"required": "Give the minute, such as 31"}
    )

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Post.objects.for_council(council).current()
        self.fields["delegates"] = forms.ModelMultipleChoiceField(
            queryset=posts,
            label="Posts that agree amendments",
            help_text="Only if it was approved subject to amendments: each ticked post confirms them",
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def decision(self) -> Decision:
        data = self.cleaned_data
        return Decision(data["body"], data["on"], data["minute"], list(data["delegates"]))


class AdoptForm(StepForm):
    body = forms.CharField(label="Adopted by", max_length=150, error_messages={"required": "Say who"})
    on = PastDateField(label="Date of the meeting", help_text="For example, 14 5 2025")
    minute = forms.CharField(
        label="Minute", max_length=100, error_messages={"required": "Give the minute, such as 12"}
    )


class SignForm(StepForm):
    """The declaration of an office; `version` is the one that the person read."""

    declared = forms.BooleanField(
        label="I have read this version, and I sign it.",
        error_messages={"required": "Tick the box to sign the statement"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class PaperSignatureForm(StepForm):
    office = forms.ChoiceField(
        label="Whose signature", choices=Signature.Office.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(label="Name", max_length=150, error_messages={"required": "Give the name"})
    post_title = forms.CharField(label="Post", max_length=150, error_messages={"required": "Give the post"})
    signed_on = PastDateField(label="Signed on", help_text="As it stands on the paper")

    def paper(self) -> PaperSignature:
        data = self.cleaned_data
        return PaperSignature(data["office"], data["name"], data["post_title"], data["signed_on"])


class ReasonForm(StepForm):
    """Why a document is amended, or its approval void."""

    reason = TextField(
        label="Why?", max_length=2000, rows=3, error_messages={"required": "Say why. It is kept for good"}
    )


class AmendForm(ReasonForm):
    under_approval = forms.BooleanField(
        label="The amendments are those that the approval allows: the posts named in it confirm them",
        required=False,
    )


class ConfirmForm(StepForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
