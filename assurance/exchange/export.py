"""A review as a spreadsheet, readable back without change: the columns of the file that councils use."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

import openpyxl
import tablib
from import_export.formats.base_formats import CSV
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from assurance.exchange.columns import Column
from assurance.exchange.parts import join
from assurance.exchange.scales import NOT_APPLICABLE_TEXT
from assurance.exchange.texts import plain
from assurance.models import ActionLink, Assessment, CouncilExample, ReviewCycle
from assurance.wording import ShownWording
from framework.models import ExampleEvidence
from framework.reading import NESTED
from governance import audit
from governance.formula_guard import guard
from governance.models import Membership
from governance.workflow.errors import WorkflowError

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
MOST_IN_A_CELL = 32_767  # characters; Excel's limit, beyond which a workbook loses text
WIDTHS = {
    Column.PRINCIPLE: 28,
    Column.SUB_PRINCIPLE: 28,
    Column.REF: 8,
    Column.STATEMENT: 48,
    Column.EXAMPLES: 48,
    Column.SCORE: 12,
    Column.NARRATIVE: 80,
    Column.ACTIONS: 60,
    Column.REASON: 40,
    Column.AGREED: 12,
}
ALWAYS = (
    Column.PRINCIPLE,
    Column.SUB_PRINCIPLE,
    Column.REF,
    Column.STATEMENT,
    Column.EXAMPLES,
    Column.SCORE,
    Column.NARRATIVE,
)

Cell = str | int
Getter = Callable[[Assessment], Cell]


class ReviewTable:
    """The cells of a review. Officers' answers stand in it only with `sees_all`; else what is agreed.

    Columns that most files do not have (why it does not apply, agreed score, actions that do not fit beside
    the narrative) are there only when a row needs them.
    """

    def __init__(self, cycle: ReviewCycle, *, sees_all: bool) -> None:
        self.cycle = cycle
        self.sees_all = sees_all
        self.rows = list(Assessment.objects.filter(cycle=cycle).with_reference().in_order())
        self._wording = ShownWording(cycle)
        self._actions: dict[int, list[str]] = defaultdict(list)
        self._examples: dict[int, list[str]] = defaultdict(list)
        links = ActionLink.objects.filter(assessment__cycle=cycle, ended_at=None).order_by("pk")
        for row_id, text in links.values_list("assessment_id", "action__text"):
            self._actions[row_id].append(text)
        self._fetch_examples()

    def _fetch_examples(self) -> None:
        """The framework's, then the council's own."""
        requirements = [row.requirement_id for row in self.rows]
        framework = ExampleEvidence.objects.filter(requirement__in=requirements, retired_at=None)
        for requirement_id, level, text in framework.values_list("requirement_id", "level", "text"):
            indent = "   – " if level == NESTED else "• "
            self._examples[requirement_id].append(indent + text)
        own = CouncilExample.objects.filter(
            council=self.cycle.council, requirement__in=requirements, retired_at=None
        )
        for requirement_id, text in own.values_list("requirement_id", "text"):
            self._examples[requirement_id].append(f"• {text}")

    def dataset(self) -> tablib.Dataset:
        """All rows under our headings; texts that a spreadsheet would run are guarded."""
        columns = self.columns()
        dataset = tablib.Dataset(headers=[column.heading for column in columns])
        getters = [self._getters[column] for column in columns]
        for row in self.rows:
            dataset.append([_safe(getter(row)) for getter in getters])
        return dataset

    def columns(self) -> list[Column]:
        more = (Column.ACTIONS, Column.REASON, Column.AGREED)
        needed = [column for column in more if any(map(self._getters[column], self.rows))]
        return [*ALWAYS, *needed]

    @property
    def _getters(self) -> dict[Column, Getter]:
        return {
            Column.PRINCIPLE: self._principle,
            Column.SUB_PRINCIPLE: self._sub_principle,
            Column.REF: lambda row: row.ref,
            Column.STATEMENT: lambda row: self._wording.statement(row.requirement),
            Column.EXAMPLES: lambda row: "\n".join(self._examples[row.requirement_id]),
            Column.SCORE: self._score,
            Column.NARRATIVE: lambda row: self._progress(row)[0],
            Column.ACTIONS: lambda row: self._progress(row)[1],
            Column.REASON: self._reason,
            Column.AGREED: self._agreed,
        }

    def _principle(self, row: Assessment) -> Cell:
        principle = row.requirement.sub_principle.principle
        return f"{principle.letter}. {principle.title}"

    def _sub_principle(self, row: Assessment) -> Cell:
        sub_principle = row.requirement.sub_principle
        return f"{sub_principle.number}. {sub_principle.title}"

    def _score(self, row: Assessment) -> Cell:
        if not self._shows(row):
            return ""
        if row.not_applicable:
            return NOT_APPLICABLE_TEXT
        score = row.own_score if self.sees_all and row.own_score is not None else row.score
        return "" if score is None else score

    def _shows(self, row: Assessment) -> bool:
        return self.sees_all or row.status == Assessment.Status.AGREED

    def _reason(self, row: Assessment) -> Cell:
        return row.not_applicable_reason if row.not_applicable and self._shows(row) else ""

    def _agreed(self, row: Assessment) -> Cell:
        """Beside the officer's, where the two differ."""
        differs = self.sees_all and row.agreed_score is not None and row.agreed_score != row.own_score
        return row.agreed_score if differs and row.agreed_score else ""

    def _progress(self, row: Assessment) -> tuple[str, str]:
        """Narrative with its actions; those that a cell cannot hold, in a column of their own."""
        actions = self._actions[row.pk]
        fitting = len(actions)
        while fitting and len(join(row.narrative, actions[:fitting])) >= MOST_IN_A_CELL:
            fitting -= 1
        rest = join("", actions[fitting:])
        if len(rest) >= MOST_IN_A_CELL:
            raise WorkflowError(f"{row.ref} has more actions than a spreadsheet cell can hold.")
        return join(row.narrative, actions[:fitting]), rest


def _safe(cell: Cell) -> Cell:
    return guard(plain(cell)) if isinstance(cell, str) else cell


def as_csv(dataset: tablib.Dataset) -> bytes:
    """UTF-8 with a byte-order mark, without which Excel takes it for an older encoding."""
    text: str = CSV().export_data(dataset)
    return text.encode("utf-8-sig")


def as_xlsx(dataset: tablib.Dataset, *, title: str) -> bytes:
    """One sheet, headings frozen, texts wrapped; every text is stored as text, never as a formula."""
    book = openpyxl.Workbook()
    book.properties.title = title
    book.properties.creator = ""
    sheet = book.active
    sheet.title = title[:31].replace("/", "-")
    sheet.freeze_panes = "A2"
    sheet.append(dataset.headers)
    for cells in dataset:
        sheet.append(cells)
    widths = {column.heading: width for column, width in WIDTHS.items()}
    for position, heading in enumerate(dataset.headers, 1):
        sheet.column_dimensions[get_column_letter(position)].width = widths[heading]
    _set_style(sheet.iter_rows())
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _set_style(rows: Iterable[Iterable[openpyxl.cell.cell.Cell]]) -> None:
    wrapped, bold = Alignment(vertical="top", wrap_text=True), Font(bold=True)
    for number, row in enumerate(rows):
        for cell in row:
            cell.alignment = wrapped
            if number == 0:
                cell.font = bold
            if isinstance(cell.value, str):
                cell.data_type = "s"


def export_review(
    *, cycle: ReviewCycle, suffix: str, sees_all: bool, by: Membership | None, at: datetime
) -> bytes:
    """The review as a file of this kind ("xlsx" or "csv"); who took it, and when, is recorded."""
    dataset = ReviewTable(cycle, sees_all=sees_all).dataset()
    title = f"Assurance review {cycle.label}"
    content = as_xlsx(dataset, title=title) if suffix == "xlsx" else as_csv(dataset)
    audit.record(
        "assurance.review.exported",
        council=cycle.council,
        by=by.user if by else None,
        about=cycle,
        at=at,
        format=suffix,
    )
    return content
