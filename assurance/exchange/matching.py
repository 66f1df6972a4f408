"""Rows of a file against the requirements: references read, doubles and strangers named."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from assurance.exchange.columns import Column
from assurance.exchange.reading import FileRow

REF = re.compile(r"([A-Z])\s*\.?\s*(\d{1,2})\s*\.\s*(\d{1,2})\.?", re.IGNORECASE)
GOES_ON_IN = (Column.NARRATIVE, Column.EXAMPLES, Column.ACTIONS, Column.STATEMENT)


@dataclass(frozen=True)
class Problem:
    """Something that stops the file: `row` is its row in the file, None for the file as a whole."""

    row: int | None
    column: str
    message: str

    def __str__(self) -> str:
        where = f"Row {self.row}, {self.column}: " if self.row else ""
        return f"{where}{self.message}"


@dataclass(frozen=True)
class Matched:
    """File rows by reference, in the order of the file."""

    rows: dict[str, FileRow]
    problems: list[Problem]
    notices: list[str]


def read_ref(text: str) -> str:
    """ "a1.1", "A 1.1" and "A1.01" are A1.1; anything else comes back as it is."""
    match = REF.fullmatch(text.strip())
    return f"{match[1].upper()}{int(match[2])}.{int(match[3])}" if match else text.strip()


def match_rows(file_rows: list[FileRow], refs: Collection[str]) -> Matched:
    """Each file row under its reference.

    A row without reference and score goes on from the row above (a page break in the source); one that
    has no text either is a heading and is passed over.
    """
    rows: dict[str, FileRow] = {}
    problems: list[Problem] = []
    notices: list[str] = []
    last = ""
    for row in file_rows:
        ref = read_ref(row.cell(Column.REF))
        if not ref:
            if row.cell(Column.SCORE):
                problems.append(
                    _problem(row, "A score without a reference. Write the reference, such as A1.1")
                )
            elif last and any(row.cell(column) for column in GOES_ON_IN):
                rows[last] = _joined(rows[last], row)
                notices.append(f"Row {row.number} has no reference and no score: it goes on from {last}.")
        elif ref not in refs:
            problems.append(_problem(row, f"“{ref[:40]}” is not a requirement of the framework"))
            last = ""
        elif ref in rows:
            problems.append(_problem(row, f"{ref} stands in row {rows[ref].number} already"))
        else:
            rows[ref] = row
            last = ref
    if not rows and not problems:
        problems.append(Problem(None, "", "No row of the file has a reference such as A1.1"))
    missing = len(refs) - len(rows)
    if rows and missing:
        verb = "requirement is" if missing == 1 else "requirements are"
        notices.append(f"{missing} {verb} not in the file and will be left alone.")
    return Matched(rows, problems, notices)


def _problem(row: FileRow, message: str) -> Problem:
    return Problem(row.number, Column.REF.label, message)


def _joined(row: FileRow, more: FileRow) -> FileRow:
    cells = dict(row.cells)
    for column in GOES_ON_IN:
        if more.cell(column):
            cells[column] = f"{row.cell(column)}\n{more.cell(column)}".strip()
    return replace(row, cells=cells)
