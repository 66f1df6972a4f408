"""What a file would change in a review, and everything that stops it. Writes nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import tablib

from assurance.differences import Difference
from assurance.exchange.columns import Column
from assurance.exchange.matching import Matched, Problem, match_rows
from assurance.exchange.parts import has_doubtful_label, split, split_actions
from assurance.exchange.reading import FileRow
from assurance.exchange.resources import AssessmentResource
from assurance.exchange.scales import NOT_APPLICABLE_TEXT, read_score
from assurance.exchange.standing import Standing
from assurance.exchange.texts import action_key, example_key, listed, same_text
from assurance.forms.answers import ACTION_LIMIT
from assurance.models import Assessment, ImportRun

EXAMPLE_LIMIT = 300  # characters
NUMBER_BEFORE = re.compile(r"^\d{1,2}(?:[.)]\s*|\s+)(?=\D)")

COLUMN_OF_ATTRIBUTE = {
    "own_score": Column.SCORE,
    "narrative": Column.NARRATIVE,
    "not_applicable_reason": Column.REASON,
}


@dataclass
class RowChange:
    """What the file changes for one requirement; `number` is its row in the file."""

    assessment: Assessment
    number: int
    differences: list[Difference] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    wording: str = ""
    wording_before: str = ""

    @property
    def ref(self) -> str:
        return self.assessment.ref

    @property
    def title(self) -> str:
        return self.assessment.title

    @property
    def touches_row(self) -> bool:
        """Changes the council's answer, not only what it shows beside it."""
        return bool(self.differences or self.actions)

    @property
    def wording_difference(self) -> Difference:
        return Difference("What is required", self.wording_before, self.wording)

    def __bool__(self) -> bool:
        return bool(self.touches_row or self.examples or self.wording)


@dataclass
class Plan:
    """The comparison of a file with what stands. `changes` are in the order of the framework."""

    changes: list[RowChange]
    matched: int
    problems: list[Problem]
    notices: list[str]

    @property
    def can_be_written(self) -> bool:
        return bool(self.changes) and not self.problems

    @property
    def unchanged(self) -> int:
        return self.matched - len(self.changes)

    @property
    def rows_changed(self) -> int:
        return sum(change.touches_row for change in self.changes)

    @property
    def actions(self) -> int:
        return sum(len(change.actions) for change in self.changes)

    @property
    def examples(self) -> int:
        return sum(len(change.examples) for change in self.changes)

    @property
    def wordings(self) -> int:
        return sum(bool(change.wording) for change in self.changes)


def compare(run: ImportRun, standing: Standing) -> Plan:
    """The plan of a run against what stands; the same call before the preview and before the write."""
    file_rows = rows_of(run)
    matched = match_rows(file_rows, standing.rows)
    problems = standing.problems_for(run.filing) + matched.problems
    notices = [*run.mapping.get("notices", []), *matched.notices]
    changes = {
        ref: RowChange(standing.rows[ref], matched.rows[ref].number)
        for ref in standing.rows
        if ref in matched.rows
    }
    for ref, change in changes.items():
        problems += _fill_beside(change, matched.rows[ref], standing, use_wording=run.use_wording)
    problems += _fill_answers(changes, matched, run)
    notices += _notices(matched, changes, words_of(run))
    changed = [change for change in changes.values() if change]
    problems += [problem for change in changed if (problem := _settled(change, standing))]
    return Plan(changed, len(matched.rows), sorted(problems, key=lambda one: one.row or 0), notices)


def rows_of(run: ImportRun) -> list[FileRow]:
    return [
        FileRow(row["number"], {Column(name): text for name, text in row["cells"].items()})
        for row in run.rows
    ]


def words_of(run: ImportRun) -> dict[str, int]:
    words: dict[str, int] = run.mapping["words"]
    return words


def dataset_of(rows: Mapping[str, FileRow], headings: Mapping[str, Any]) -> tablib.Dataset:
    """The matched rows under our own headings, with the columns that the file has."""
    columns = [column for column in (Column.SCORE, Column.REASON, Column.NARRATIVE) if column in headings]
    dataset = tablib.Dataset(headers=[Column.REF.heading, *(column.heading for column in columns)])
    for ref, row in rows.items():
        dataset.append([ref, *(row.cell(column) for column in columns)])
    return dataset


def _fill_answers(changes: dict[str, RowChange], matched: Matched, run: ImportRun) -> list[Problem]:
    """Score, reason and narrative: a dry run of the resource says what changes and what is wrong."""
    resource = AssessmentResource(
        rows={ref: change.assessment for ref, change in changes.items()},
        words=words_of(run),
        past=run.filing == ImportRun.Filing.PAST_YEAR,
    )
    result = resource.import_data(dataset_of(matched.rows, run.mapping["columns"]), dry_run=True)
    for error in [*result.base_errors, *(error for row in result.error_rows for error in row.errors)]:
        raise error.error
    numbers = [row.number for row in matched.rows.values()]
    for row_result in result.rows:
        if row_result.is_update():
            changes[row_result.instance.ref].differences = _differences(
                row_result.original, row_result.instance
            )
    return [
        Problem(numbers[invalid.number - 1], COLUMN_OF_ATTRIBUTE[attribute].label, message)
        for invalid in result.invalid_rows
        for attribute, messages in invalid.field_specific_errors.items()
        for message in messages
    ]


def _differences(before: Assessment, after: Assessment) -> list[Difference]:
    pairs = [
        ("Score", _shown_answer(before), _shown_answer(after)),
        ("Why it does not apply", before.not_applicable_reason, after.not_applicable_reason),
        ("Progress", before.narrative, after.narrative),
    ]
    return [Difference(label, old, new) for label, old, new in pairs if old != new]


def _shown_answer(row: Assessment) -> str:
    if row.not_applicable:
        return NOT_APPLICABLE_TEXT
    return "" if row.own_score is None else str(row.own_score)


def _fill_beside(change: RowChange, row: FileRow, standing: Standing, *, use_wording: bool) -> list[Problem]:
    """Actions, examples and wording that are new; each problem by row and column."""
    found: dict[str, str] = {}
    for text in [*split(row.cell(Column.NARRATIVE)).actions, *split_actions(row.cell(Column.ACTIONS))]:
        found.setdefault(action_key(text), text)
    known = standing.action_keys(change.ref)
    change.actions = [text for key, text in found.items() if key not in known]
    examples = listed(row.cell(Column.EXAMPLES))
    change.examples = [
        text for text in examples if example_key(text) not in standing.example_keys(change.ref)
    ]
    if use_wording and (statement := NUMBER_BEFORE.sub("", row.cell(Column.STATEMENT))):
        shown = standing.statement(change.ref)
        if not same_text(statement, shown):
            change.wording, change.wording_before = statement, shown
    return _too_long(change, row)


def _too_long(change: RowChange, row: FileRow) -> list[Problem]:
    actions_in = Column.NARRATIVE if row.cell(Column.NARRATIVE) else Column.ACTIONS
    limits = ((actions_in, change.actions, ACTION_LIMIT), (Column.EXAMPLES, change.examples, EXAMPLE_LIMIT))
    return [
        Problem(
            row.number, column.label, f"“{text[:40]}…” has {len(text):,} characters; the limit is {limit:,}"
        )
        for column, texts, limit in limits
        for text in texts
        if len(text) > limit
    ]


def _settled(change: RowChange, standing: Standing) -> Problem | None:
    """A row that is with the reviewer, agreed or signed and would change stops the file."""
    state = standing.why_settled(change.assessment)
    if not state or not change.touches_row:
        return None
    name = f"{change.ref} {change.title}"
    return Problem(change.number, Column.REF.label, f"{name} {state} and would change")


def _notices(matched: Matched, changes: Mapping[str, RowChange], words: dict[str, int]) -> list[str]:
    notices: list[str] = []
    used: dict[str, int] = {}
    left: list[str] = []
    for ref, row in matched.rows.items():
        try:
            answer = read_score(row.cell(Column.SCORE), words)
        except ValueError:
            continue
        if answer and answer.word:
            used[answer.word] = words[answer.word]
        if has_doubtful_label(row.cell(Column.NARRATIVE)):
            notices.append(
                f"Row {row.number}, {ref}: “Action –” stands within a sentence and was read as part of it."
            )
        if Column.SCORE in row.cells and answer is None and _shown_answer(changes[ref].assessment):
            left.append(ref)
    if used:
        said = ", ".join(f"{word.capitalize()} {score}" for word, score in used.items())
        notices.append(f"Scores in words were turned into numbers: {said}.")
    if left:
        notices.append(f"The score is empty for {', '.join(left)}: what stands there is left alone.")
    return notices
