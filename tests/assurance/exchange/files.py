"""Files for the tests of bringing in and taking out, built in memory."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assurance.exchange.reading import read_file
from assurance.exchange.scales import DEFAULT_WORDS
from assurance.exchange.writing import Written, describe, write_import
from assurance.models import ImportRun
from tests.builders import NOW

# A real council's file, kept beside the clone where its tests run; never part of the project.
REAL = Path(__file__).resolve().parents[4] / "shared" / "data"
needs_real_file = pytest.mark.skipif(not REAL.is_dir(), reason="the real council's file is not here")

HEADINGS = (
    "Ref",
    "Examples of evidence",
    "Assessment score (1-10)",
    "Progress in year and plans for improvement",
)
ROWS: list[tuple[Any, ...]] = [
    (
        "A1.1",
        "• Codes of conduct\n• Fen skating club",
        9,
        "Evidence – New members sign the code.\nSecond paragraph.",
    ),
    ("A1.2", "", 8, "Evidence – Values are set. Action – Print the values.\nAction: Ask staff."),
    ("B2.3", None, 7, "Action -. print the  VALUES."),
]


def workbook(rows: list[tuple[Any, ...]], headings: tuple[str, ...] = HEADINGS) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def csv_file(
    rows: list[tuple[Any, ...]], headings: tuple[str, ...] = HEADINGS, encoding: str = "utf-8"
) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def make_run(council, content: bytes, *, name: str = "review.xlsx", year: int = 2024, **fields) -> ImportRun:
    """A file as uploaded and compared, saved for its confirmation."""
    run = ImportRun(
        council=council, year=year, filing=fields.pop("filing", ImportRun.Filing.THIS_YEAR), **fields
    )
    describe(run, sheet=read_file(name, content), name=name, content=content, words=DEFAULT_WORDS)
    run.save()
    return run


def bring_in(council, content: bytes, *, by=None, **fields) -> Written:
    return write_import(run=make_run(council, content, **fields), by=by, at=NOW)
