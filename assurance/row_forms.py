"""The forms of one row on a page of rows: binding what was posted, saving it, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django import forms
from django.http import QueryDict

from assurance.differences import Segment, own_words
from assurance.drafting_notes import append_note, find_notes, take_out
from assurance.forms.answers import (
    NARRATIVE_LIMIT,
    UNCHOSEN,
    ActionForm,
    AnswerForm,
    EvidenceForm,
    move_on_to_action,
)
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
    """A clash as the page words it: `name` is the form field, both texts as they stand and in segments.

    `kept` and `both` are what was chosen and written, where the row could not be saved for another reason.
    """

    name: str
    label: str
    mine: list[Segment]
    theirs: list[Segment]
    own_text: str
    is_long: bool
    by: str
    at: datetime | None
    kept: str
    both: str


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
        self.answer = AnswerForm(data, assessment=self.row.assessment, reason_from=self.row.reason_from)
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
            self._move_on()
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
        values, given_up = self.answer.values(), self.answer.given_up()
        is_still_true = f"{self.ref}-still-true" in data
        if is_still_true and all(value == getattr(row, name) for name, value in values.items()):
            self._note(answering.confirm_last_year(row=row, version=version, by=by, at=at))
            return
        if f"{self.ref}-use-last" in data and row.previous is not None:
            last, typed = row.previous.narrative, values.get("narrative", row.narrative)
            given_up |= {} if typed in (row.narrative, last) else {"narrative": typed}
            values["narrative"] = last
        self._move_note(values, data.get(f"{self.ref}-move-note", ""))
        outcome = answering.save_answer(
            row=row, version=version, values=values, by=by, at=at, given_up=given_up
        )
        self._note(outcome)
        if is_still_true and not outcome.clashes:
            # From what was typed beside the button, if nobody else wrote as well: the history keeps it.
            is_mine = outcome.written and outcome.row.version == version + 1
            begun_from = outcome.row.version if is_mine else version
            self._note(answering.confirm_last_year(row=outcome.row, version=begun_from, by=by, at=at))

    def _note(self, outcome: Outcome[Assessment]) -> None:
        self.clashes, self.wrote = outcome.clashes, bool(outcome.written)
        self.row.assessment = outcome.row

    def _move_on(self) -> None:
        """After a clash the page starts from the row as it stands now: what colleagues saved is shown."""
        if self.clashes:
            self.answer.move_on_to(self.assessment, but={clash.name for clash in self.clashes_shown})

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
            self.evidence = EvidenceForm(ref=self.ref)
        for form in self.actions:
            if form.action is not None and form.has_changed():
                self._save_action(form, form.action, by=by, at=at)
        if self.new_action.has_changed() and self.new_action.cleaned_data["text"].strip():
            fields = ("text", "expected_outcome", "owner_post", "due_on")
            new = {name: self.new_action.cleaned_data[name] for name in fields}
            actions.add_action(row=row, **new, by=by, at=at)
            self.new_action = ActionForm(ref=self.ref, posts=self.posts)

    def _save_action(
        self, form: ActionForm, action: ImprovementAction, *, by: Membership, at: datetime
    ) -> None:
        version = form.cleaned_data["version"] or 0
        outcome = actions.change_action(
            row=self.assessment, action=action, version=version, values=form.values(), by=by, at=at
        )
        names = {clash.field: clash.field.removesuffix("_id") for clash in outcome.clashes}
        if outcome.clashes:
            move_on_to_action(form, outcome.row, but=names.values())
        else:
            self.versions[form.add_prefix("version")] = outcome.row.version
        for clash in outcome.clashes:
            name = names[clash.field]
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
        """The version that the page's next save starts from."""
        posted = whole_number(str(self.answer["version"].value()))
        return self.assessment.version if posted is None else posted

    @property
    def clashing(self) -> set[str]:
        """Names of the fields whose own control gives way to the choice between two texts."""
        return {clash.name for clash in self.clashes_shown if clash.is_long}

    @property
    def clashes_shown(self) -> list[ClashShown]:
        return [self._shown(clash) for clash in self.clashes]

    def _shown(self, clash: Clash) -> ClashShown:
        name = "score" if clash.field == "own_score" else clash.field
        common, mine, theirs = _as_text(clash.base), _as_text(clash.mine), _as_text(clash.theirs)
        both = self.answer.data.get(self.answer.add_prefix(f"both-{name}"))
        return ClashShown(
            name=name,
            label=FIELD_LABELS[clash.field],
            mine=own_words(common, mine, theirs),
            theirs=own_words(common, theirs, mine),
            own_text=mine,
            is_long=clash.field in LONG_TEXTS,
            by=clash.by,
            at=clash.at,
            kept=self.answer.kept(name),
            both=f"{theirs}\n\n{mine}" if both is None else both,
        )

    def _unsettled(self) -> list[Clash]:
        """The choices that the page had asked for, which an unsaved row asks for again."""
        now, fields = self.assessment, self.answer.MODEL_FIELDS
        return [
            Clash(field, base=None, mine=self.answer[name].value(), theirs=getattr(now, field))
            for name in self.answer.clashing
            if (field := fields.get(name, name)) in FIELD_LABELS
        ]

    def carry(self, judged: RowForms) -> None:
        """Take over the forms of a row that was not wholly saved: what was typed and not saved is shown."""
        self.answer, self.refusals = judged.answer, judged.refusals
        self.clashes = judged.clashes or judged._unsettled()
        self.is_open = True
        if judged.lines_saved:
            return
        self.evidence, self.new_action = judged.evidence, judged.new_action
        unsaved = {
            form.prefix: form for form in judged.actions if form.add_prefix("version") not in judged.versions
        }
        self.actions = [unsaved.get(form.prefix, form) for form in self.actions]


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
        if message != UNCHOSEN  # said once, at the choice
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
