"""Forms for bringing a review in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assurance.exchange.reading import MAX_BYTES, FileRefused, Sheet, read_file
from assurance.models import ImportRun
from governance.converters import parse_year
from governance.form_fields import DateField


class YearForm(forms.Form):
    """Which year a file is for."""

    use_required_attribute = False

    year = forms.CharField(
        label="Which year is it?",
        help_text="For example 2023/24",
        max_length=7,
        error_messages={"required": "Enter a year, for example 2023/24"},
    )

    def clean_year(self) -> int:
        try:
            return parse_year(self.cleaned_data["year"])
        except ValueError as error:
            raise ValidationError(str(error)) from error


class ImportForm(forms.Form):
    """A file, and how it is filed. `sheet` and `content` hold what was read once the form is valid."""

    use_required_attribute = False

    file = forms.FileField(
        label="The file",
        help_text="An Excel workbook (.xlsx) or a CSV file, up to 5 MB, with one row for each requirement.",
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    filing = forms.ChoiceField(
        label="What is it?",
        choices=ImportRun.Filing.choices,
        initial=ImportRun.Filing.THIS_YEAR,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what the file is"},
    )
    record_body = forms.CharField(label="Body that approved it", max_length=150, required=False)
    record_date = DateField(label="Date of approval", required=False)
    record_minute = forms.CharField(label="Minute reference", max_length=100, required=False)
    use_wording = forms.BooleanField(
        label="We hold the publication: use the wording in this file", required=False
    )

    sheet: Sheet
    content: bytes

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        # One byte more than is taken says that it is too large, without reading all of it.
        self.content = upload.read(MAX_BYTES + 1)
        try:
            self.sheet = read_file(upload.name, self.content)
        except FileRefused as error:
            raise ValidationError(str(error)) from error
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("filing") == ImportRun.Filing.PAST_YEAR:
            if not cleaned.get("record_body"):
                self.add_error("record_body", "Enter the body that approved it")
            if not cleaned.get("record_date") and not self.has_error("record_date"):
                self.add_error("record_date", "Enter the date of approval")
        return cleaned

    def describe(self, run: ImportRun) -> ImportRun:
        """Put the answers, save the file itself, into the run."""
        run.filing = self.cleaned_data["filing"]
        run.use_wording = self.cleaned_data["use_wording"]
        if run.filing == ImportRun.Filing.PAST_YEAR:
            run.record_body = self.cleaned_data["record_body"]
            run.record_date = self.cleaned_data["record_date"]
            run.record_minute = self.cleaned_data["record_minute"]
        return run
