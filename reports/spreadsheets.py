"""The documents about actions as workbooks, from their frozen content: the same content, the same bytes."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from assurance.exchange.texts import plain
from assurance.signed_content import check_code
from governance.formula_guard import guard

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_IN_A_CELL = 32_767  # characters; beyond it a workbook is broken
CUT = " […] The rest stands in the document."
DAY = "d mmmm yyyy"
# The earliest time that a zip file can hold: the time of making would make each file another.
NO_TIME = (1980, 1, 1, 0, 0, 0)

Cell = str | int | date | None
Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of the sheet of actions; `width` in characters."""

    heading: str
    width: int
    read: Callable[[Row], Cell]


COLUMNS = (
    Column("Ref", 10, lambda one: one["number"]),
    Column("Requirements", 34, lambda one: "\n".join(one["requirements"])),
    Column("Action", 50, lambda one: one["text"]),
    Column("Expected outcome", 40, lambda one: one["outcome"]),
    Column("Owner", 28, lambda one: one["owner"] or "No owner yet"),
    Column("Due", 18, lambda one: day(one["due"])),
    Column("First promised for", 18, lambda one: day(one["first_due"])),
    Column("Priority", 10, lambda one: one["priority"]),
    Column("How it goes", 16, lambda one: one["standing"]["word"]),
    Column("Days late", 10, lambda one: one["standing"]["days_late"] or None),
    Column("Last update", 18, lambda one: day(one["standing"]["said_on"])),
    Column("What the owner said", 50, lambda one: one["standing"]["said"]),
    Column("Times carried on", 10, lambda one: one["carried"]),
    Column("Why it was carried on", 40, lambda one: one["reason"]),
    Column("Done on", 18, lambda one: day(one["done_on"])),
    Column("What was done", 50, lambda one: one["done"]),
)
ROUTE = 40


def workbook(content: str, digest: str) -> bytes:
    """A document about actions as an .xlsx file: the sheet "Actions", and "About" it.

    `content` is its canonical JSON, `digest` the SHA-256 printed with it as the check code.
    """
    document = json.loads(content)
    book = Workbook()
    book.properties.title = f"{document['control']['title']} {document['control']['year']}"
    book.properties.creator = document["control"]["council"]
    book.properties.created = midnight(document["control"]["made_on"])
    book.properties.modified = midnight(document["control"]["made_on"])
    sheet: Worksheet = book.active
    sheet.title = "Actions"
    write_actions(sheet, list(actions_in(document)), route_of(document))
    write_about(book.create_sheet("About"), document, digest)
    return packed(book)


def actions_in(document: dict[str, Any]) -> Iterator[Row]:
    """The actions of a monitoring report or an action plan, in the order of its pages."""
    if "plan" in document:
        yield from document["plan"]["actions"]
        yield from document["done"]
        return
    for section in document["sections"]:
        yield from section["actions"]


def route_of(document: dict[str, Any]) -> str:
    return str(document["plan"]["route"] if "plan" in document else document["route"])


def write_actions(sheet: Worksheet, actions: list[Row], route: str) -> None:
    """One row of headings that stays in sight, a filter on each column, dates as dates."""
    columns = (*COLUMNS, Column("How it is watched", ROUTE, lambda one: route))
    sheet.append([column.heading for column in columns])
    for one in actions:
        sheet.append([safe(column.read(one)) for column in columns])
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:1"
    set_style(sheet)
    for cell in sheet[1]:
        cell.font = Font(bold=True)


def write_about(sheet: Worksheet, document: dict[str, Any], digest: str) -> None:
    control = document["control"]
    said = " ".join(document["summary"]) if "summary" in document else document["answer"]
    rows: list[tuple[str, Cell]] = [
        ("Council", control["council"]),
        ("Document", control["title"]),
        ("Review", control["year"]),
        ("Facts as at", day(control["as_at"])),
        ("Status", control["status"]),
        ("Version", control["version"]),
        ("Considered by", control["considered_by"]),
        ("Contact", ", ".join(filter(None, [control["contact_post"], control["contact_email"]]))),
        ("Document check code", check_code(digest)),
        ("In short", said),
    ]
    for label, value in rows:
        sheet.append([label, safe(value)])
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 90
    set_style(sheet)
    for cell in sheet["A"]:
        cell.font = Font(bold=True)


def set_style(sheet: Worksheet) -> None:
    """Texts wrapped and stored as texts, never as formulas; dates in words."""
    wrapped = Alignment(vertical="top", horizontal="left", wrap_text=True)
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = wrapped
            if isinstance(cell.value, str):
                cell.data_type = "s"
            elif isinstance(cell.value, date):
                cell.number_format = DAY


def safe(value: Cell) -> Cell:
    """A text as a cell can hold it, without power over the spreadsheet; empty texts leave the cell empty."""
    if not isinstance(value, str):
        return value
    text = guard(plain(value))
    return text if len(text) <= MOST_IN_A_CELL else text[: MOST_IN_A_CELL - len(CUT)] + CUT


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def midnight(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), datetime.min.time())


def packed(book: Workbook) -> bytes:
    """The workbook's file without the time of making, which openpyxl puts into its parts."""
    made, fixed = io.BytesIO(), io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(made, "w")).save()
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, NO_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, parts.read(name))
    return fixed.getvalue()
