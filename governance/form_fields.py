"""Form fields of our own: a date in three boxes that says what is wrong with it in one sentence."""

import calendar
import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

PARTS = ("day", "month", "year")
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_abbr) if name
}

Typed = tuple[str, str, str]


def date_parts(
    name: str, id_prefix: str, value: object, *, wrong: str = "", has_error: bool = False
) -> list[dict[str, object]]:
    """What a template needs to draw the three boxes of a date.

    `value` is a date, what was typed (three texts) or nothing; `wrong` names the one box to mark ("day",
    "month" or "year"), else `has_error` marks all three.
    """
    return [
        {
            "name": f"{name}_{part}",
            "id": f"{id_prefix}_{part}",
            "label": part.capitalize(),
            "value": text,
            "width": 4 if part == "year" else 2,
            "error": part == wrong if wrong else has_error,
        }
        for part, text in zip(PARTS, typed(value), strict=True)
    ]


def typed(value: object) -> Typed:
    """The three texts that stand in the boxes for a date, for what was typed, or for nothing."""
    if isinstance(value, datetime.date):
        return str(value.day), str(value.month), str(value.year)
    if isinstance(value, list | tuple) and len(value) == len(PARTS):
        day, month, year = (str(part or "").strip() for part in value)
        return day, month, year
    return "", "", ""


def read_date(value: object) -> datetime.date | None:
    """The date that three texts mean; None when all are empty.

    The month may be a number or an English name. A ValidationError carries one message and, where one box
    is to blame, `params["part"]`.
    """
    day, month, year = typed(value)
    if not (day or month or year):
        return None
    missing = [part for part, text in zip(PARTS, (day, month, year), strict=True) if not text]
    if missing:
        named = " and ".join(f"a {part}" for part in missing)
        raise ValidationError(
            f"The date must include {named}", code="incomplete", params={"part": missing[0]}
        )
    year_number = read_year(year)
    month_number = read_month(month)
    return read_day(day, month_number, year_number)


def read_year(text: str) -> int:
    """A year of four figures."""
    if not (text.isascii() and text.isdigit() and len(text) == 4 and int(text) >= 1000):
        raise ValidationError(
            "Write the year in four figures, for example 2025", code="year", params={"part": "year"}
        )
    return int(text)


def read_month(text: str) -> int:
    """A month from 1 to 12, by number or English name."""
    if number := MONTHS.get(text.lower()):
        return number
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 12:
        return int(text)
    raise ValidationError("The month must be a number from 1 to 12", code="month", params={"part": "month"})


def read_day(text: str, month: int, year: int) -> datetime.date:
    """The day of a known month, or the sentence that says how many days that month has."""
    if not (text.isascii() and text.isdigit()):
        raise ValidationError("The day must be a number", code="day", params={"part": "day"})
    try:
        return datetime.date(year, month, int(text))
    except (ValueError, OverflowError):
        name = calendar.month_name[month]
        days = calendar.monthrange(year, month)[1]
        message = f"{text} {name} {year} is not a real date. {name} {year} has {days} days"
        raise ValidationError(message, code="invalid", params={"part": "day"}) from None


class DateWidget(forms.Widget):
    """Day, month and year as text boxes: `NAME_day`, `NAME_month`, `NAME_year`, with ids to match."""

    template_name = "govuk/widgets/date.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        built = context["widget"]["attrs"]
        wrong = built.pop("wrong-part", "")
        has_error = "govuk-input--error" in built.get("class", "")
        context["parts"] = date_parts(
            name, built.get("id", f"id_{name}"), value, wrong=wrong, has_error=has_error
        )
        return context

    def format_value(self, value: Any) -> Any:
        return typed(value)

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """By the project's template engine: the form renderer does not look in the project's folder."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed:
        day, month, year = (str(data.get(f"{name}_{part}", "")).strip() for part in PARTS)
        return day, month, year

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}_{part}" in data for part in PARTS)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_day" if id_ else ""


class DateField(forms.Field):
    """A date typed in three boxes; one clear message for each thing that can be wrong."""

    widget = DateWidget
    default_error_messages = {"required": "Enter a date, for example 23 5 2025"}

    def to_python(self, value: Any) -> datetime.date | None:
        return value if isinstance(value, datetime.date) else read_date(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
