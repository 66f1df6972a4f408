"""A source of assurance: who looked, what they say, what it is about; and why one is withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from assurance.forms.answers import LinkField, TextField
from assurance.models import AssuranceSource, ReviewCycle
from assurance.saving import Clash
from assurance.source_kinds import OWN_OPINION, line_of
from assurance.workflow.sources import REASON_LIMIT, Principles
from framework.models import Principle
from governance.form_fields import DateField
from governance.posted_text import whole_number
from governance.typed_fields import choice_field

LONGEST_PROVIDER = 150  # characters
LONGEST_OPINION = 300
SUMMARY_LIMIT = 5_000
LONGEST_TITLE = 200
NO_LEVEL = "It gives no level"
# What the head of internal audit is asked, of their own opinion.
OWN_LABELS = {
    "provider": "Post that gives the opinion",
    "dated_on": "Date of the opinion",
    "opinion": "Your opinion, in one sentence",
    "summary": "What it rests on, in short",
    "is_serious": "I report something that the statement has to answer",
    "principles": "Which principles does it speak about?",
}
FIELDS = (
    "provider",
    "line",
    "dated_on",
    "period_from",
    "period_to",
    "opinion_level",
    "opinion",
    "summary",
    "is_serious",
    "conformance",
)


class SourceForm(forms.Form):
    """One source of a kind. Fields are named as the model's, but `principles` and the report by title.

    `seen` carries the principles that the page showed as ticked, `version` what the page started from.
    """

    use_required_attribute = False

    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    provider = forms.CharField(
        label="Who says so?",
        max_length=LONGEST_PROVIDER,
        error_messages={"required": "Say who says so, for example the name of the firm or the inspectorate"},
    )
    line = forms.TypedChoiceField(
        label="Who is that to the Council?",
        choices=AssuranceSource.Line.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who checked it"},
    )
    dated_on = DateField(label="Date of the report or letter", required=False)
    period_from = DateField(label="It speaks about the time from", required=False)
    period_to = DateField(label="To", required=False)
    opinion_level = forms.ChoiceField(
        label="Level of assurance",
        required=False,
        choices=[("", NO_LEVEL), *AssuranceSource.OpinionLevel.choices],
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(
        label="The opinion, in their own words",
        required=False,
        max_length=LONGEST_OPINION,
        help_text="One sentence, as given. It is printed in the Annual Governance Statement.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    summary = TextField(
        limit=SUMMARY_LIMIT,
        label="What they found, in short",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_serious = forms.BooleanField(
        label="It says something that the statement has to answer", required=False
    )
    conformance = TextField(
        limit=SUMMARY_LIMIT,
        label="Conformance with the Global Internal Audit Standards in the UK public sector",
        help_text="Whether the work conformed, how that is known, and what does not. It is printed in the "
        "Annual Governance Statement.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    principles = forms.MultipleChoiceField(
        label="Which principles is it about?",
        required=False,
        help_text="Tick all that it speaks about.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose principles from the list"},
    )
    evidence = forms.CharField(
        label="Title of the report in the evidence register",
        required=False,
        max_length=LONGEST_TITLE,
        help_text="Type a few letters to find it, or a new title to add it.",
        widget=forms.TextInput(attrs={"list": "titles", "autocomplete": "off"}),
    )
    link = LinkField()

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        kind: str,
        cycle: ReviewCycle,
        principles: list[Principle],
        today: date,
        source: AssuranceSource | None = None,
        ticked: frozenset[int] = frozenset(),
        provider: str = "",
    ) -> None:
        self.kind, self.today = kind, today
        self._by_letter = {principle.letter: principle for principle in principles}
        letters = [letter for letter, one in self._by_letter.items() if one.pk in ticked]
        initial: dict[str, Any] = {"principles": letters, "seen": "".join(letters)}
        if source is None:
            initial |= {
                "provider": provider,
                "line": line_of(kind),
                "period_from": cycle.starts_on,
                "period_to": cycle.ends_on,
            }
        else:
            initial |= {name: getattr(source, name) for name in FIELDS} | {"version": source.version}
        super().__init__(data, initial=initial)
        self._keep_what_applies(is_new=source is None)
        choice_field(self, "principles").choices = [
            (letter, f"{letter} {one.short_title}") for letter, one in self._by_letter.items()
        ]

    @property
    def is_own_opinion(self) -> bool:
        return self.kind == OWN_OPINION

    def _keep_what_applies(self, *, is_new: bool) -> None:
        self.fields["link"].label = "Link to it, if there is one"
        if self.is_own_opinion:
            del self.fields["line"]
            level = choice_field(self, "opinion_level")
            level.required = True
            level.choices = AssuranceSource.OpinionLevel.choices
            level.error_messages["required"] = "Choose the level of assurance that you give"
            for name, label in OWN_LABELS.items():
                self.fields[name].label = label
            self.fields["principles"].help_text = "Tick those that the audits of the year looked at."
            self.fields["dated_on"].required = True
            self.fields["dated_on"].error_messages["required"] = "Enter the date of the opinion"
        else:
            del self.fields["conformance"]
        if not is_new:
            del self.fields["evidence"], self.fields["link"]

    def clean_dated_on(self) -> date | None:
        dated: date | None = self.cleaned_data["dated_on"]
        if dated and dated > self.today:
            raise forms.ValidationError("This date is still to come. Give the date on the report")
        return dated

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("period_from"), cleaned.get("period_to")
        if start and end and end < start:
            self.add_error("period_to", "The time cannot end before it begins")
        says = any(cleaned.get(name) for name in ("opinion_level", "opinion", "summary"))
        if not (says or self.has_error("opinion") or self.has_error("summary") or self.is_own_opinion):
            self.add_error("summary", "Say what they found, or give their opinion")
        if cleaned.get("link") and not cleaned.get("evidence") and not self.has_error("evidence"):
            self.add_error("evidence", "Give the report a title, so that it can be found by it")
        return cleaned

    def values(self) -> dict[str, Any]:
        """The cleaned values by model field."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}

    def chosen(self) -> list[Principle]:
        return [self._by_letter[letter] for letter in self.cleaned_data["principles"]]

    def ticks(self) -> Principles:
        """What was ticked, beside what the page had shown as ticked."""
        seen = {
            self._by_letter[letter].pk for letter in self.cleaned_data["seen"] if letter in self._by_letter
        }
        return Principles(frozenset(seen), frozenset(one.pk for one in self.chosen()))

    def tell_of_clashes(self, clashes: list[Clash], version: int) -> None:
        """Say at each field what stands now. Saving again keeps what is typed here."""
        for clash in clashes:
            by = clash.by or "A colleague"
            self.add_error(
                clash.field,
                f"{by} changed this meanwhile to “{self._in_words(clash)}”. Yours is still in the box: "
                "save again to keep it, or write what both of you mean",
            )
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed["version"] = str(version)
        self.data = typed

    def _in_words(self, clash: Clash) -> str:
        value = clash.theirs
        choices = dict(getattr(self.fields[clash.field], "choices", []))
        if isinstance(value, bool):
            return "yes" if value else "no"
        return str(choices.get(value, value) or "nothing")


class SourceReasonForm(forms.Form):
    """Why a source is withdrawn."""

    use_required_attribute = False

    reason = forms.CharField(
        label="Why is it withdrawn?",
        max_length=REASON_LIMIT,
        help_text="It stays on record with this reason, and counts no more.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is withdrawn"},
    )


class SourceEvidenceForm(forms.Form):
    """A report of the evidence register to put with a source: an item by its title, or a new one."""

    use_required_attribute = False

    evidence = forms.CharField(
        label="Title in the evidence register",
        max_length=LONGEST_TITLE,
        help_text="Type a few letters to find it, or a new title to add it.",
        widget=forms.TextInput(attrs={"list": "titles", "autocomplete": "off"}),
        error_messages={"required": "Give the report a title"},
    )
    link = LinkField()

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["link"].label = "Link to it, if there is one"


def taken_off(data: QueryDict) -> int | None:
    """The key of the item whose "Take off" was pressed, if any."""
    return whole_number(data.get("take_off", ""))
