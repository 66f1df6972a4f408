"""Raising and writing a significant issue."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from assurance.forms.actions import WHEN_FINISHED, post_choices
from assurance.forms.answers import ACTION_LIMIT, TextField
from assurance.issue_choices import IssueChoices
from assurance.models import GovernanceIssue, ImprovementAction
from assurance.saving import Clash
from assurance.workflow.issue_edits import KINDS, Ticks
from assurance.workflow.issues import TITLE_LIMIT
from governance.form_fields import PARTS, DateField, typed
from governance.models import Post
from governance.templatetags.ga import govdate

TEXT_LIMIT = 5_000  # characters
PUBLIC = "Councillors and the public may read this once the issue is confirmed."
TEXTS = ("title", "description", "impact", "response", "committee")


class IssueTitleField(forms.CharField):
    """The few words by which people know the issue."""

    def __init__(self) -> None:
        super().__init__(
            label="Short title",
            help_text="In a few words: what is wrong?",
            max_length=TITLE_LIMIT,
            error_messages={
                "required": "Give the issue a short title",
                "max_length": f"Shorten the title to {TITLE_LIMIT} characters. The description may be longer",
            },
        )
        self.widget.attrs.pop("maxlength", None)


class RefsField(forms.CharField):
    """References of rows, "A1.4, B2.3", as they come: commas, blanks or lines between them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=600, **options)
        self.widget.attrs.pop("maxlength", None)

    @staticmethod
    def refs(text: str) -> list[str]:
        return list(dict.fromkeys(part.upper() for part in re.split(r"[\s,;]+", text) if part))


class _RowsMixin(forms.Form):
    """Rows by reference, looked up among those of the issue's review."""

    choices: IssueChoices

    def clean_rows(self) -> frozenset[int]:
        refs = RefsField.refs(self.cleaned_data["rows"])
        if unknown := [ref for ref in refs if ref not in self.choices.row_keys]:
            where = f"The {self.choices.cycle}" if self.choices.cycle else "This issue"
            raise ValidationError(f"{where} has no row {', '.join(unknown)}. Write references such as A1.4")
        return frozenset(self.choices.row_keys[ref] for ref in refs)


class RaiseForm(_RowsMixin):
    """A possible issue: title and, if it is known already, what is wrong and where."""

    use_required_attribute = False

    title = IssueTitleField()
    description = TextField(
        label="What is wrong?",
        help_text=f"It can be written later too. {PUBLIC}",
        limit=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    rows = RefsField(
        label="Which rows does it stand on?", help_text="Their references, for example A1.4, B2.3."
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        choices: IssueChoices,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.choices = choices
        super().__init__(data, initial=initial)


class IssueForm(_RowsMixin):
    """All of an issue, with the version and the ticks that the form started from."""

    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput)
    started_from = forms.CharField(widget=forms.HiddenInput, required=False)
    title = IssueTitleField()
    description = TextField(
        label="What is wrong?",
        help_text=PUBLIC,
        limit=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    criteria = forms.MultipleChoiceField(
        label="Why does it count as significant?",
        help_text="The council’s own reasons. Tick all that hold.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Tick reasons from the list"},
    )
    impact = TextField(
        label="What has it led to, or what could it lead to?",
        limit=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    response = TextField(
        label="What is the council doing about it?",
        help_text="The actions themselves are added on the issue’s page.",
        limit=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    rows = RefsField(
        label="Which rows does it stand on?", help_text="Their references, for example A1.4, B2.3."
    )
    principles = forms.MultipleChoiceField(
        label="Which other principles does it touch?",
        help_text="Those of its rows count by themselves.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Tick principles from the list"},
    )
    sources = forms.MultipleChoiceField(
        label="Which sources of assurance tell of it?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Tick sources from the list"},
    )
    owner_post = forms.ChoiceField(
        label="Which post answers for it?",
        required=False,
        error_messages={"invalid_choice": "Choose a post from the list"},
    )
    due_on = DateField(label="By when is it to be put right?", required=False)
    committee = TextField(
        label="Which committee watches it?", limit=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(
        self, data: QueryDict | None = None, *, issue: GovernanceIssue, choices: IssueChoices
    ) -> None:
        self.issue, self.choices = issue, choices
        self.clashes: list[Clash] = []
        super().__init__(data, initial=self._initial())
        many: dict[str, list[tuple[str, str]]] = {
            "criteria": [(text, text) for text in choices.criteria],
            "principles": choices.principles,
            "sources": choices.sources,
        }
        for name, offered in many.items():
            field: Any = self.fields[name]
            field.choices = offered
        if not choices.sources:
            del self.fields["sources"]
        owner: Any = self.fields["owner_post"]
        owner.choices = post_choices(choices.posts)

    def _initial(self) -> dict[str, Any]:
        issue, ticked = self.issue, self.choices.ticked
        return {
            "version": issue.version,
            "started_from": json.dumps({kind: sorted(keys) for kind, keys in ticked.items()}),
            **{name: getattr(issue, name) for name in TEXTS},
            "committee": issue.committee or self.choices.default_committee,
            "criteria": sorted(ticked["criteria"]),
            "rows": ", ".join(self.choices.ticked_refs),
            "principles": [str(key) for key in ticked["principles"]],
            "sources": [str(key) for key in ticked["sources"]],
            "owner_post": str(issue.owner_post_id or ""),
            "due_on": issue.due_on,
        }

    def clean_title(self) -> str:
        return " ".join(str(self.cleaned_data["title"]).split())

    def values(self) -> dict[str, Any]:
        """The texts by model field."""
        cleaned = self.cleaned_data
        return {
            **{name: cleaned[name].strip() for name in TEXTS},
            "owner_post_id": int(cleaned["owner_post"]) if cleaned["owner_post"] else None,
            "due_on": cleaned["due_on"],
        }

    def ticks(self) -> dict[str, Ticks]:
        """What was ticked before and is now, by kind. Rows of earlier reviews are not asked for and stay."""
        cleaned = self.cleaned_data
        now: dict[str, frozenset[Any]] = {
            "criteria": frozenset(cleaned["criteria"]),
            "rows": cleaned["rows"],
            "principles": frozenset(map(int, cleaned["principles"])),
            "sources": frozenset(map(int, cleaned.get("sources", []))),
        }
        before = self._started_from()
        return {kind: Ticks(before[kind], now[kind]) for kind in KINDS}

    def _started_from(self) -> dict[str, frozenset[Any]]:
        """The ticks of the page when it was opened; as they are now where that cannot be read."""
        try:
            sent = json.loads(self.cleaned_data["started_from"])
            return {kind: frozenset(sent[kind]) for kind in KINDS}
        except (ValueError, TypeError, KeyError):
            return self.choices.ticked

    def show_clashes(self, clashes: list[Clash], now: GovernanceIssue, choices: IssueChoices) -> None:
        """Say at each clashing field what a colleague saved; save on from there. What was typed stays."""
        self.clashes = clashes
        for clash in clashes:
            self.add_error(clash.field.removesuffix("_id"), self._said(clash))
        data = cast(QueryDict, self.data).copy()
        data["version"] = str(now.version)
        data["started_from"] = json.dumps({kind: sorted(keys) for kind, keys in choices.ticked.items()})
        mine = {clash.field for clash in clashes}
        for name in set(TEXTS) - mine:
            data[name] = getattr(now, name)
        if "owner_post_id" not in mine:
            data["owner_post"] = str(now.owner_post_id or "")
        if "due_on" not in mine:
            for part, text in zip(PARTS, typed(now.due_on), strict=True):
                data[f"due_on_{part}"] = text
        self.data = data

    def _said(self, clash: Clash) -> str:
        theirs: Any = clash.theirs
        if clash.field == "owner_post_id":
            theirs = next((post.title for post in self.choices.posts if post.pk == theirs), "another post")
        elif clash.field == "due_on":
            theirs = govdate(theirs)
        shown = f"“{theirs}”" if theirs else "nothing"
        return (
            f"{clash.by or 'Someone else'} saved {shown} here meanwhile. "
            "Yours is in the box: save again to keep it"
        )


class IssueActionForm(forms.Form):
    """An action that answers an issue. Owner, date and outcome may follow: what is left to do asks."""

    use_required_attribute = False

    text = TextField(label="What will be done?", limit=ACTION_LIMIT, widget=forms.Textarea(attrs={"rows": 3}))
    expected_outcome = TextField(
        label=WHEN_FINISHED, limit=ACTION_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
    )
    owner_post = forms.ChoiceField(
        label="Owner post",
        required=False,
        error_messages={"invalid_choice": "Choose a post from the list"},
    )
    due_on = DateField(label="Due date", required=False)
    priority = forms.ChoiceField(
        label="Priority", required=False, choices=[("", "Not said"), *ImprovementAction.Priority.choices]
    )

    def __init__(self, data: QueryDict | None = None, *, posts: list[Post]) -> None:
        super().__init__(data)
        self._posts = {str(post.pk): post for post in posts}
        owner: Any = self.fields["owner_post"]
        owner.choices = post_choices(posts)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise ValidationError("Say what will be done")
        return text

    def clean_owner_post(self) -> Post | None:
        return self._posts.get(self.cleaned_data["owner_post"])


class LinkActionForm(forms.Form):
    """One of the open actions of the council that does not answer the issue yet."""

    use_required_attribute = False

    action = forms.ChoiceField(
        label="Which action answers this issue?",
        error_messages={
            "required": "Choose the action that answers this issue",
            "invalid_choice": "Choose an action that is still open",
        },
    )

    def __init__(
        self, data: QueryDict | None = None, *, offered: Iterable[tuple[ImprovementAction, str]]
    ) -> None:
        """`offered`: each action with its words in the list."""
        super().__init__(data)
        pairs = list(offered)
        self._offered = {str(action.pk): action for action, _ in pairs}
        field: Any = self.fields["action"]
        field.choices = [("", "Choose an action"), *((str(action.pk), words) for action, words in pairs)]

    def clean_action(self) -> ImprovementAction:
        return self._offered[self.cleaned_data["action"]]
