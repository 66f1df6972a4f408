"""The demo's files, with years filled in.

Years stand in the texts as tokens: {y0} is the year in which the review's financial year starts, {y1} and
{y2} the years after it, {ym1} the one before, {year} the label such as "2024/25".
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from governance.models.memberships import year_label

Source = dict[str, Any]

# This year's review ended on the last 31 March; officers answer it in May.
OFFICERS_ARE_AT_WORK = (5, 19)


def starting_year(today: date) -> int:
    """The year in which this year's review starts, for a demo that is looked at on the day."""
    ended_this_year = today >= date(today.year, *OFFICERS_ARE_AT_WORK)
    return today.year - 1 if ended_this_year else today.year - 2


def read_councils() -> list[Source]:
    """The councils as they stand in the file; the dates of their reviews still have tokens."""
    councils: list[Source] = _read("councils.json")
    return councils


def read_rows(file_name: str, year: int) -> dict[str, Source]:
    """A review's rows by reference, for the review that starts in the year."""
    rows: dict[str, Source] = fill_in(_read(file_name)["rows"], year)
    return rows


def read_past_year(file_name: str, year: int) -> Source:
    """A year that was signed off elsewhere: its record, rows, and who had them."""
    past_year: Source = fill_in(_read(file_name), year)
    return past_year


def read_unassigned(file_name: str) -> set[str]:
    """References of the rows that nobody has been given."""
    return set(_read(file_name).get("not_assigned", []))


def read_comments(rows_file: str, year: int) -> list[Source]:
    """What was said about rows of the review that has its rows from the file."""
    comments: list[Source] = fill_in(_read("comments.json").get(rows_file, []), year)
    return comments


def read_evidence(file_name: str, year: int) -> list[Source]:
    """What the register knows of its items, for the review that starts in the year."""
    items: list[Source] = fill_in(_read(file_name)["items"], year)
    return items


def read_sources(slug: str, which: str, year: int) -> list[Source]:
    """Who else checked, for a council's review ("this" or "last") that starts in the year."""
    sources: list[Source] = fill_in(_read("sources.json").get(slug, {}).get(which, []), year)
    return sources


def read_issues(slug: str, year: int) -> Source:
    """A council's significant issues, as told in the review that starts in the year; empty without any."""
    told: Source = fill_in(_read("issues.json").get(slug, {}), year)
    return told


def read_local_code(slug: str, year: int) -> Source:
    """A council's Local Code: the version adopted in the year and the next one; empty without any."""
    told: Source = fill_in(_read("local_code.json").get(slug, {}), year)
    return told


def read_returns(slug: str, which: str, year: int) -> list[Source]:
    """What directors answered in "this" or "last" year's review; empty where none was asked."""
    returns: list[Source] = fill_in(_read("returns.json").get(slug, {}).get(which, []), year)
    return returns


def read_statement(key: str, year: int) -> Source:
    statement: Source = fill_in(_read("statement.json")[key], year)
    return statement


def read_actions(slug: str, year: int) -> Source:
    """What happened to a council's actions beside its reviews; empty when nothing did."""
    told: Source = fill_in(_read("actions.json").get(slug, {}), year)
    return told


def fill_in(value: Any, year: int) -> Any:
    """The same structure with every token replaced."""
    match value:
        case str():
            return value.format(ym1=year - 1, y0=year, y1=year + 1, y2=year + 2, year=year_label(year))
        case dict():
            return {key: fill_in(part, year) for key, part in value.items()}
        case list():
            return [fill_in(part, year) for part in value]
    return value


def read_file(file_name: str) -> bytes:
    path: Path = settings.BASE_DIR / "fixtures" / "demo" / file_name
    return path.read_bytes()


def _read(file_name: str) -> Any:
    return json.loads(read_file(file_name))
