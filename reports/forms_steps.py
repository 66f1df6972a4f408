"""Forms of the steps of a document: publishing, approving, signing, amending."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from assurance.file_checks import MEDIA_TYPES
from assurance.forms.files import checked_file
from assurance.workflow.files import CheckedFile
from governance.form_fields import DateField
from governance.models import Council, Post
from governance.uploads import was_too_large
from reports.forms import TextField
from reports.workflow.approvals import Decision
from reports.workflow.signatures import PaperSignature


class PastDateField(DateField):
    """A day that has been: today or before."""

    def clean(self, value: Any) -> Any:
        day: date | None = super().clean(value)
        if day and day > timezone.localdate():
            raise forms.ValidationError("The date is in the future")
        return day


SCANS = {ending: MEDIA_TYPES[ending] for ending in ("pdf", "png", "jpg", "jpeg")}


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
        help_text="Leave it empty if they are not approved yet. The statement comes first",
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
            label="Who confirms the amendments?",
            help_text="Each post that you tick confirms every amendment",
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
    """A signature on paper. `offices` are those still to sign: (office, words)."""

    field_order = ("office", "name", "post_title", "signed_on", "scan")

    name = forms.CharField(label="Name", max_length=150, error_messages={"required": "Give the name"})
    post_title = forms.CharField(label="Post", max_length=150, error_messages={"required": "Give the post"})
    signed_on = PastDateField(label="Signed on", help_text="As it stands on the paper")
    scan = forms.FileField(
        label="Scan of the signed page (optional)",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in SCANS)}),
    )

    def __init__(
        self, *args: Any, request: HttpRequest, offices: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._request = request
        self.fields["office"] = forms.ChoiceField(
            label="Whose signature",
            choices=offices,
            widget=forms.RadioSelect,
            error_messages={
                "required": "Choose whose signature it is",
                "invalid_choice": "This office has signed already. Choose whose signature is missing",
            },
        )
        self.order_fields(self.field_order)
        limit = settings.FILE_LIMIT_BYTES // 1024 // 1024
        self.fields["scan"].help_text = (
            f"PDF, PNG or JPEG, up to {limit} MB. It is kept and never published:"
            " only those who release documents can open it"
        )

    def clean_scan(self) -> CheckedFile | None:
        chosen = self.cleaned_data["scan"]
        name = self.add_prefix("scan")
        if chosen is None and not was_too_large(self._request, name):
            return None
        scan = checked_file(self._request, name, chosen)
        if scan.media_type not in SCANS.values():
            raise ValidationError("The scan is not a PDF or a picture. Choose a PDF, PNG or JPEG")
        return scan

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors and cleaned.get("scan"):
            self.add_error("scan", "Choose the scan again: it was not kept while something else is missing")
        return cleaned

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
