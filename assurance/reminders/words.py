"""Dates of reminders in words."""

from __future__ import annotations

from datetime import date

from assurance.milestones import days
from governance.templatetags.ga import govdate


def when(due_on: date, at: date) -> str:
    """ "due tomorrow, Friday 23 May", "3 days late (the date was Friday 23 May)"."""
    if due_on < at:
        named = govdate(due_on, "weekday" if due_on.year == at.year else "full")
        return f"{days((at - due_on).days)} late (the date was {named})"
    return f"due {near(due_on, at)}"


def near(due_on: date, at: date) -> str:
    """ "today", "tomorrow, Friday 23 May", "in 6 days, on Wednesday 28 May"."""
    left = (due_on - at).days
    if left == 0:
        return "today"
    named = govdate(due_on, "weekday")
    return f"tomorrow, {named}" if left == 1 else f"in {days(left)}, on {named}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
