"""The reviewer's decision on a row, ticked rows to agree together, and reasons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from assurance.forms.answers import REASON_LIMIT, ScoreField, TextField
from assurance.models import Assessment
from assurance.workflow.replying import LONGEST_REPLY
from governance.posted_text import whole_number

AGREE, OTHER, BACK = "agree", "other", "back"
BACK_LIMIT = 2_000  # characters of the reason for sending back or reopening


class DecisionForm(forms.Form):
    """Agree the officer's score, agree another, or send back; ids are those of one row among many."""

    use_required_attribute = False

    decision = forms.CharField(required=False)
    score = ScoreField(required=False)
    reason = TextField(limit=REASON_LIMIT)
    back_reason = TextField(limit=BACK_LIMIT)
    version = forms.IntegerField(min_value=1)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        assessment: Assessment,
        may_agree: bool = True,
        chosen: str = "",
    ) -> None:
        """`chosen`: the decision that stands there to begin with, if it may be taken."""
        self.assessment = assessment
        if not may_agree:
            self.choices = [BACK]
        elif assessment.not_applicable:
            self.choices = [AGREE, BACK]
        else:
            self.choices = [AGREE, OTHER, BACK]
        started = {"decision": chosen} if chosen in self.choices else {}
        super().__init__(data, auto_id=f"decide-{assessment.ref}-%s", initial=started)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        decision = cleaned.get("decision")
        if decision not in self.choices:
            self.add_error("decision", "Choose what to do with this row")
        elif decision == OTHER:
            self._clean_other(cleaned)
        elif decision == BACK and not cleaned.get("back_reason") and not self.has_error("back_reason"):
            self.add_error("back_reason", "Say what would let you agree. The officer reads it")
        return cleaned

    def _clean_other(self, cleaned: dict[str, Any]) -> None:
        own = self.assessment.own_score
        if not self.has_error("score"):
            if cleaned.get("score") is None:
                self.add_error("score", "Choose the agreed score")
            elif cleaned["score"] == own:
                self.add_error("score", f"{own} is the officer's score: agree it, or choose another")
        if not cleaned.get("reason") and not self.has_error("reason"):
            self.add_error("reason", "Say why the agreed score differs from the officer's")

    def page_errors(self) -> list[tuple[str, str]]:
        """Each error with the id of the control that puts it right."""
        base = f"decide-{self.assessment.ref}"
        targets = {"decision": f"{base}-decision-{self.choices[0]}", "score": f"{base}-score-1"}
        return [
            (f"{self.assessment.ref}: {message}", targets.get(name, f"{base}-{name}"))
            for name, errors in self.errors.items()
            for message in errors
        ]


class ReasonForm(forms.Form):
    """Why an agreed row, or a finished review, is opened again."""

    use_required_attribute = False

    reason = TextField(
        limit=BACK_LIMIT,
        label="Why is it reopened?",
        help_text="The reason is kept for good.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"].strip()
        if not reason:
            raise forms.ValidationError("Say why it is reopened")
        return reason


class ReplyForm(forms.Form):
    """What the officer answers to a changed score, and the version of the row that it answers."""

    use_required_attribute = False

    text = TextField(
        limit=LONGEST_REPLY,
        label="Your reply",
        help_text="It is kept as you send it and cannot be changed. The reviewer reads it.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.IntegerField(required=False)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        if not text:
            raise forms.ValidationError("Write your reply")
        return text


def ticked_versions(posted: QueryDict) -> dict[str, int]:
    """The version of each row named, by reference, from values such as "A1.2:7"; others are ignored."""
    pairs = (value.rpartition(":") for value in posted.getlist("row"))
    read = {ref: whole_number(version) for ref, _, version in pairs}
    return {ref: version for ref, version in read.items() if version is not None}
