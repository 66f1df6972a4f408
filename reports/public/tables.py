"""The main table of a published document as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

from assurance.exchange.texts import plain
from governance.formula_guard import guard
from reports.models import DocumentKind
from reports.public.data import public_content
from reports.public.reading import PublicVersion

Document = dict[str, Any]
Row = dict[str, Any]
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
BYTE_ORDER_MARK = "\ufeff"  # or Excel reads the text as Latin letters only

ACTION_COLUMNS: dict[str, Callable[[Row], object]] = {
    "Ref": lambda one: one["number"],
    "Action": lambda one: one["text"],
    "Expected outcome": lambda one: one["outcome"],
    "Owner": lambda one: one["owner"],
    "Due": lambda one: one["due"],
    "Priority": lambda one: one["priority"],
    "Requirements": lambda one: "; ".join(one["requirements"]),
    "How it goes": lambda one: one["standing"]["word"],
    "Last update": lambda one: one["standing"]["said_on"],
    "What the owner said": lambda one: one["standing"]["said"],
    "Done on": lambda one: one["done_on"],
    "What was done": lambda one: one["done"],
}
PLANNED = tuple(ACTION_COLUMNS)[:7]


def as_csv(version: PublicVersion) -> str:
    """The table with its headings; the same version, the same text."""
    document = public_content(version.kind, version.publication.content)
    rows = list(TABLES[version.kind](document))
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow([safe(heading) for heading in headings])
    writer.writerows([safe(row.get(heading, "")) for heading in headings] for row in rows)
    return BYTE_ORDER_MARK + made.getvalue()


def safe(value: object) -> object:
    """A text without power over the spreadsheet; figures as they are; nothing for None."""
    return guard(plain(value)) if isinstance(value, str) else "" if value is None else value


def statement_rows(document: Document) -> Iterator[Row]:
    """The figures by principle, then the actions for next year, told apart by the first column."""
    for one in document["figures"]["principles"]:
        bands = {band["word"]: band["count"] for band in one["bands"]}
        yield {
            "Table": "Principle",
            "Ref": one["letter"],
            "Title": one["title"],
            "Band": one["word"],
            "Band last year": one["last_word"],
            "Requirements": one["total"],
            **bands,
        }
    for action in document["plan"]["actions"]:
        row = {"Table": "Action", "Ref": action["number"], "Title": action["text"]}
        rest = {heading: ACTION_COLUMNS[heading](action) for heading in PLANNED[2:]}
        yield row | {"For requirements" if key == "Requirements" else key: rest[key] for key in rest}


def code_rows(document: Document) -> Iterator[Row]:
    """Each commitment, requirement and arrangement in place, with where it stands and what it links to."""
    for principle in document["principles"]:
        for part in principle["parts"]:
            place = (principle, part["ref"], part["heading"])
            for item in part["rows"]:
                yield code_row(*place, "Requirement", item["text"] or item["title"], item["ref"])
                for text in item["in_place"]:
                    yield code_row(*place, "In place", text, item["ref"])
            yield from (code_row(*place, "Commitment", text) for text in part["commitments"])
            yield from (code_row(*place, "In place", text) for text in part["in_place"])
        yield from (code_row(principle, "", "", "In place", text) for text in principle["in_place"])


def code_row(principle: Row, part: str, heading: str, kind: str, text: str, ref: str = "") -> Row:
    return {
        "Principle": principle["letter"],
        "Principle title": principle["title"],
        "Part": part,
        "Part heading": heading,
        "Requirement": ref,
        "Kind": kind,
        "Text": LINK.sub(r"\1", text),
        "Links": " ".join(address for _, address in LINK.findall(text)),
    }


def action_rows(document: Document) -> Iterator[Row]:
    if "plan" in document:
        actions = [*document["plan"]["actions"], *document["done"]]
    else:
        actions = [action for section in document["sections"] for action in section["actions"]]
    for action in actions:
        yield {heading: read(action) for heading, read in ACTION_COLUMNS.items()}


def review_rows(document: Document) -> Iterator[Row]:
    """Each requirement with its agreed score; a review with other scores is never public."""
    for principle in document["principles"]:
        for part in principle["parts"]:
            for table in part["tables"]:
                yield from (review_row(principle, part, row) for row in table["rows"])


def review_row(principle: Row, part: Row, row: Row) -> Row:
    return {
        "Principle": principle["letter"],
        "Part": part["ref"],
        "Ref": row["ref"],
        "Title": row["title"],
        "Requirement": row["statement"],
        "Score": row["score"],
        "Band": row["word"],
        "Last year": row["last"],
        "Does not apply because": row["not_applicable"],
        "Evidence": "\n".join(row["evidence"]),
        "Actions": "\n".join(action["text"] for action in row["actions"]),
    }


TABLES: dict[DocumentKind, Callable[[Document], Iterator[Row]]] = {
    DocumentKind.AGS: statement_rows,
    DocumentKind.LOCAL_CODE: code_rows,
    DocumentKind.ACTION_PLAN: action_rows,
    DocumentKind.MONITORING_REPORT: action_rows,
    DocumentKind.ASSURANCE_REVIEW: review_rows,
}
