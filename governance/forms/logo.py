"""A council's logo among its settings: sent in, replaced, described, removed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from governance.logos import LARGEST_FILE, Logo, LogoRefused, checked_logo, too_large
from governance.models import Council


class LogoFields(forms.Form):
    """For a form of a council. `was_too_large` is set where the file was cut off while it arrived."""

    instance: Council
    was_too_large = False

    logo_file = forms.FileField(
        label="Logo",
        help_text="PNG, JPEG or SVG, up to 2 MB. Shown on white: on the first page of the documents, on the "
        "public pages and in Word. Documents given out before keep the logo they have.",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.svg"}),
    )
    logo_remove = forms.BooleanField(label="Remove the logo", required=False)

    def clean_logo_file(self) -> Logo | None:
        if self.was_too_large:
            raise ValidationError(too_large(LARGEST_FILE))
        chosen: UploadedFile | None = self.cleaned_data["logo_file"]
        if chosen is None:
            return None
        try:
            return checked_logo(chosen.read(LARGEST_FILE + 1))
        except LogoRefused as refusal:
            raise ValidationError(str(refusal)) from None

    def clean(self) -> dict[str, Any]:
        """A picture says in words what it shows; a file that could not be saved has to be chosen again."""
        cleaned = super().clean() or self.cleaned_data
        will_stand = cleaned.get("logo_file") or (self.instance.logo and not cleaned.get("logo_remove"))
        if will_stand and not cleaned.get("logo_alt"):
            self.add_error("logo_alt", "Say what the logo shows, for those who cannot see it")
        if self.errors and cleaned.get("logo_file"):
            self.add_error("logo_file", "Choose the logo again: nothing was saved")
        return cleaned
