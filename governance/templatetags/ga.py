"""Dates and times as people here write them; figures with their sign in words."""

import datetime

from django import template
from django.utils import formats, timezone

register = template.Library()


def local(value: datetime.date | datetime.datetime) -> datetime.date | datetime.datetime:
    """A moment in the council's own time; a plain date or a naive moment as it is."""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.filter
def govdate(value: datetime.date | datetime.datetime | None, style: str = "") -> str:
    """The date as "23 May 2025"; style "weekday" gives "Friday 23 May", "short" "23 May", "full" all of it.

    "past" and "past-short" say the same of something that happened, with its year unless it is this one.
    Empty for None.
    """
    if not value:
        return ""
    patterns = {"": "j F Y", "weekday": "l j F", "short": "j F", "full": "l j F Y"}
    shown = local(value)
    if style in {"past", "past-short"}:
        pattern = patterns["weekday" if style == "past" else "short"]
        year = "" if shown.year == timezone.localdate().year else " Y"
        return formats.date_format(shown, pattern + year)
    return formats.date_format(shown, patterns[style])


@register.filter
def govtime(value: datetime.datetime | None) -> str:
    """The time as "14:02", in the council's own time. Empty for None."""
    return formats.date_format(local(value), "H:i") if value else ""


@register.filter
def saved_at(value: datetime.datetime | None) -> str:
    """When something was saved: "14:02" today, "9 May" before. Empty for None."""
    if value is None:
        return ""
    is_today = timezone.localtime(value).date() == timezone.localdate()
    return govtime(value) if is_today else govdate(value, "short")


@register.filter
def movement(now: int | None, last: int | None) -> str:
    """How a score moved against last year's: "up 2", "down 1", "same"; empty without two scores."""
    if now is None or last is None:
        return ""
    if now == last:
        return "same"
    return f"up {now - last}" if now > last else f"down {last - now}"


@register.filter
def same(one: object, other: object) -> bool:
    """True when both read the same: what was posted is text, what was stored a number."""
    return one not in (None, "") and str(one) == str(other)
