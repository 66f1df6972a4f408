"""Which of the council's actions to list, and changing them: one, or several together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from assurance.action_words import finish_hint, never_ends
from assurance.forms.answers import ACTION_LIMIT, TextField
from assurance.models import ImprovementAction
from assurance.workflow.actions import steps_from
from governance.converters import parse_year
from governance.form_fields import DateField
from governance.models import Post

Status = ImprovementAction.Status
OPEN_STATUSES = [(status.value, status.label) for status in ImprovementAction.OPEN_STATUSES]
WHEN_FINISHED = "How will you know it is finished?"


class ActionFilter(forms.Form):
    """What part of the actions to list. A part that means nothing is left out; all others combine."""

    OPEN, OVERDUE, SOON, TWICE, DONE, ALL = "open", "overdue", "soon", "twice", "done", "all"
    SHOW = [
        (OPEN, "Open"),
        (OVERDUE, "Overdue"),
        (SOON, "Due in 30 days"),
        (TWICE, "Taken on twice"),
        (DONE, "Done"),
        (ALL, "All"),
    ]
    MINE, VACANT = "mine", "nobody"
    ONLY = [
        ("", "Everything"),
        ("owner", "No owner yet"),
        ("date", "No date yet"),
        ("outcome", "No outcome yet"),
    ]
    SORT = [
        ("due", "Due first"),
        ("latest", "Due last"),
        ("goes", "How it goes, late first"),
        ("owner", "Owner post"),
        ("priority", "Priority"),
        ("row", "Requirement"),
    ]

    show = forms.ChoiceField(required=False, choices=SHOW)
    owner = forms.CharField(required=False, max_length=20)
    principle = forms.ChoiceField(required=False, choices=[(letter, letter) for letter in "ABCDEFG"])
    year = forms.CharField(required=False, max_length=7)
    status = forms.ChoiceField(required=False, choices=Status.choices)
    only = forms.ChoiceField(required=False, choices=ONLY)
    sort = forms.ChoiceField(required=False, choices=SORT)

    def __init__(self, data: QueryDict, *, posts: Iterable[Post]) -> None:
        self._owners = {self.MINE, self.VACANT, *(str(post.pk) for post in posts)}
        super().__init__(data)

    def clean_owner(self) -> str:
        owner: str = self.cleaned_data["owner"]
        return owner if owner in self._owners else ""

    def clean_year(self) -> int | None:
        try:
            return parse_year(self.cleaned_data["year"]) if self.cleaned_data["year"] else None
        except ValueError:
            return None

    def asked(self) -> dict[str, Any]:
        """Every part by name. A status that only closed actions have is not looked for among the open."""
        self.is_valid()
        parts = {name: self.cleaned_data.get(name) or "" for name in self.base_fields}
        closed = parts["status"] and parts["status"] not in ImprovementAction.OPEN_STATUSES
        parts["show"] = parts["show"] or (self.ALL if closed else self.OPEN)
        if closed and parts["show"] not in {self.DONE, self.TWICE}:
            parts["show"] = self.ALL
        return parts


def post_choices(posts: Iterable[Post]) -> list[tuple[str, str]]:
    return [("", "Choose a post"), *((str(post.pk), post.title) for post in posts)]


class _PromiseForm(forms.Form):
    """Owner post, due date, priority and expected outcome."""

    use_required_attribute = False

    owner_post = forms.ChoiceField(
        label="Owner post",
        required=False,
        error_messages={"invalid_choice": "Choose a post from the list"},
    )
    due_on = DateField(label="Due date", required=False)
    priority = forms.ChoiceField(
        label="Priority", required=False, choices=[("", "Not said"), *ImprovementAction.Priority.choices]
    )
    expected_outcome = TextField(
        label=WHEN_FINISHED, limit=ACTION_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
    )

    def _set_posts(self, posts: list[Post]) -> None:
        owner: Any = self.fields["owner_post"]
        owner.choices = post_choices(posts)


class FillForm(_PromiseForm):
    """Values to put into many actions at once."""

    ALL, EMPTY, TICKED = "all", "empty", "ticked"
    priority = forms.ChoiceField(
        label="Priority", required=False, choices=[("", "As it is"), *ImprovementAction.Priority.choices]
    )
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "As it is"), *OPEN_STATUSES[1:]])
    which = forms.ChoiceField(
        label="Put these into",
        choices=[
            (ALL, "Every action below"),
            (EMPTY, "Every action where they are still empty"),
            (TICKED, "The actions I have ticked below"),
        ],
        initial=EMPTY,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: QueryDict | None = None, *, posts: list[Post], which: str = EMPTY) -> None:
        super().__init__(data, prefix="fill", initial={"which": which})
        self._set_posts(posts)

    def is_empty(self) -> bool:
        """Nothing was given to put anywhere."""
        return not set(self.changed_data) - {"which"}


class ActionEditForm(_PromiseForm):
    """An open action, with the version that the form started from. `ref` names it in messages.

    `clashed`: someone else changed a value meanwhile, and the person has been shown theirs.
    """

    clashed = False

    version = forms.IntegerField(widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label="Status", required=False, error_messages={"invalid_choice": "Choose a status from the list"}
    )

    def __init__(
        self, data: QueryDict | None = None, *, action: ImprovementAction, posts: list[Post], ref: str = ""
    ) -> None:
        self.action = action
        self.ref = ref
        initial = {
            "version": action.version,
            "text": action.text,
            "owner_post": str(action.owner_post_id or ""),
            "due_on": action.due_on,
            "priority": action.priority,
            "expected_outcome": action.expected_outcome,
            "status": action.status,
        }
        super().__init__(data, prefix=f"action-{action.pk}", initial=initial)
        owner = action.owner_post
        self._set_posts(posts if owner is None or owner in posts else [*posts, owner])
        self._set_statuses()
        if word := self._never_ends():
            self["expected_outcome"].help_text = finish_hint(word)

    def _set_statuses(self) -> None:
        """As it stands, and the steps on from there; also what was chosen before a colleague's step."""
        shown = {self.action.status, *steps_from(self.action.status), str(self["status"].value())}
        field: Any = self.fields["status"]
        field.choices = [(value, label) for value, label in OPEN_STATUSES if value in shown]

    def _never_ends(self) -> str:
        typed = self["text"].value() if "text" in self.fields else self.action.text
        return "" if str(self["expected_outcome"].value() or "").strip() else never_ends(str(typed or ""))

    def values(self) -> dict[str, Any]:
        """The cleaned action by model field."""
        cleaned = self.cleaned_data
        values = {
            "owner_post_id": int(cleaned["owner_post"]) if cleaned["owner_post"] else None,
            "status": cleaned["status"] or self.action.status,
        }
        names = ("text", "due_on", "priority", "expected_outcome")
        return values | {name: cleaned[name] for name in names if name in cleaned}


class ActionTogetherForm(ActionEditForm):
    """One action of a list that is edited together."""

    tick = forms.BooleanField(label="Tick this one", required=False)


class ActionChangeForm(ActionEditForm):
    """One action on a page of its own, with its text."""

    text = TextField(label="What will be done?", limit=ACTION_LIMIT, widget=forms.Textarea(attrs={"rows": 3}))

    field_order = ["version", "text", "expected_outcome", "owner_post", "due_on", "priority", "status"]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise ValidationError("Say what will be done")
        return text
