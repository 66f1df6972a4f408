"""Forms for bringing a review in, and for filling in the actions that came with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from assurance.exchange.reading import MAX_BYTES, FileRefused, Sheet, read_file
from assurance.forms.answers import ACTION_LIMIT
from assurance.models import ImportRun, ImprovementAction
from governance.converters import parse_year
from governance.form_fields import DateField
from governance.models import Post


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


def post_choices(posts: Iterable[Post]) -> list[tuple[str, str]]:
    return [("", "Choose a post"), *((str(post.pk), post.title) for post in posts)]


class _PromiseForm(forms.Form):
    """Owner post, due date and expected outcome."""

    use_required_attribute = False

    owner_post = forms.ChoiceField(
        label="Owner post",
        required=False,
        error_messages={"invalid_choice": "Choose a post from the list"},
    )
    due_on = DateField(label="Due date", required=False)
    expected_outcome = forms.CharField(
        label="Expected outcome", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_expected_outcome(self) -> str:
        text: str = self.cleaned_data["expected_outcome"].replace("\r\n", "\n")
        if (over := len(text) - ACTION_LIMIT) > 0:
            raise ValidationError(f"Shorten the text by {over:,} characters. The limit is {ACTION_LIMIT:,}")
        return text

    def _set_posts(self, posts: list[Post]) -> None:
        owner: Any = self.fields["owner_post"]
        owner.choices = post_choices(posts)


class FillForm(_PromiseForm):
    """Values to put into many actions at once."""

    EMPTY, TICKED = "empty", "ticked"
    which = forms.ChoiceField(
        label="Put these into",
        choices=[(EMPTY, "Every action where they are still empty"), (TICKED, "The actions I have ticked")],
        initial=EMPTY,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: QueryDict | None = None, *, posts: list[Post]) -> None:
        super().__init__(data, prefix="fill")
        self._set_posts(posts)


class ActionFillForm(_PromiseForm):
    """One action of the list, with the version it started from. `ref` names it in messages.

    `clashed`: someone else changed a value meanwhile, and the person has been shown theirs.
    """

    clashed = False

    version = forms.IntegerField(widget=forms.HiddenInput)
    tick = forms.BooleanField(label="Tick to fill this one", required=False)

    def __init__(
        self, data: QueryDict | None = None, *, action: ImprovementAction, ref: str, posts: list[Post]
    ) -> None:
        self.action = action
        self.ref = ref
        initial = {
            "version": action.version,
            "owner_post": str(action.owner_post_id or ""),
            "due_on": action.due_on,
            "expected_outcome": action.expected_outcome,
        }
        super().__init__(data, prefix=f"action-{action.pk}", initial=initial)
        owner = action.owner_post
        self._set_posts(posts if owner is None or owner in posts else [*posts, owner])

    def values(self) -> dict[str, Any]:
        """The cleaned promise by model field."""
        chosen = self.cleaned_data["owner_post"]
        return {
            "owner_post_id": int(chosen) if chosen else None,
            "due_on": self.cleaned_data["due_on"],
            "expected_outcome": self.cleaned_data["expected_outcome"],
        }
