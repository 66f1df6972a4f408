"""What of last year is to come over into a review, and why an open action does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import Truncator

from assurance.carrying import LastYear, OpenPromise
from assurance.carrying_issues import OpenIssue
from assurance.forms.answers import REASON_LIMIT, TextField
from governance.posted_text import whole_number

LONGEST_NAME = 80  # characters of an action's text in an error


class FromLastYearForm(forms.Form):
    """People, evidence and each open action, ticked from the start; an action left behind needs its reason.

    Only actions that the page showed (`shown`) are decided on: one promised since is offered the next time.
    """

    use_required_attribute = False

    assignees = forms.BooleanField(required=False, initial=True)
    evidence = forms.BooleanField(required=False, initial=True)

    def __init__(self, data: QueryDict | None = None, *, last_year: LastYear) -> None:
        self.last_year = last_year
        shown = {whole_number(text) for text in data.getlist("shown")} if data is not None else set()
        self._decided = [promise for promise in last_year.promises if promise.action.pk in shown]
        issues = {whole_number(text) for text in data.getlist("shown-issue")} if data is not None else set()
        self._decided_issues = [each for each in last_year.issues if each.issue.pk in issues]
        if data is not None:
            data = data.copy()
            for promise in last_year.promises:
                if promise not in self._decided:
                    data[f"action-{promise.action.pk}"] = "on"
            for each in last_year.issues:
                if each not in self._decided_issues:
                    data[f"issue-{each.issue.pk}"] = "on"
        super().__init__(data)
        for promise in last_year.promises:
            key = promise.action.pk
            self.fields[f"action-{key}"] = forms.BooleanField(required=False, initial=not promise.left)
            self.fields[f"reason-{key}"] = TextField(limit=REASON_LIMIT, initial=promise.left)
        for each in last_year.issues:
            key = each.issue.pk
            self.fields[f"issue-{key}"] = forms.BooleanField(required=False, initial=not each.left)
            self.fields[f"why-{key}"] = TextField(limit=REASON_LIMIT, initial=each.said[:REASON_LIMIT])
            self.fields[f"outcome-{key}"] = TextField(limit=REASON_LIMIT, initial=each.left)

    def issues(self) -> Iterator[tuple[OpenIssue, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Each open issue with its tick, the field of why it goes on and that of what became of it."""
        for each in self.last_year.issues:
            key = each.issue.pk
            yield each, self[f"issue-{key}"], self[f"why-{key}"], self[f"outcome-{key}"]

    def promises(self) -> Iterator[tuple[OpenPromise, forms.BoundField, forms.BoundField]]:
        """Each open action with its tick and the field of its reason."""
        for promise in self.last_year.promises:
            key = promise.action.pk
            yield promise, self[f"action-{key}"], self[f"reason-{key}"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for promise in self._decided:
            name = f"reason-{promise.action.pk}"
            if not self._takes_on(promise, cleaned) and not cleaned.get(name) and not self.has_error(name):
                action = Truncator(promise.action.text).chars(LONGEST_NAME)
                self.add_error(name, f"Say why “{action}” does not go on. Councillors read it")
        for each in self._decided_issues:
            name = f"outcome-{each.issue.pk}"
            if not self._carries(each, cleaned) and not cleaned.get(name) and not self.has_error(name):
                title = Truncator(each.issue.title).chars(LONGEST_NAME)
                self.add_error(name, f"Say what became of “{title}”. Councillors read it")
        if not (cleaned.get("assignees") or cleaned.get("evidence") or self._decided or self._decided_issues):
            self.add_error("assignees", "Tick what is to come over")
        return cleaned

    def _takes_on(self, promise: OpenPromise, cleaned: dict[str, Any]) -> bool:
        return bool(cleaned.get(f"action-{promise.action.pk}"))

    def _carries(self, each: OpenIssue, cleaned: dict[str, Any]) -> bool:
        return bool(cleaned.get(f"issue-{each.issue.pk}"))

    @property
    def carried_issues(self) -> dict[int, str]:
        """Why each issue that is carried goes on, by its key."""
        return {
            each.issue.pk: self.cleaned_data[f"why-{each.issue.pk}"].strip()
            for each in self._decided_issues
            if self._carries(each, self.cleaned_data)
        }

    @property
    def left_issues(self) -> dict[int, str]:
        """What became of each issue that is left behind, by its key."""
        return {
            each.issue.pk: self.cleaned_data[f"outcome-{each.issue.pk}"]
            for each in self._decided_issues
            if not self._carries(each, self.cleaned_data)
        }

    @property
    def actions(self) -> list[int]:
        """Keys of the actions to take on."""
        return [promise.action.pk for promise in self._decided if self._takes_on(promise, self.cleaned_data)]

    @property
    def left_behind(self) -> dict[int, str]:
        """The reason of each action that does not go on, by its key."""
        return {
            promise.action.pk: self.cleaned_data[f"reason-{promise.action.pk}"]
            for promise in self._decided
            if not self._takes_on(promise, self.cleaned_data)
        }

    def page_errors(self) -> list[tuple[str, str]]:
        """Each error with the id of what it stands at."""
        return [
            (str(errors[0]), "what-comes-over" if name == "assignees" else self[name].id_for_label)
            for name, errors in self.errors.items()
        ]
