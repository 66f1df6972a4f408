"""An item of the evidence register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from assurance.forms.answers import LinkField
from assurance.models import Evidence
from governance.form_fields import DateField
from governance.models import Post

INSIDE, PUBLIC = "inside", "public"


class EvidenceItemForm(forms.Form):
    """Everything the register says about an item. Fields are named as the model's, but `who_reads`."""

    use_required_attribute = False

    title = forms.CharField(
        label="Title", max_length=200, error_messages={"required": "Give the item a title"}
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
        self.fields["owner_post"].queryset = offered  # type: ignore[attr-defined]

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


class EvidenceFilter(forms.Form):
    """What part of the register to list; anything unknown lists what is in use."""

    SHOW = [
        ("", "In use"),
        ("unused", "Shown on no row"),
        ("out-of-date", "Out of date"),
        ("ended", "No longer used"),
    ]

    q = forms.CharField(required=False, max_length=200)
    show = forms.ChoiceField(required=False, choices=SHOW)
