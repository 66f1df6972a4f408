"""Forms of the directors' assurance returns: asking, answering, dealing with an exception."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from assurance.forms.actions import WHEN_FINISHED, post_choices
from assurance.forms.answers import ACTION_LIMIT, REASON_LIMIT, UNCHOSEN, TextField
from assurance.models import Assessment, ReturnAnswer
from assurance.workflow.issues import TITLE_LIMIT
from assurance.workflow.returns import Given, mark_of
from governance.form_fields import DateField
from governance.models import Post
from governance.templatetags.ga import govdate
from governance.typed_fields import choice_field

ANSWER_LIMIT = 2_000  # characters
MINE, THEIRS = "mine", "theirs"


class DueForm(forms.Form):
    """By when the returns that are asked for now are due."""

    use_required_attribute = False

    due_on = DateField(
        label="When are they due?",
        help_text="Leave a week before the rows are to be agreed.",
        error_messages={"required": "Say when the returns are due"},
    )

    def __init__(self, data: QueryDict | None = None, *, today: date, proposed: date | None) -> None:
        super().__init__(data, initial={"due_on": proposed})
        self.today = today

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise ValidationError(f"The date has passed. Today is {govdate(self.today)}")
        return day


class AnswerForm(forms.Form):
    """What is said to one statement, with the mark of the answer that it was begun from.

    Nothing is required to save it. When two people changed it, `clashes` makes the page show both, and `keep`
    says which stands.
    """

    use_required_attribute = False

    answer = forms.ChoiceField(
        required=False,
        choices=ReturnAnswer.Answer.choices,
        error_messages={"invalid_choice": "Choose one of the four answers"},
    )
    text = TextField(limit=ANSWER_LIMIT)
    begun_from = forms.CharField(required=False, max_length=16)
    clashes = forms.BooleanField(required=False)
    keep = forms.ChoiceField(required=False, choices=[(MINE, MINE), (THEIRS, THEIRS)])

    def __init__(self, data: QueryDict | None = None, *, answer: ReturnAnswer) -> None:
        self.standing = answer
        self.theirs: ReturnAnswer | None = None
        initial = {"answer": answer.answer, "text": answer.text, "begun_from": mark_of(answer)}
        super().__init__(data, prefix=f"s{answer.number}", initial=initial, auto_id="%s")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("clashes") and not cleaned.get("keep"):
            self.theirs = self.standing
            self.add_error(None, UNCHOSEN)
        return cleaned

    @property
    def given(self) -> Given:
        """The valid answer as the verb takes it."""
        cleaned = self.cleaned_data
        chose = bool(cleaned["clashes"])
        return Given(
            number=self.standing.number,
            answer=cleaned["answer"],
            text=cleaned["text"],
            begun_from=cleaned["begun_from"],
            given_up=chose and cleaned["keep"] == THEIRS,
            chosen=chose and cleaned["keep"] == MINE,
        )

    def show_clash(self, theirs: ReturnAnswer) -> None:
        """Both answers are shown; what is typed stays in the fields, begun from what stands now."""
        self.theirs = theirs
        self.add_error(None, UNCHOSEN)

    @property
    def mark(self) -> str:
        """What a save of the page as it is now shown starts from."""
        if self.theirs is not None:
            return mark_of(self.theirs)
        return str(self["begun_from"].value() or "")


def answer_forms(answers: Iterable[ReturnAnswer], data: QueryDict | None = None) -> list[AnswerForm]:
    """One form for each statement, bound where `data` holds it."""
    return [
        AnswerForm(
            data if data is not None and f"s{answer.number}-begun_from" in data else None, answer=answer
        )
        for answer in answers
    ]


class ExceptionIssueForm(forms.Form):
    use_required_attribute = False

    title = TextField(
        label="Title", help_text="Short: what is wrong, in the words of the statement.", limit=TITLE_LIMIT
    )
    description = TextField(
        label="What is it about?",
        help_text="Councillors and the public may read this.",
        limit=ACTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_title(self) -> str:
        return _needed(self.cleaned_data["title"], "Give the issue a short title")


class ExceptionActionForm(forms.Form):
    """An action from an exception. `rows`: those of the review, in order."""

    use_required_attribute = False

    row = forms.ChoiceField(
        label="Which requirement does it belong to?",
        error_messages={
            "required": "Choose the requirement that it belongs to",
            "invalid_choice": "Choose a requirement from the list",
        },
    )
    text = TextField(
        label="What is to be done?",
        help_text="Councillors and the public may read this.",
        limit=ACTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    expected_outcome = TextField(
        label=WHEN_FINISHED, limit=ACTION_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
    )
    owner_post = forms.ChoiceField(
        label="Owner post", required=False, error_messages={"invalid_choice": "Choose a post from the list"}
    )
    due_on = DateField(label="Due date", required=False)

    def __init__(
        self, data: QueryDict | None = None, *, rows: list[Assessment], posts: list[Post], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self._rows = {row.ref: row for row in rows}
        self._posts = {str(post.pk): post for post in posts}
        refs = [(one.ref, str(one.requirement)) for one in rows]
        choice_field(self, "row").choices = [("", "Choose a requirement"), *refs]
        choice_field(self, "owner_post").choices = post_choices(posts)

    def clean_row(self) -> Assessment:
        return self._rows[self.cleaned_data["row"]]

    def clean_owner_post(self) -> Post | None:
        return self._posts.get(self.cleaned_data["owner_post"])

    def clean_text(self) -> str:
        return _needed(self.cleaned_data["text"], "Say what is to be done")


class NoteForm(forms.Form):
    use_required_attribute = False

    reason = TextField(
        label="Why is nothing more needed?", limit=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_reason(self) -> str:
        return _needed(self.cleaned_data["reason"], "Say why nothing more is needed: one sentence is enough")


def _needed(text: str, message: str) -> str:
    if not text.strip():
        raise ValidationError(message)
    return text
