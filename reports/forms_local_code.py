"""Forms of the Local Code: one small form for each row of an edition, many of them on one page.

The names of the fields are those of the rows' columns, so that what a form gives can be saved as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from governance.form_fields import DateField
from governance.typed_fields import choice_field
from reports.editions.files import MOST_BYTES, CodeFileError, read_content
from reports.editions.fitting import LONGEST_TEXT
from reports.editions.links import bad_links
from reports.editions.lists import Place, place_name, place_of
from reports.editions.texts import BroughtIn
from reports.forms import TextField
from reports.models import CodeItem, CodeSection, LocalCodeEdition

PREFIX = re.compile(r"[0-9A-Za-z]+(\.[0-9A-Za-z]+)*")
MARKDOWN = "An empty line begins a paragraph. [Words](https://\u2026) make a link"
Values = dict[str, Any]


class MarkdownField(TextField):
    """A text with links, each of which a document would print.

    Its limit is no `max_length`, so that no page counts characters below dozens of boxes.
    """

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(rows=rows, max_length=LONGEST_TEXT, **kwargs)
        self.max_length = None

    def run_validators(self, value: Any) -> None:
        if len(value) > LONGEST_TEXT:
            raise ValidationError(
                f"{self.label}: the text has {len(value):,} characters."
                f" Shorten it to {LONGEST_TEXT:,} or fewer"
            )

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\x00", "")

    def validate(self, value: Any) -> None:
        super().validate(value)
        if wrong := bad_links(value):
            raise ValidationError(
                f"{self.label}: the link to \u201c{wrong[0][:80]}\u201d cannot be printed."
                " Begin it with https://, http:// or mailto:"
            )


class RowForm(forms.Form):
    """Boxes for one row. `row` is the row as it stands; `given` what to show instead of some of its texts."""

    use_required_attribute = False
    saved: tuple[str, ...] = ()

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, row: Any, given: Values | None = None, **kwargs: Any
    ) -> None:
        standing = {name: getattr(row, name) for name in (*self.saved, "version")}
        super().__init__(data, initial=standing | (given or {}), **kwargs)
        self.row = row

    def values(self) -> Values:
        """By column."""
        return {name: self.cleaned_data[name] for name in self.saved}


class AboutForm(RowForm):
    """The control block and the layout."""

    saved = (
        "title",
        "subtitle",
        "dated",
        "lead_officer",
        "department",
        "contact_email",
        "review_arrangements",
        "next_review_on",
        "change_note",
        "style",
        "numbering_prefix",
    )

    title = forms.CharField(label="Title", max_length=200)
    subtitle = forms.CharField(label="Subtitle", max_length=300, required=False)
    dated = forms.CharField(
        label="Date, as it is printed", help_text="For example, April 2026", max_length=60, required=False
    )
    lead_officer = forms.CharField(
        label="Lead officer", help_text="The post, not the person", max_length=150, required=False
    )
    department = forms.CharField(label="Department", max_length=150, required=False)
    contact_email = forms.EmailField(
        label="Contact e-mail address",
        help_text="A shared mailbox. It is printed",
        max_length=254,
        required=False,
    )
    review_arrangements = forms.CharField(label="How it is reviewed", max_length=500, required=False)
    next_review_on = DateField(label="Next review", help_text="For example, 30 4 2027", required=False)
    change_note = forms.CharField(
        label="What changed in this version",
        help_text="One sentence for the version history",
        max_length=500,
        required=False,
    )
    style = forms.ChoiceField(
        label="Layout", choices=LocalCodeEdition.Style.choices, widget=forms.RadioSelect
    )
    numbering_prefix = forms.CharField(
        label="Number of the section in the constitution",
        help_text="Stands before each paragraph: 26 gives 26.1, 26.2 and so on. Not for the table layout",
        max_length=10,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        prefix = cleaned.get("numbering_prefix", "")
        if prefix and not PREFIX.fullmatch(prefix):
            self.add_error(
                "numbering_prefix",
                "Write the number as figures or letters with points between them, for example 26 or 4.2",
            )
        is_numbered = cleaned.get("style") == LocalCodeEdition.Style.CONSTITUTION
        if is_numbered and not prefix and "numbering_prefix" not in self.errors:
            self.add_error("numbering_prefix", "Enter the number that paragraphs begin with")
        return cleaned


class SectionForm(RowForm):
    """A section of the Code's own text; a generated part has a heading only."""

    saved: tuple[str, ...] = ("heading", "text")

    heading = forms.CharField(label="Heading", max_length=300, required=False)
    text = MarkdownField(label="Text", rows=14, required=False, help_text=MARKDOWN)

    def __init__(self, *args: Any, row: CodeSection, **kwargs: Any) -> None:
        if row.kind != CodeSection.Kind.TEXT:
            self.saved = ("heading",)
        super().__init__(*args, row=row, **kwargs)
        if row.kind != CodeSection.Kind.TEXT:
            del self.fields["text"]


class NewSectionForm(forms.Form):
    """A section to add."""

    use_required_attribute = False

    heading = forms.CharField(label="Heading", max_length=300, required=False)
    text = MarkdownField(label="Text", rows=14, help_text=MARKDOWN)


class PrincipleForm(RowForm):
    saved = ("title", "rationale", "lead_in", "in_place_heading", "note")

    title = forms.CharField(label="Title of the principle", max_length=300)
    rationale = MarkdownField(label="Why it matters", required=False)
    lead_in = forms.CharField(label="Sentence before what is required", max_length=500, required=False)
    in_place_heading = forms.CharField(
        label="Heading of the list of what is in place",
        help_text="Empty: \u201cWhat we have in place\u201d",
        max_length=300,
        required=False,
    )
    note = MarkdownField(label="Note", rows=2, required=False)


class GroupForm(RowForm):
    """A heading of a principle. `choices`: its parts (key, words); `stands_for`: those it has now."""

    saved = ("heading", "lead_in", "rationale", "note")

    heading = forms.CharField(label="Heading", max_length=300, required=False)
    parts = forms.TypedMultipleChoiceField(
        label="Stands for",
        help_text="Several, where your Code joins them under one heading",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    parts_before = forms.CharField(widget=forms.HiddenInput, required=False)
    lead_in = MarkdownField(label="Sentence before the items", rows=2, required=False)
    rationale = MarkdownField(label="Why it matters", rows=2, required=False)
    note = MarkdownField(label="Note below the items", rows=2, required=False)

    def __init__(
        self, *args: Any, choices: list[tuple[int, str]], stands_for: frozenset[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._known = {key for key, _ in choices}
        choice_field(self, "parts").choices = choices
        self.initial["parts"] = sorted(stands_for)
        self.initial["parts_before"] = " ".join(map(str, sorted(stands_for)))

    def clean_parts_before(self) -> frozenset[int]:
        words = self.cleaned_data["parts_before"].split()
        said = {int(word) for word in words if word.isascii() and word.isdigit()}
        return frozenset(said & self._known)


class ItemFields(forms.Form):
    """What an item of the list is about. `requirements`: (key, words); `evidence`: keys by their names."""

    use_required_attribute = False

    kind = forms.ChoiceField(label="Kind", choices=CodeItem.Kind.choices)
    text = MarkdownField(label="Text", rows=3)
    requirement_id = forms.TypedChoiceField(label="Requirement", coerce=int, empty_value=None, required=False)
    evidence_id = forms.CharField(
        label="Item of the evidence register",
        required=False,
        widget=forms.TextInput(attrs={"list": "register"}),
    )

    def offer(self, requirements: list[tuple[int, str]], evidence: Mapping[str, int]) -> None:
        """What can be chosen."""
        choices = [("", "None"), *requirements]
        choice_field(self, "requirement_id").choices = choices
        self.evidence = evidence

    def clean_evidence_id(self) -> int | None:
        name = " ".join(self.cleaned_data["evidence_id"].split())
        if not name:
            return None
        if name not in self.evidence:
            raise ValidationError(
                f"Item of the evidence register: none is called “{name[:80]}”. Choose from the list"
            )
        return self.evidence[name]


class ItemForm(RowForm, ItemFields):
    saved = ("kind", "text", "requirement_id", "evidence_id")

    place = forms.ChoiceField(
        label="Stands under", error_messages={"invalid_choice": "Stands under: that heading was removed"}
    )
    place_before = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        requirements: list[tuple[int, str]],
        evidence: Mapping[str, int],
        names: Mapping[int, str],
        places: list[tuple[str, list[tuple[str, str]]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer(requirements, evidence)
        self.initial["evidence_id"] = names.get(self.initial["evidence_id"], "")
        self.initial["place"] = self.initial["place_before"] = place_name(place_of(self.row))
        # A place that nobody changed is not judged: its heading may be gone, its text is saved.
        unchanged = [] if self.is_moved else [(self["place"].value(), "Where it stands")]
        known = {name for _, headings in places for name, _ in headings}
        extra = [one for one in unchanged if one[0] not in known]
        choice_field(self, "place").choices = [*places, *extra]

    @property
    def new_place(self) -> Place:
        """Of a valid form whose item is moved."""
        principle, _, group = self.cleaned_data["place"].partition("-")
        return int(principle), int(group) if group else None

    @property
    def is_moved(self) -> bool:
        """Somebody chose another place than the one that the form showed."""
        return bool(self["place"].value() != self["place_before"].value())


class NewItemForm(ItemFields):
    """An empty box; left empty it adds nothing."""

    kind = forms.ChoiceField(label="Kind", choices=CodeItem.Kind.choices, initial=CodeItem.Kind.COMMITMENT)
    text = MarkdownField(label="Text", rows=3, required=False)

    def __init__(
        self, *args: Any, requirements: list[tuple[int, str]], evidence: Mapping[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer(requirements, evidence)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("evidence_id") and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", "Text: write what is printed for the item of the register")
        return cleaned

    @property
    def is_written(self) -> bool:
        return bool(self.cleaned_data.get("text"))


class RoleForm(RowForm):
    saved = ("role", "description")

    role = forms.CharField(label="Role", max_length=200)
    description = MarkdownField(label="What they do", required=False, rows=4)


class NewRoleForm(forms.Form):
    """An empty line of the table; left empty it adds nothing."""

    use_required_attribute = False

    role = forms.CharField(label="Role", max_length=200, required=False)
    description = MarkdownField(label="What they do", required=False, rows=4)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("description") and not cleaned.get("role") and "role" not in self.errors:
            self.add_error("role", "Role: say whose role it is")
        return cleaned


class StartForm(forms.Form):
    """How the first version is laid out."""

    style = forms.ChoiceField(
        label="Layout",
        choices=LocalCodeEdition.Style.choices,
        initial=LocalCodeEdition.Style.TABLE,
        widget=forms.RadioSelect,
    )


class BringInForm(forms.Form):
    """A file with a whole Local Code; `brought` holds what was read once the form is valid."""

    use_required_attribute = False

    file = forms.FileField(
        label="The file",
        help_text="JSON in UTF-8, up to 5 MB",
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    brought: BroughtIn

    def __init__(self, *args: Any, framework: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.framework = framework

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        # One byte more than is taken says that it is too large, without reading all of it.
        try:
            self.brought = read_content(upload.read(MOST_BYTES + 1), upload.name, self.framework)
        except CodeFileError as error:
            raise ValidationError(str(error)) from error
        return upload
