"""The form of one row: the answer, a new evidence line, its actions. Names are prefixed by the reference."""

from __future__ import annotations

from collections.abc import Container
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from assurance.action_words import finish_hint, never_ends
from assurance.models import Assessment, ImprovementAction
from assurance.rules import movement
from assurance.scores import HIGHEST, LOWEST
from governance.form_fields import PARTS, DateField, typed
from governance.models import Post

NARRATIVE_LIMIT = 20_000  # characters
ACTION_LIMIT = 2_000  # characters
REASON_LIMIT = 500  # characters
UNCHOSEN = "Choose which to keep. Both are safe until you do"
UNFINISHED = "unfinished"  # code of an error that more typing puts right by itself
SCORES = frozenset(map(str, range(LOWEST, HIGHEST + 1)))


class TextField(forms.CharField):
    """Text whose over-length message says how much to take out; line ends are stored as "\\n"."""

    def __init__(self, *, limit: int, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.limit = limit

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def validate(self, value: str) -> None:
        super().validate(value)
        if (over := len(value) - self.limit) > 0:
            unit = "character" if over == 1 else "characters"
            raise ValidationError(f"Shorten the text by {over:,} {unit}. The limit is {self.limit:,}")


class ScoreField(forms.Field):
    """A whole number from 1 to 10, or nothing."""

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        if text not in SCORES:
            raise ValidationError("Choose a whole number from 1 to 10")
        return int(text)


class LinkField(forms.CharField):
    """A web address, or nothing: only http and https, so that no link runs a script."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=500)

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        try:
            parts = urlsplit(value)
        except ValueError:
            raise ValidationError("This is not a web address") from None
        if parts.scheme not in {"http", "https"} or not parts.netloc or any(part.isspace() for part in value):
            raise ValidationError("The evidence link must start with https:// or http://")


class AnswerForm(forms.Form):
    """Score, reasons, narrative and private note of one row, with the version they started from.

    When two people changed the same field, `clash` names it and `keep-<field>` says which text stands.
    `reason_from`: points against last year from which the council asks for a reason.
    """

    use_required_attribute = False

    version = forms.IntegerField(min_value=1)
    score = ScoreField(required=False)
    not_applicable = forms.BooleanField(required=False)
    not_applicable_reason = TextField(limit=REASON_LIMIT)
    change_reason = TextField(limit=REASON_LIMIT)
    narrative = TextField(limit=NARRATIVE_LIMIT, strip=False)
    private_note = TextField(limit=NARRATIVE_LIMIT, strip=False)

    MODEL_FIELDS = {"score": "own_score"}
    # What is not saved before its reason is given.
    HELD_BACK_BY = {"change_reason": "score", "not_applicable_reason": "not_applicable"}

    def __init__(self, data: QueryDict | None = None, *, assessment: Assessment, reason_from: int) -> None:
        self.assessment = assessment
        self.reason_from = reason_from
        self.posted = data
        initial = {name: getattr(assessment, self.MODEL_FIELDS.get(name, name)) for name in self.base_fields}
        super().__init__(data, prefix=assessment.ref, initial=initial, auto_id="%s")

    @property
    def clashing(self) -> list[str]:
        """Fields that the page showed as changed by two people."""
        named = self.posted.getlist(self.add_prefix("clash")) if self.posted is not None else []
        return [name for name in named if name in self.fields and name != "version"]

    @property
    def spoken_for(self) -> set[str]:
        """The fields that the post is about: a script names those that were changed, a page sends all."""
        every, marker = set(self.fields) - {"version"}, self.add_prefix("changed")
        if self.posted is None or marker not in self.posted:
            return every
        return every & set(self.posted.getlist(marker))

    def kept(self, name: str) -> str:
        return str(self.data.get(self.add_prefix(f"keep-{name}"), ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in set(self.fields) - self.spoken_for - {"version"}:
            cleaned[name] = self.initial[name]
        for name in self.clashing:
            self._choose(name, cleaned)
        self._require_reasons(cleaned)
        return cleaned

    def _choose(self, name: str, cleaned: dict[str, Any]) -> None:
        choice = self.kept(name)
        if choice == "theirs":
            cleaned[name] = self.initial[name]
        elif choice == "both":
            try:
                cleaned[name] = self.fields[name].clean(self.data.get(self.add_prefix(f"both-{name}"), ""))
            except ValidationError as error:
                self.add_error(name, error)
        elif choice != "mine":
            self.add_error(name, UNCHOSEN)

    def _require_reasons(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("not_applicable"):
            if not cleaned.get("not_applicable_reason"):
                words = "Say why it does not apply to this council"
                self.add_error("not_applicable_reason", ValidationError(words, code=UNFINISHED))
            return
        score = cleaned.get("score")
        moved = movement(self.assessment, score)
        if abs(moved) < self.reason_from or cleaned.get("change_reason") or self.has_error("change_reason"):
            return
        if score != self.initial["score"] or self.initial["change_reason"]:
            words = f"Say why the score moved by {abs(moved)}: one sentence is enough"
            self.add_error("change_reason", ValidationError(words, code=UNFINISHED))

    @property
    def is_only_unfinished(self) -> bool:
        """Nothing is wrong, though a reason may still have to be given: what else there is can be saved."""
        return all(error.code == UNFINISHED for errors in self.errors.as_data().values() for error in errors)

    def values(self) -> dict[str, Any]:
        """The cleaned answer by model field: of what the post is about, that which can be saved."""
        held_back = {held for reason, held in self.HELD_BACK_BY.items() if reason in self.errors}
        return {
            self.MODEL_FIELDS.get(name, name): value
            for name, value in self.cleaned_data.items()
            if name in self.spoken_for - held_back
        }

    def as_it_stands(self, current: Assessment) -> dict[str, str]:
        """The answer as `current` holds it, by name of the control, where the post held something else."""
        posted, now = self.posted or QueryDict(), {}
        for name in set(self.fields) - {"version"}:
            value = getattr(current, self.MODEL_FIELDS.get(name, name))
            if name in self.spoken_for and name in self.cleaned_data and self.cleaned_data[name] == value:
                continue
            text = ("on" if value else "") if isinstance(value, bool) else str(value or "")
            if posted.get(self.add_prefix(name), "").replace("\r\n", "\n") != text:
                now[self.add_prefix(name)] = text
        return now

    def move_on_to(self, current: Assessment, *, but: Container[str]) -> None:
        """Show the answer as it was saved, and save from there on; the fields `but` stay as they were typed.

        What a colleague changed beside them would else be overwritten by what the page had held before.
        """
        data = dict(self.data.items())
        for name, text in self.as_it_stands(current).items():
            field = name.removeprefix(self.add_prefix(""))
            if field in self.spoken_for and field not in but:
                data[name] = text
        data[self.add_prefix("version")] = str(current.version)
        self.data = data

    def given_up(self) -> dict[str, Any]:
        """Own texts that the person gave up for a colleague's, by model field; they stay in the history."""
        return {
            self.MODEL_FIELDS.get(name, name): self.fields[name].to_python(self[name].value())
            for name in self.clashing
            if self.kept(name) == "theirs" and name not in self.errors
        }


class EvidenceForm(forms.Form):
    """A line of evidence to add: a title is enough."""

    use_required_attribute = False

    title = forms.CharField(required=False, max_length=200)
    link = LinkField()
    note = TextField(limit=REASON_LIMIT)

    def __init__(self, data: QueryDict | None = None, *, ref: str) -> None:
        super().__init__(data, prefix=f"{ref}-evidence", auto_id="%s")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("link") or cleaned.get("note")) and not cleaned.get("title") and not self.errors:
            self.add_error("title", "Give the evidence a title")
        return cleaned


class ActionForm(forms.Form):
    """An action of the row: a new one when `action` is None."""

    use_required_attribute = False

    version = forms.IntegerField(min_value=1, required=False)
    text = TextField(limit=ACTION_LIMIT)
    expected_outcome = TextField(limit=ACTION_LIMIT)
    owner_post = forms.CharField(required=False)
    due_on = DateField(required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        ref: str,
        posts: list[Post],
        action: ImprovementAction | None = None,
    ) -> None:
        self.action = action
        owner = action.owner_post if action else None
        # A post that has ended stays the owner until somebody chooses another.
        self.posts = posts if owner is None or owner in posts else [*posts, owner]
        self._posts = {str(post.pk): post for post in self.posts}
        initial = {} if action is None else _initial_of(action)
        key = action.pk if action else "new"
        prefix = f"{ref}-action-{key}"
        if action is not None and data is not None and f"{prefix}-version" not in data:
            data = None  # a colleague added it after the page was given out
        super().__init__(data, prefix=prefix, initial=initial, auto_id="%s")

    def has_changed(self) -> bool:
        return self.is_bound and super().has_changed()

    @property
    def finish_hint(self) -> str:
        """What to write as the outcome of an action that begins "Continue…", while it says none."""
        word = never_ends(str(self["text"].value() or ""))
        return finish_hint(word) if word and not self["expected_outcome"].value() else ""

    def clean_owner_post(self) -> Post | None:
        chosen = self.cleaned_data["owner_post"]
        if not chosen:
            return None
        if chosen not in self._posts:
            raise ValidationError("Choose a post from the list")
        return self._posts[chosen]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        filled = any(cleaned.get(name) for name in ("expected_outcome", "owner_post", "due_on"))
        if not cleaned.get("text", "").strip() and (filled or self.action) and not self.errors:
            self.add_error("text", "Say what will be done")
        return cleaned

    def values(self) -> dict[str, Any]:
        owner = self.cleaned_data["owner_post"]
        return {
            "text": self.cleaned_data["text"],
            "expected_outcome": self.cleaned_data["expected_outcome"],
            "owner_post_id": owner.pk if owner else None,
            "due_on": self.cleaned_data["due_on"],
        }


def move_on_to_action(form: forms.Form, action: ImprovementAction, *, but: Container[str]) -> None:
    """Show the action as it was saved, and save from there on; the fields `but` stay as they were typed."""
    controls = {name: {name: str(getattr(action, name))} for name in ("text", "expected_outcome", "priority")}
    controls["status"] = {"status": action.status}
    controls["owner_post"] = {"owner_post": str(action.owner_post_id or "")}
    controls["due_on"] = {
        f"due_on_{part}": text for part, text in zip(PARTS, typed(action.due_on), strict=True)
    }
    data = dict(form.data.items())
    data[form.add_prefix("version")] = str(action.version)
    for field in controls.keys() & form.fields.keys():
        if field not in but:
            data.update({form.add_prefix(name): text for name, text in controls[field].items()})
    form.data = data


def _initial_of(action: ImprovementAction) -> dict[str, Any]:
    return {
        "version": action.version,
        "text": action.text,
        "expected_outcome": action.expected_outcome,
        "owner_post": str(action.owner_post_id or ""),
        "due_on": action.due_on,
    }
