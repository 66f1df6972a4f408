"""Choosing a file that is kept, each judged by its content; erasing one."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from assurance.file_checks import KINDS, MEDIA_TYPES, FileRefused, check_file, clean_name, too_large
from assurance.forms.answers import REASON_LIMIT, TextField
from assurance.workflow.files import CheckedFile
from governance.uploads import was_too_large


def checked_file(request: HttpRequest, field: str, chosen: UploadedFile | None) -> CheckedFile:
    """The file sent in a field, by assurance/file_checks.py; ValidationError says why it is not taken.

    `field` is the name in the request: a file over the limit was cut off while it arrived.
    """
    if was_too_large(request, field):
        raise ValidationError(too_large(settings.FILE_LIMIT_BYTES))
    if chosen is None:
        raise ValidationError("Choose a file")
    name = clean_name(chosen.name or "")
    try:
        media_type = check_file(
            name, cast(BinaryIO, chosen), size=chosen.size or 0, limit=settings.FILE_LIMIT_BYTES
        )
    except FileRefused as refusal:
        raise ValidationError(str(refusal)) from None
    return CheckedFile(name, media_type, chosen.chunks())


class ChooseFileForm(forms.Form):
    """One file, judged by its content."""

    use_required_attribute = False

    file = forms.FileField(
        label="File",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in MEDIA_TYPES)}),
    )

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        is_sent = request.method == "POST"
        super().__init__(request.POST if is_sent else None, request.FILES if is_sent else None)
        limit = settings.FILE_LIMIT_BYTES // 1024 // 1024
        self.fields["file"].help_text = f"{KINDS}. Up to {limit} MB, without macros and without a password."

    def clean_file(self) -> CheckedFile:
        return checked_file(self._request, "file", self.cleaned_data["file"])


class EraseForm(forms.Form):
    """Why the bytes of a file are removed for good."""

    use_required_attribute = False

    reason = TextField(
        limit=REASON_LIMIT, label="Why is it erased?", widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields[
            "reason"
        ].help_text = "The reason stays in the register and in the record of changes. Name no person in it."

    def clean_reason(self) -> str:
        reason = str(self.cleaned_data["reason"]).strip()
        if not reason:
            raise ValidationError("Say why the file is erased")
        return reason
