"""A workbook or CSV file as rows of named cells. Knows nothing of councils or reviews."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl

from assurance.exchange.columns import BROUGHT_IN, NEEDED, Column, Mapping, map_headings
from assurance.exchange.texts import plain
from governance.formula_guard import unguard

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 60 * 1024 * 1024  # a workbook is a zip file: small outside, perhaps not inside
MAX_ROWS = 2_000
MAX_COLUMNS = 60
HEADING_ROWS = 15  # a title may stand above the headings
SUFFIXES = (".xlsx", ".csv")

Table = list[tuple[int, list[str]]]


class FileRefused(Exception):
    """The file cannot be read as a review; the message says why and what to do."""


@dataclass(frozen=True)
class FileRow:
    """One row below the headings; `number` is its row in the file, from 1."""

    number: int
    cells: dict[Column, str]

    def cell(self, column: Column) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Sheet:
    """What a file holds. `headings` are those read, `unknown` those not; `notices` are for the person."""

    rows: list[FileRow]
    headings: dict[Column, str]
    unknown: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def absent(self) -> list[Column]:
        """Columns whose fields the file leaves alone."""
        in_narrative = {Column.ACTIONS} if Column.NARRATIVE in self.headings else set()
        return [
            column
            for column in BROUGHT_IN
            if column not in self.headings and column not in in_narrative and column != Column.REASON
        ]


def read_file(name: str, content: bytes) -> Sheet:
    """The rows of a file, told by its name and content; FileRefused says why not."""
    lower = name.lower()
    if not lower.endswith(SUFFIXES):
        raise FileRefused("Choose an Excel workbook (.xlsx) or a CSV file (.csv)")
    if len(content) > MAX_BYTES:
        raise FileRefused("The file is larger than 5 MB. Take out pictures and other sheets, then try again")
    if not content.strip():
        raise FileRefused("The file is empty")
    if lower.endswith(".xlsx"):
        return _first_with_headings(_read_workbook(content), [])
    return _read_csv(content)


def _read_workbook(content: bytes) -> list[Table]:
    """The sheets of a workbook; values of formulas as last calculated."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise FileRefused("The workbook is too large when unpacked. Keep only the sheet of the review")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            return [_read_sheet(sheet) for sheet in book.worksheets]
        finally:
            book.close()
    # openpyxl lets each layer's own error through: zip, XML, and what it looks up in them.
    except (zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, OSError, EOFError) as error:
        raise FileRefused(
            "The file cannot be read as an Excel workbook. Open it in Excel, save it again as .xlsx and retry"
        ) from error


def _read_sheet(sheet: Any) -> Table:
    rows = sheet.iter_rows(max_row=MAX_ROWS + HEADING_ROWS, max_col=MAX_COLUMNS, values_only=True)
    return [(number, [_text_of(value) for value in row]) for number, row in enumerate(rows, 1)]


def _text_of(value: object) -> str:
    """A cell as text: 9.0 as "9", a date as itself (a score that a spreadsheet made a date is no score)."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _read_csv(content: bytes) -> Sheet:
    notices: list[str] = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decode_old(content)
        notices.append(
            "The file is not in UTF-8. It was read as a Windows file (code page 1252): "
            "check that accents and dashes are right."
        )
    if "\0" in text:
        raise FileRefused("The file cannot be read as CSV. Save it as “CSV UTF-8” and try again")
    tables = [_split_csv(text, delimiter) for delimiter in (",", ";", "\t")]
    return _first_with_headings(tables, notices)


def _decode_old(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise FileRefused("The file cannot be read as CSV. Save it as “CSV UTF-8” and try again") from error


def _split_csv(text: str, delimiter: str) -> Table:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        table: Table = []
        for row in reader:
            table.append((len(table) + 1, row[:MAX_COLUMNS]))
            if len(table) > MAX_ROWS + HEADING_ROWS:
                break
        return table
    except csv.Error:
        return []


def _first_with_headings(tables: list[Table], notices: list[str]) -> Sheet:
    """The first sheet (or way of splitting) in which a row of headings is found."""
    if not any(tables):
        raise FileRefused("The file cannot be read. A quotation mark may be missing: save it again and retry")
    for table in tables:
        for index, (_, cells) in enumerate(table[:HEADING_ROWS]):
            mapping = map_headings(cells)
            if NEEDED in mapping.positions and len(mapping.positions) > 1:
                return _sheet(table[index + 1 :], mapping, notices)
    raise FileRefused(
        "No row of headings was found. The file needs a column “Ref” with references such as A1.1, "
        "and at least one of score, progress, examples or actions"
    )


def _sheet(table: Table, mapping: Mapping, notices: list[str]) -> Sheet:
    if len(table) > MAX_ROWS:
        raise FileRefused(f"The file has more than {MAX_ROWS:,} rows. A review has 91: keep only its sheet")
    rows = [
        FileRow(
            number,
            {
                column: plain(unguard(cells[position])) if position < len(cells) else ""
                for column, position in mapping.positions.items()
            },
        )
        for number, cells in table
    ]
    filled = [row for row in rows if any(row.cells.values())]
    if not filled:
        raise FileRefused("The file has headings but no rows below them")
    return Sheet(filled, mapping.headings, mapping.unknown, notices)
