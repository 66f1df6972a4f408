"""Files are read by content, headings by meaning; what cannot be read is refused in a sentence."""

import io
import zipfile

import openpyxl
import pytest

from assurance.exchange.columns import Column, column_of
from assurance.exchange.matching import match_rows, read_ref
from assurance.exchange.reading import MAX_BYTES, FileRefused, read_file
from assurance.exchange.scales import DEFAULT_WORDS, parse_words, read_score
from tests.assurance.exchange.files import HEADINGS, ROWS, csv_file, workbook


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Ref", Column.REF),
        ("REFERENCE", Column.REF),
        (" score ", Column.SCORE),
        ("Assessment Score (1 – 10)", Column.SCORE),
        ("Progress in year and Plans for Improvement:", Column.NARRATIVE),
        ("Narrative", Column.NARRATIVE),
        ("Actions", Column.ACTIONS),
        ("Examples of evidence:", Column.EXAMPLES),
        ("Favourite colour", None),
    ],
)
def test_headings_and_their_variants(heading, column):
    assert column_of(heading) == column


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_and_workbook_hold_the_same(encoding):
    from_book = read_file("a.xlsx", workbook(ROWS))
    from_csv = read_file("a.CSV", csv_file(ROWS, encoding=encoding))
    assert [row.cells for row in from_book.rows] == [row.cells for row in from_csv.rows]
    assert [row.number for row in from_book.rows] == [2, 3, 4]
    assert from_csv.notices == []


def test_a_windows_file_is_read_and_said():
    sheet = read_file("a.csv", csv_file(ROWS, encoding="cp1252"))
    assert sheet.rows[0].cell(Column.NARRATIVE).startswith("Evidence – New")
    assert "Windows" in sheet.notices[0]


def test_semicolons_and_a_title_above_the_headings():
    sheet = read_file("a.csv", b"Our review 2025\n\nref;SCORE;Colour\nA1.1;9;blue\n")
    assert sheet.rows[0].number == 4
    assert sheet.rows[0].cell(Column.SCORE) == "9"
    assert sheet.unknown == ["Colour"]
    assert Column.NARRATIVE in sheet.absent


def test_the_sheet_with_the_headings_is_found():
    book = openpyxl.Workbook()
    book.active.append(["Notes"])
    book.create_sheet("Review").append(["Ref", "Score"])
    book["Review"].append(["A1.1", 9])
    saved = io.BytesIO()
    book.save(saved)
    assert read_file("a.xlsx", saved.getvalue()).rows[0].cell(Column.REF) == "A1.1"


def broken_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "hello")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.docx", b"x", "Choose an Excel workbook"),
        ("a.xls", b"x", "Choose an Excel workbook"),
        ("a.xlsx", b"x" * (MAX_BYTES + 1), "larger than 5 MB"),
        ("a.xlsx", b"not a zip", "cannot be read as an Excel workbook"),
        ("a.xlsx", broken_zip(), "cannot be read as an Excel workbook"),
        ("a.xlsx", workbook(ROWS)[:-900], "cannot be read as an Excel workbook"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"\x00\x01\x02", "cannot be read as CSV"),
        ("a.csv", "Ref,Score\nA1.1,9".encode("utf-16"), "cannot be read as CSV"),
        ("a.csv", b"Name,Colour\nx,y\n", "No row of headings"),
        ("a.csv", b"Ref,Score\n", "no rows below"),
        ("a.csv", b'Ref,Score\n"A1.1,9\n', "quotation mark"),
    ],
)
def test_files_that_are_refused(name, content, says):
    with pytest.raises(FileRefused, match=says):
        read_file(name, content)


@pytest.mark.parametrize("text", ["0", "11", "8.5", "nine", "2025-10-01", "-3", "²", "9999999"])
def test_scores_that_are_none(text):
    with pytest.raises(ValueError, match="is not a score"):
        read_score(text, DEFAULT_WORDS)


def test_scores_in_figures_and_words():
    words = DEFAULT_WORDS | parse_words("Patchy=5")
    said = ["9", " 10 ", "9.0", "Full", "Substantial assurance", "no assurance", "patchy", "N/A"]
    answers = [read_score(text, words) for text in said]
    assert [answer.score for answer in answers if answer] == [9, 10, 9, 10, 8, 1, 5, None]
    assert read_score("  ", words) is None
    with pytest.raises(ValueError, match="Full=11"):
        parse_words("Full=11")


def test_references_are_read_as_people_write_them():
    assert [read_ref(text) for text in ("a1.1", " A 1.1", "A1.01", "A.1.1")] == ["A1.1"] * 4


def test_a_row_after_a_page_break_goes_on():
    rows = [
        ("A1.1", "", 9, "Evidence – One."),
        (None, "", None, "Two."),
        ("Core Principle B", None, None, None),
    ]
    sheet = read_file("a.xlsx", workbook(rows, HEADINGS))
    matched = match_rows(sheet.rows, {"A1.1"})
    assert matched.rows["A1.1"].cell(Column.NARRATIVE) == "Evidence – One.\nTwo."
    assert "goes on from A1.1" in matched.notices[0]
    assert [problem.row for problem in matched.problems] == [4]


def test_unknown_and_double_references_are_named_by_row():
    rows = [("A1.1", "", 9, ""), ("Z9.9", "", 9, ""), ("a1.1", "", 8, ""), (None, "", 7, "")]
    problems = match_rows(read_file("a.xlsx", workbook(rows)).rows, {"A1.1"}).problems
    assert [str(problem) for problem in problems] == [
        "Row 3, reference: “Z9.9” is not a requirement of the framework",
        "Row 4, reference: A1.1 stands in row 2 already",
        "Row 5, reference: A score without a reference. Write the reference, such as A1.1",
    ]
