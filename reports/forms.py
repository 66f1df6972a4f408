"""Forms of the documents: releasing, withdrawing, and the statement's sections on one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from governance.form_fields import DateField
from reports.arrangement import PlacedSection
from reports.layouts import principle_key
from reports.models import GovernanceStatement
from reports.pasted_text import cleaned
from reports.workflow.statements import OpinionEdit, SectionEdit

LONGEST_TEXT = 20_000
LONGEST_SENTENCE = 600
MOST_POINTS = 10_000_000  # of length: far more than any statement has
LENGTH_OF_DIGEST = 64


class TextField(forms.CharField):
    """A long text with one kind of line end, whose limit counts what the person typed.

    The browser gets no `maxlength`: it would cut a pasted text without a word.
    """

    def __init__(self, *, max_length: int, rows: int, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=max_length, widget=widget, strip=False, **kwargs)
        self.error_messages["max_length"] = ""
        self.longest = max_length

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return "" if not text.strip() else text

    def run_validators(self, value: Any) -> None:
        limit = self.longest
        if len(value) > limit:
            raise forms.ValidationError(
                f"{self.label}: the text has {len(value):,} characters. Shorten it to {limit:,} or fewer"
            )


class ProseField(TextField):
    """A text of a document; what a word processor left in it is put right.

    Characters left are not counted under it: its preview says when it is too long.
    """

    def __init__(self, *, max_length: int, rows: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, rows=rows, **kwargs)
        self.max_length = None

    def to_python(self, value: Any) -> str:
        return cleaned(super().to_python(value))


class ReleaseForm(forms.Form):
    """From when members see a document, and which meeting it goes to."""

    visible_from = DateField(label="Members can read it from", help_text="For example, 27 6 2025")
    meeting = forms.CharField(
        label="Meeting it goes to",
        help_text="For example, Audit and Governance Committee. Leave empty if there is none",
        max_length=200,
        required=False,
    )
    meeting_on = DateField(label="Date of the meeting", help_text="For example, 24 9 2025", required=False)
    agenda_label = forms.CharField(
        label="Label in the agenda",
        help_text="For example, Appendix A. It stands at the top of the Word file",
        max_length=60,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("meeting_on") and not cleaned.get("meeting"):
            self.add_error("meeting", "Name the meeting, or leave its date empty")
        return cleaned


class WithdrawForm(forms.Form):
    reason = TextField(
        label="Why is it withdrawn?",
        help_text="Members who come to its address read this",
        max_length=2000,
        rows=4,
        error_messages={"required": "Say why the document is withdrawn"},
    )


class StatementForm(forms.Form):
    """The opinion and every text of the statement, each with the version it was read at.

    A text that was not on the page when it was opened, since its section was added later, is left alone.
    """

    opinion = forms.ChoiceField(
        label="Our opinion",
        choices=[("", "Not given yet"), *GovernanceStatement.Opinion.choices],
        required=False,
    )
    opinion_sentence = TextField(
        label="The opinion in one sentence",
        help_text="Printed on the cover. Say the bad news too",
        max_length=LONGEST_SENTENCE,
        rows=3,
        required=False,
    )
    as_at = DateField(
        label="Facts as at", help_text="The day up to which this statement is true", required=False
    )
    opinion_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, texts: list[StatementText], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = texts
        for text in texts:
            self.fields[f"text_{text.key}"] = ProseField(
                label=text.label,
                help_text=text.help,
                max_length=LONGEST_TEXT,
                rows=text.rows,
                required=False,
            )
            self.fields[f"version_{text.key}"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
            self.fields[f"facts_{text.key}"] = forms.CharField(widget=forms.HiddenInput, required=False)

    def opinion_edit(self) -> OpinionEdit:
        data = self.cleaned_data
        sentence = " ".join(data["opinion_sentence"].split())
        return OpinionEdit(data["opinion"], sentence, data["as_at"], data["opinion_version"])

    def typed_over(self) -> list[tuple[str, str]]:
        """Label and text of each box that was sent with other words than stand there."""
        typed = []
        for name, field in self.fields.items():
            text, stands = self.data.get(name) or "", self.initial.get(name) or ""
            if isinstance(field, TextField) and text.strip() and cleaned(text) != cleaned(stands):
                typed.append((str(field.label), text))
        return typed

    def section_edits(self) -> dict[str, SectionEdit]:
        data = self.cleaned_data
        return {
            text.key: SectionEdit(
                data[f"text_{text.key}"],
                data[f"version_{text.key}"] or 0,
                data[f"facts_{text.key}"][:LENGTH_OF_DIGEST],
            )
            for text in self.texts
            if f"text_{text.key}" in self.data
        }


class PreviewForm(forms.Form):
    """One text as it is typed, with what the page knows of its place in the document.

    `number` and `first` are those of its paragraphs; no number where they have none. Lengths in points:
    `fixed` of what is printed with the text, `others` of all the statement but this text.
    """

    text = ProseField(label="The text", max_length=LONGEST_TEXT, rows=8, required=False)
    number = forms.IntegerField(min_value=1, max_value=99, required=False)
    first = forms.IntegerField(min_value=1, max_value=999)
    fixed = forms.FloatField(min_value=0, max_value=MOST_POINTS)
    others = forms.FloatField(min_value=0, max_value=MOST_POINTS)


@dataclass(frozen=True)
class StatementText:
    """A text that people write: its section, the label and help of its box, how many rows high it is."""

    key: str
    placed: PlacedSection
    label: str
    help: str
    rows: int


def statement_texts(sections: list[PlacedSection], principles: dict[str, str]) -> list[StatementText]:
    """The texts of these sections in order; `principles` gives the short title of each letter."""
    texts = []
    for placed in sections:
        section = placed.section
        if section.prose:
            number = f"{placed.number} " if placed.number else ""
            texts.append(StatementText(section.key, placed, f"{number}{placed.heading}", section.help, 8))
        if section.key == "principles":
            texts += [
                StatementText(
                    principle_key(letter),
                    placed,
                    f"{letter} {name}",
                    "Conclusion, what worked, what did not",
                    5,
                )
                for letter, name in principles.items()
            ]
    return texts


def statement_initial(statement: GovernanceStatement | None, texts: list[StatementText]) -> dict[str, Any]:
    """What stands now, with versions, for an unbound form."""
    initial: dict[str, Any] = {"opinion_version": statement.version if statement else 1}
    rows = {row.key: row for row in statement.sections.all()} if statement else {}
    if statement:
        initial |= {
            "opinion": statement.opinion,
            "opinion_sentence": statement.opinion_sentence,
            "as_at": statement.as_at,
        }
    for text in texts:
        row = rows.get(text.key)
        initial[f"text_{text.key}"] = row.text if row else ""
        initial[f"version_{text.key}"] = row.version if row else 0
    return initial
