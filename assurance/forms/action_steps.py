"""Saying how an action goes, and taking it a step on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from assurance.action_register import acts_for
from assurance.forms.answers import ACTION_LIMIT, REASON_LIMIT, TextField
from assurance.models import ImprovementAction
from assurance.models.actions import Progress
from governance.form_fields import DateField
from governance.models import Post
from governance.templatetags.ga import govdate


def _needed(text: str, message: str) -> str:
    if not text.strip():
        raise ValidationError(message)
    return text


def _not_after(day: date | None, today: date) -> date:
    """The day, today when none is given; refused in the future."""
    if day is not None and day > today:
        raise ValidationError(f"The date cannot be in the future. Today is {govdate(today)}")
    return day or today


class UpdateForm(forms.Form):
    """A dated update. What is at risk or late says why."""

    use_required_attribute = False

    progress = forms.ChoiceField(
        label="How does it go?",
        choices=Progress.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how it goes: on track, at risk or late"},
    )
    text = TextField(
        label="What has happened, and what comes next?",
        help_text="Councillors and the public may read this.",
        limit=ACTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    said_on = DateField(label="Date", required=False)

    def __init__(self, data: QueryDict | None = None, *, newest: date | None, today: date) -> None:
        super().__init__(data, initial={"said_on": today})
        self.newest, self.today = newest, today

    def clean_said_on(self) -> date:
        day = _not_after(self.cleaned_data["said_on"], self.today)
        if self.newest and day < self.newest:
            raise ValidationError(
                f"The newest update is of {govdate(self.newest)}: give that date or a later one"
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        progress = cleaned.get("progress")
        if progress in {Progress.AT_RISK, Progress.LATE} and not cleaned.get("text") and "text" in cleaned:
            label = Progress(progress).label.lower()
            self.add_error("text", f"Say why it is {label}, and what is done about it")
        return cleaned


class CompleteForm(forms.Form):
    use_required_attribute = False

    what = TextField(
        label="What was done?",
        help_text="Councillors and the public may read this.",
        limit=ACTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    done_on = DateField(label="Finished on", required=False)

    def __init__(self, data: QueryDict | None = None, *, today: date) -> None:
        super().__init__(data, initial={"done_on": today})
        self.today = today

    def clean_what(self) -> str:
        return _needed(self.cleaned_data["what"], "Say what was done: one sentence is enough")

    def clean_done_on(self) -> date:
        return _not_after(self.cleaned_data["done_on"], self.today)


class ReasonForm(forms.Form):
    use_required_attribute = False

    reason = TextField(label="Why?", limit=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_reason(self) -> str:
        return _needed(self.cleaned_data["reason"], "Say why: one sentence is enough")


class ReplaceForm(ReasonForm):
    """`offered`: the open actions of the council that may take its place."""

    other = forms.ChoiceField(
        label="Which action takes its place?",
        error_messages={
            "required": "Choose the action that takes its place",
            "invalid_choice": "Choose another action that is still open",
        },
    )
    field_order = ["other", "reason"]

    def __init__(self, data: QueryDict | None = None, *, offered: list[ImprovementAction]) -> None:
        super().__init__(data)
        self._offered = {str(action.pk): action for action in offered}
        other: Any = self.fields["other"]
        other.choices = [
            ("", "Choose an action"),
            *((key, _short(action.text)) for key, action in self._offered.items()),
        ]

    def clean_other(self) -> ImprovementAction:
        return self._offered[self.cleaned_data["other"]]


def _short(text: str, limit: int = 90) -> str:
    return text if len(text) <= limit else f"{text[:limit].rstrip()}…"


class HandOverForm(ReasonForm):
    """To which post, and why; which actions is ticked in their table."""

    to = forms.ChoiceField(
        label="To which post?",
        error_messages={
            "required": "Choose the post that takes them over",
            "invalid_choice": "Choose a post from the list",
        },
    )
    field_order = ["to", "reason"]

    def __init__(self, data: QueryDict | None = None, *, posts: list[Post]) -> None:
        super().__init__(data)
        self._posts = {str(post.pk): post for post in posts}
        to: Any = self.fields["to"]
        to.choices = [("", "Choose a post"), *((key, with_holder(post)) for key, post in self._posts.items())]

    def clean_to(self) -> Post:
        return self._posts[self.cleaned_data["to"]]


def with_holder(post: Post) -> str:
    """ "Head of legal (Helen Marsh)"."""
    owner = acts_for(post)
    return f"{post} ({owner.name})" if owner else f"{post} (nobody at present)"
