"""An item of the evidence register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from assurance.forms.answers import LinkField
from assurance.models import Evidence
from governance.converters import parse_year
from governance.form_fields import DateField
from governance.models import Post
from governance.posted_text import whole_number
from governance.typed_fields import row_field

LONGEST_TITLE = 200  # characters
LETTERS = frozenset("ABCDEFG")
NOBODY = "none"
INSIDE, PUBLIC = "inside", "public"


class EvidenceItemForm(forms.Form):
    """Everything the register says about an item. Fields are named as the model's, but `who_reads`."""

    use_required_attribute = False

    title = forms.CharField(
        label="Title", max_length=LONGEST_TITLE, error_messages={"required": "Give the item a title"}
    )
    link = LinkField()
    owner_post = forms.ModelChoiceField(
        label="Post that owns it", queryset=Post.objects.none(), required=False, empty_label="Nobody yet"
    )
    effective_from = DateField(label="In force from", required=False)
    last_reviewed = DateField(label="Last reviewed", required=False)
    next_review = DateField(
        label="Next review", required=False, help_text="After this day the item shows as out of date."
    )
    checked_by = forms.ChoiceField(
        label="Who checked it?",
        required=False,
        choices=[("", "Nobody yet"), *Evidence.CheckedBy.choices],
        widget=forms.RadioSelect,
    )
    shown = forms.ChoiceField(
        label="How far is it shown?",
        required=False,
        choices=[("", "Not said"), *Evidence.Shown.choices],
        widget=forms.RadioSelect,
    )
    who_reads = forms.ChoiceField(
        label="Who may read about it?",
        choices=[
            (INSIDE, "Only people of the council"),
            (PUBLIC, "Everyone: its title and link stand in the Local Code"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who may read about it"},
    )

    def __init__(self, data: QueryDict | None = None, *, item: Evidence) -> None:
        initial = {name: getattr(item, name) for name in self.base_fields if hasattr(item, name)}
        initial |= {
            "owner_post": item.owner_post_id,
            "who_reads": PUBLIC if item.is_public else INSIDE,
        }
        super().__init__(data, initial=initial)
        self.fields["link"].label = "Link"
        self.fields["link"].help_text = "A web address that starts with https:// or http://. May be empty."
        posts = Post.objects.for_council(item.council)
        offered = posts.current()
        if item.owner_post_id:
            offered |= posts.filter(pk=item.owner_post_id)
        row_field(self, "owner_post").queryset = offered

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        last, following = cleaned.get("last_reviewed"), cleaned.get("next_review")
        if last and following and following < last:
            self.add_error("next_review", "The next review cannot be before the last one")
        return cleaned

    def values(self) -> dict[str, Any]:
        """The cleaned values by model field."""
        cleaned = dict(self.cleaned_data)
        cleaned["is_public"] = cleaned.pop("who_reads") == PUBLIC
        return cleaned


@dataclass(frozen=True)
class EvidenceFilter:
    """What part of the register to list; anything unknown in the address lists all that is in use.

    `owner` is the key of a post, `checked` who checked; "none" in either finds what is not known yet. `year`
    is that of the review to judge beside (2024 for "2024-25"); without it, the one in view.
    """

    text: str
    show: frozenset[str]
    principle: str
    owner: str
    checked: str
    year: int | None

    SHOW: ClassVar[dict[str, str]] = {
        "due": "Review due within 60 days",
        "out-of-date": "Out of date",
        "flagged": "Something to look at",
        "unused": "Shown on no row this year",
        "undated": "Not known when reviewed",
        "ended": "No longer used",
    }
    CHECKED: ClassVar[list[tuple[str, str]]] = [*Evidence.CheckedBy.choices, (NOBODY, "Nobody yet")]

    @classmethod
    def of(cls, asked: QueryDict) -> EvidenceFilter:
        """Read from the address, as far as it makes sense."""
        text = asked.get("q", "").replace("\x00", " ").strip()
        owner, checked = asked.get("owner", ""), asked.get("checked", "")
        return cls(
            text=text if len(text) <= LONGEST_TITLE else "",
            show=frozenset(asked.getlist("show")) & cls.SHOW.keys(),
            principle=letter if (letter := asked.get("principle", "")) in LETTERS else "",
            owner=owner if owner == NOBODY or whole_number(owner) is not None else "",
            checked=checked if checked in dict(cls.CHECKED) else "",
            year=_year(asked.get("year", "")),
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.show or self.principle or self.owner or self.checked)


def _year(text: str) -> int | None:
    try:
        return parse_year(text)
    except ValueError:
        return None
