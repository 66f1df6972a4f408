"""When things happened at the demo councils: by the dates of each review, and never after `today`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from assurance.models import Milestone
from reports.demo.reading import Source, fill_in

SATURDAY = 5
# People and roles are older than every review.
LONG_AGO = date(2016, 4, 1)


def working_day(day: date) -> date:
    """The day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))


def at_noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def weeks_behind(due: date, today: date) -> timedelta:
    """Whole weeks to add to a due date, so that at least three days are left."""
    days = (today + timedelta(days=3) - due).days
    return timedelta(weeks=max(0, -(-days // 7)))


@dataclass(frozen=True)
class ReviewDates:
    """The days of one review. `year` is the year it starts in; `today` the day the demo is looked at.

    Whatever would fall on `today` or later has happened on the last working day before it.
    """

    year: int
    today: date
    opens_on: date
    due: dict[str, date]

    @classmethod
    def of(cls, council: Source, *, year: int, today: date, is_running: bool) -> ReviewDates:
        """The fixture's dates; a running review's are moved by whole weeks, so that it is not late."""
        due = {
            milestone["kind"]: date.fromisoformat(fill_in(milestone["date"], year))
            for milestone in council["milestones"]
        }
        moved = weeks_behind(due[Milestone.Kind.SCORING], today) if is_running else timedelta(0)
        return cls(
            year=year,
            today=today,
            opens_on=date.fromisoformat(fill_in(council["opens_on"], year)) + moved,
            due={kind: working_day(day + moved) for kind, day in due.items()},
        )

    def moment(self, day: date, number: int = 0) -> datetime:
        """A moment in office hours, another one for each of a list's first numbers."""
        last = working_day(self.today - timedelta(days=1))
        if working_day(day) > last:  # late in the day: after what happened on it, and still in order
            return timezone.make_aware(datetime.combine(last, time(16, number * 10 % 60)))
        at = time(9 + number % 7, number * 17 % 60)
        return timezone.make_aware(datetime.combine(working_day(day), at))

    @property
    def started(self) -> datetime:
        return self.moment(self.opens_on - timedelta(days=14))

    @property
    def assigned(self) -> datetime:
        return self.moment(self.opens_on - timedelta(days=7), 1)

    @property
    def opened(self) -> datetime:
        return self.moment(self.opens_on)

    @property
    def promises_followed_up(self) -> datetime:
        """After the year's end, before the officers begin: where last year's actions stand."""
        return self.moment(date(self.year + 1, 4, 15))

    def submitted(self, number: int) -> datetime:
        """Over one working week, from the eleventh day before scores are due."""
        return self.moment(self.due[Milestone.Kind.SCORING] - timedelta(days=11 - number % 5), number)

    def saved(self, number: int) -> datetime:
        return self.moment(self.due[Milestone.Kind.SCORING] - timedelta(days=14 - number % 3), number)

    @property
    def sent_back(self) -> datetime:
        return self.moment(self.due[Milestone.Kind.SCORING] - timedelta(days=4))

    def agreed(self, number: int) -> datetime:
        return self.moment(self.due[Milestone.Kind.AGREEING] - timedelta(days=10 - number), number + 1)

    @property
    def finished(self) -> datetime:
        return self.moment(self.due[Milestone.Kind.AGREEING] + timedelta(days=5), 5)

    def confirmed(self, number: int) -> datetime:
        """The other offices, one a day."""
        return self.moment(self.due[Milestone.Kind.AGREEING] + timedelta(days=6 + number), 6 + number)

    def released(self, meeting_on: date) -> datetime:
        """In time for the agenda of the meeting."""
        return self.moment(meeting_on - timedelta(days=9), 1)

    def stepped(self, approved_on: date, days: int) -> datetime:
        """Days after the meeting that approves: recording it, signing, publishing."""
        return self.moment(approved_on + timedelta(days=days), 3 + days)

    def closed(self, approved_on: date) -> datetime:
        return self.moment(approved_on + timedelta(days=6), 2)
