"""How long the rest will take, from the person's own pace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from assurance.models import Assessment
from governance.models import Membership

LONGEST_PAUSE = timedelta(minutes=20)  # a longer one was spent on something else
FEWEST = 3  # rows from which a pace can be told


def minutes_a_row(saved: Iterable[datetime]) -> float | None:
    """Minutes between one row and the next, pauses left out; None where the times do not tell.

    `saved`: when each row was last saved. Rows saved at one moment share the time before it.
    """
    times = sorted(saved)
    if len(times) < FEWEST:
        return None
    steps = [step for one, other in pairwise(times) if (step := other - one) <= LONGEST_PAUSE]
    spent = sum(steps, timedelta())
    return spent / timedelta(minutes=1) / len(steps) if spent else None


def in_words(minutes: float) -> str:
    """ "About 12 minutes", rounded as people say it: by 5 from a quarter of an hour, by halves of an hour."""
    if minutes < 1.5:
        return "About a minute"
    if minutes < 15:
        return f"About {round(minutes)} minutes"
    if minutes < 52.5:
        return f"About {5 * round(minutes / 5)} minutes"
    halves = round(minutes / 30)
    if halves <= 2:
        return "About an hour"
    if halves == 3:
        return "About an hour and a half"
    return f"About {round(minutes / 60)} hours"


def time_left(rows: Iterable[Assessment], *, left: int, by: Membership) -> str:
    """How long the rows that are left will take this person; nothing where no pace is known.

    Reads `previous` as fetched: who has begun less than three rows goes by the pace of the year before.
    """
    listed = list(rows)
    if not left:
        return ""
    this_year = minutes_a_row(_saved(listed, by))
    pace = this_year or minutes_a_row(_saved((row.previous for row in listed if row.previous), by))
    return in_words(pace * left) if pace else ""


def _saved(rows: Iterable[Assessment], by: Membership) -> list[datetime]:
    return [row.saved_at for row in rows if row.saved_at is not None and row.saved_by_id == by.pk]
