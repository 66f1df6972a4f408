"""The forms of one row on a page of rows: binding what was posted, saving it, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django import forms
from django.http import QueryDict

from assurance.drafting_notes import append_note, find_notes, take_out
from assurance.forms.answers import NARRATIVE_LIMIT, ActionForm, AnswerForm, EvidenceForm
from assurance.models import Assessment, ImprovementAction
from assurance.rows import Row
from assurance.saving import Clash, Outcome, StaleSave, Values
from assurance.workflow import actions, answering
from governance.models import Membership, Post
from governance.posted_text import whole_number
from governance.workflow.errors import WorkflowError

PageError = tuple[str, str]  # message, id of the field it stands at

FIELD_LABELS = {
    "own_score": "Score this year",
    "not_applicable": "Not applicable",
    "not_applicable_reason": "Why it does not apply",
    "change_reason": "Why the score has moved",
    "narrative": "What we do, and how we know that it works",
    "private_note": "Private note to the reviewer",
}
LONG_TEXTS = {"narrative", "private_note"}
BUTTONS = ("still-true", "use-last", "move-note", "remove-evidence")  # each saves what is typed, too


@dataclass(frozen=True)
class ClashShown:
    """A clash as the page words it: `name` is the form field, both texts as they stand."""

    name: str
    label: str
    mine: str
    theirs: str
    is_long: bool
    by: str
    at: datetime | None


@dataclass
class RowForms:
    """A row with its forms, unbound until `bind`; `errors` fill while it is saved."""

    row: Row
    posts: list[Post]
    answer: AnswerForm = field(init=False)
    evidence: EvidenceForm = field(init=False)
    actions: list[ActionForm] = field(init=False)
    new_action: ActionForm = field(init=False)
    clashes: list[Clash] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)
    saved: bool = False
    wrote: bool = False
    lines_saved: bool = False
    is_open: bool = False

    def __post_init__(self) -> None:
        self._make_forms(None)

    def _make_forms(self, data: QueryDict | None) -> None:
        ref, posts = self.row.ref, self.posts
        self.answer = AnswerForm(data, assessment=self.row.assessment)
        self.evidence = EvidenceForm(data, ref=ref)
        self.actions = [ActionForm(data, ref=ref, posts=posts, action=action) for action in self.row.actions]
        self.new_action = ActionForm(data, ref=ref, posts=posts)

    @property
    def ref(self) -> str:
        return self.row.ref

    @property
    def assessment(self) -> Assessment:
        return self.row.assessment

    def is_posted(self, data: QueryDict) -> bool:
        return f"{self.ref}-version" in data

    def bind(self, data: QueryDict) -> None:
        """Show and judge what was posted."""
        self._make_forms(data)

    def is_touched(self, data: QueryDict) -> bool:
        """Whether the post holds anything of this row beyond what the page had given out."""
        return (
            bool(self.answer.changed_data or self.answer.clashing)
            or self.evidence.has_changed()
            or self.new_action.has_changed()
            or any(form.has_changed() for form in self.actions)
            or any(f"{self.ref}-{button}" in data for button in BUTTONS)
        )

    def errors(self) -> list[PageError]:
        """Every message of the row with the id of its field, in the order of the page."""
        ref = self.ref
        listed: list[PageError] = [(f"{ref}: {message}", f"row-{ref}") for message in self.refusals]
        listed += _errors_of(self.answer, ref)
        listed += _errors_of(self.evidence, f"{ref}, evidence")
        for form in self.actions:
            listed += _errors_of(form, f"{ref}, action")
        listed += _errors_of(self.new_action, f"{ref}, new action")
        return listed

    def is_valid(self) -> bool:
        used = [form for form in (*self.actions, self.evidence, self.new_action) if form.has_changed()]
        # Each form is asked, so that all messages come at once.
        return all([self.answer.is_valid(), *[form.is_valid() for form in used]])

    def save(self, data: QueryDict, *, by: Membership, at: datetime) -> None:
        """Write what was posted; clashes and refusals are kept for the page, and nothing typed is dropped."""
        try:
            self._save_answer(data, by=by, at=at)
            self._save_lines(data, by=by, at=at)
            self.lines_saved = not any(form.errors for form in self.actions)
        except (WorkflowError, StaleSave) as refusal:
            self.refusals.append(_lower_first(str(refusal)))
        self.saved = self.lines_saved and not self.clashes

    def autosave(self, data: QueryDict, *, by: Membership, at: datetime) -> None:
        """Write what can be saved while somebody types: half-finished input waits, new lines for a press."""
        self.is_valid()
        if "version" not in self.answer.cleaned_data:
            return
        try:
            self._save_answer(data, by=by, at=at)
            for form in self.actions:
                if form.action is not None and form.has_changed() and form.is_valid():
                    self._save_action(form, form.action, by=by, at=at)
        except (WorkflowError, StaleSave) as refusal:
            self.refusals.append(_lower_first(str(refusal)))
        self.saved = self.answer.is_only_unfinished and not (self.refusals or self.clashes)

    def _save_answer(self, data: QueryDict, *, by: Membership, at: datetime) -> None:
        row, version = self.assessment, self.answer.cleaned_data["version"]
        if f"{self.ref}-still-true" in data:
            self._note(answering.confirm_last_year(row=row, version=version, by=by, at=at))
            return
        values = self.answer.values()
        if f"{self.ref}-use-last" in data and row.previous is not None:
            values["narrative"] = row.previous.narrative
        self._move_note(values, data.get(f"{self.ref}-move-note", ""))
        outcome = answering.save_answer(
            row=row, version=version, values=values, by=by, at=at, given_up=self.answer.given_up()
        )
        self._note(outcome)

    def _note(self, outcome: Outcome[Assessment]) -> None:
        self.clashes, self.wrote = outcome.clashes, bool(outcome.written)
        self.row.assessment = outcome.row

    def _move_note(self, values: Values, words: str) -> None:
        """Take words that read like a note to oneself from the narrative to the private note."""
        left = take_out(values.get("narrative", self.assessment.narrative), words) if words else None
        if left is None:
            return
        note = values.get("private_note", self.assessment.private_note)
        values["narrative"], values["private_note"] = left, append_note(note, words)
        if len(values["private_note"]) > NARRATIVE_LIMIT:
            raise WorkflowError("there is no room left in the private note: shorten it first")

    def _save_lines(self, data: QueryDict, *, by: Membership, at: datetime) -> None:
        row = self.assessment
        removed = whole_number(data.get(f"{self.ref}-remove-evidence", ""))
        if removed is not None:
            answering.remove_evidence(row=row, use_id=removed, by=by, at=at)
        if self.evidence.has_changed() and self.evidence.cleaned_data["title"]:
            answering.add_evidence(row=row, **self.evidence.cleaned_data, by=by, at=at)
        for form in self.actions:
            if form.action is not None and form.has_changed():
                self._save_action(form, form.action, by=by, at=at)
        if self.new_action.has_changed() and self.new_action.cleaned_data["text"].strip():
            fields = ("text", "expected_outcome", "owner_post", "due_on")
            new = {name: self.new_action.cleaned_data[name] for name in fields}
            actions.add_action(row=row, **new, by=by, at=at)

    def _save_action(
        self, form: ActionForm, action: ImprovementAction, *, by: Membership, at: datetime
    ) -> None:
        version = form.cleaned_data["version"] or 0
        outcome = actions.change_action(
            row=self.assessment, action=action, version=version, values=form.values(), by=by, at=at
        )
        if outcome.clashes:
            form.clashed_version = outcome.row.version
        else:
            self.versions[form.add_prefix("version")] = outcome.row.version
        for clash in outcome.clashes:
            name = "owner_post" if clash.field == "owner_post_id" else clash.field
            theirs = outcome.row.owner_post if name == "owner_post" else clash.theirs
            form.add_error(
                name,
                f"Someone else changed this to “{theirs or 'nothing'}” while you were typing. "
                "Save again to keep yours",
            )

    @property
    def is_unsaved(self) -> bool:
        """The forms show what was posted and not saved, or what was kept while the person was signed out."""
        return self.answer.is_bound

    @property
    def drafting_notes(self) -> list[str]:
        """Words of the narrative, as it stands or is typed, that read like notes to oneself: each once."""
        typed = str(self.answer["narrative"].value() or "")
        found = find_notes(self.assessment.narrative if self.saved else typed)
        return list(dict.fromkeys(note.words for note in found))

    @property
    def version(self) -> int:
        """The version that the page's next save starts from: with a clash, the row as it stands now."""
        posted = whole_number(str(self.answer["version"].value()))
        return self.assessment.version if self.clashes or posted is None else posted

    @property
    def clashing(self) -> set[str]:
        """Names of the fields whose own control gives way to the choice between two texts."""
        return {clash.name for clash in self.clashes_shown if clash.is_long}

    @property
    def clashes_shown(self) -> list[ClashShown]:
        return [
            ClashShown(
                name="score" if clash.field == "own_score" else clash.field,
                label=FIELD_LABELS[clash.field],
                mine=_as_text(clash.mine),
                theirs=_as_text(clash.theirs),
                is_long=clash.field in LONG_TEXTS,
                by=clash.by,
                at=clash.at,
            )
            for clash in self.clashes
        ]

    def carry(self, judged: RowForms) -> None:
        """Take over the forms of a row that was not wholly saved: everything typed is shown again."""
        self.answer, self.clashes, self.refusals = judged.answer, judged.clashes, judged.refusals
        self.is_open = True
        if judged.lines_saved:
            return
        self.evidence, self.new_action = judged.evidence, judged.new_action
        self.actions = judged.actions


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "Not applicable" if value else "Applies"
    return "" if value is None else str(value)


def _errors_of(form: forms.Form, where: str) -> list[PageError]:
    if not form.is_bound or not (form.has_changed() or isinstance(form, AnswerForm)):
        return []
    return [
        (f"{where}: {_lower_first(message)}", target_id(form, name))
        for name, messages in form.errors.items()
        for message in map(str, messages)
    ]


def target_id(form: forms.Form, name: str) -> str:
    """The id of the first control of a field, for the links of the error summary."""
    prefixed = form.add_prefix(name)
    if name == "score":
        return f"{prefixed}-1"
    return f"{prefixed}_day" if name == "due_on" else prefixed


def _lower_first(message: str) -> str:
    """The message as it goes on after "A2.4: "; references and dates keep their capital or figure."""
    return message[:1].lower() + message[1:] if message[1:2].islower() or message[1:2] == " " else message
