"""A date in three boxes: what it reads, what it refuses and in which words."""

import datetime

import pytest
from django import forms
from django.http import QueryDict

from governance.form_fields import DateField


class DueForm(forms.Form):
    due = DateField()
    closed = DateField(required=False)


def due(day: str = "", month: str = "", year: str = "", **initial: datetime.date) -> DueForm:
    data = QueryDict(mutable=True)
    data.update({"due_day": day, "due_month": month, "due_year": year})
    return DueForm(data, initial=initial)


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("3", "5", "2025"), ("03", "05", "2025"), (" 3 ", "May", "2025"), ("3", "may", "2025")],
)
def test_it_reads_a_date_however_the_month_is_written(day: str, month: str, year: str) -> None:
    form = due(day, month, year)
    assert form.is_valid()
    assert form.cleaned_data == {"due": datetime.date(2025, 5, 3), "closed": None}


@pytest.mark.parametrize(
    ("typed", "message", "part"),
    [
        (("31", "2", "2026"), "31 February 2026 is not a real date. February 2026 has 28 days", "day"),
        (("30", "2", "2024"), "30 February 2024 is not a real date. February 2024 has 29 days", "day"),
        (("0", "4", "2025"), "0 April 2025 is not a real date. April 2025 has 30 days", "day"),
        (("9" * 40, "4", "2025"), f"{'9' * 40} April 2025 is not a real date. April 2025 has 30 days", "day"),
        (("x", "4", "2025"), "The day must be a number", "day"),
        (("²", "4", "2025"), "The day must be a number", "day"),
        (("1", "13", "2025"), "The month must be a number from 1 to 12", "month"),
        (("1", "4", "25"), "Write the year in four figures, for example 2025", "year"),
        (("1", "4", "0000"), "Write the year in four figures, for example 2025", "year"),
        (("", "4", "2025"), "The date must include a day", "day"),
        (("1", "", ""), "The date must include a month and a year", "month"),
    ],
)
def test_it_says_one_thing_and_names_the_box_to_blame(
    typed: tuple[str, str, str], message: str, part: str
) -> None:
    form = due(*typed)
    assert form.errors["due"] == [message]
    (error,) = form.errors.as_data()["due"]
    assert error.params == {"part": part}


def test_it_asks_for_a_date_only_where_one_is_required() -> None:
    assert due().errors == {"due": ["Enter a date, for example 23 5 2025"]}


def test_it_shows_again_what_was_typed() -> None:
    html = str(due("31", "2", "2026")["due"])
    assert 'value="31"' in html
    assert 'value="2026"' in html


def test_it_starts_from_a_date() -> None:
    html = str(DueForm(initial={"due": datetime.date(2025, 5, 23)})["due"])
    for box in (
        'id="id_due_day"',
        'name="due_month"',
        'value="23"',
        'value="5"',
        'value="2025"',
        'inputmode="numeric"',
    ):
        assert box in html


@pytest.mark.parametrize(("day", "changed"), [("23", False), ("24", True), ("x", True)])
def test_it_knows_whether_it_was_changed(day: str, changed: bool) -> None:
    form = due(day, "05", "2025", due=datetime.date(2025, 5, 23))
    assert form.fields["due"].has_changed(datetime.date(2025, 5, 23), (day, "05", "2025")) is changed
    assert ("due" in form.changed_data) is changed
