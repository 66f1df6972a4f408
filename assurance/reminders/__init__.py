"""What people are reminded of each day, by kind: a module of this package registers its kinds.

A reminder is a notice with a key, so that running twice tells once. Keys hold what the reminder is about and
the step in time it belongs to, such as the week: a day on which nobody ran it is caught up on the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from assurance.reminders.council_day import CouncilDay
from governance import notice_words
from governance.models import Membership
from governance.workflow.notices import Telling

WEEK = 7
BEFORE = (0, 1, 7)  # days before a date on which people are reminded of it, the nearest first


@dataclass(frozen=True)
class Reminder:
    """What one member is reminded of. `key` says what it is about, and which step in time."""

    member: Membership
    text: str
    url: str
    key: str


Find = Callable[[CouncilDay], Iterable[Reminder]]


@dataclass(frozen=True)
class Kind:
    """A kind of reminder: `name` as the command prints it, `action` of its notices, and who is reminded."""

    name: str
    action: str
    find: Find

    def tellings(self, day: CouncilDay) -> Iterator[Telling]:
        for each in self.find(day):
            yield Telling(each.member, self.action, each.text, each.url, once_key=f"{self.name}:{each.key}")


KINDS: dict[str, Kind] = {}


def reminds(name: str, *, one: str, many: str) -> Callable[[Find], Find]:
    """Register what finds reminders of a kind; `one` and `many` name them in the subject of an e-mail."""

    def register(find: Find) -> Find:
        action = f"assurance.reminder.{name}"
        KINDS[name] = Kind(name, action, find)
        notice_words.register(action, one, many)
        return find

    return register


def step_of(due_on: date, at: date) -> str:
    """The step in time of a date: within seven days before it, the day before, the day, each week after.

    Nothing before that. Each step is told once, on its first day or when somebody runs it next.
    """
    left = (due_on - at).days
    if left < 0:
        return f"{due_on}:late {(-left - 1) // WEEK}"
    return next((f"{due_on}:{days}" for days in BEFORE if left <= days), "")


def week_of(at: date) -> str:
    """The week, from Monday: for what is told once a week."""
    year, week, _ = at.isocalendar()
    return f"{year}-W{week:02d}"


def month_of(at: date) -> str:
    """The month: for what is told once a month."""
    return f"{at:%Y-%m}"
